import { HeadwayError, VIDEO_LANGUAGES, type VideoInput, type VideoLanguage } from "@headway-jobs/contract";
import { matchLanguage } from "@headway-jobs/ports/speech";
import { primaryLanguage } from "@headway-jobs/ports/translation";
import type { PreparedJob } from "../../service-kit/service.ts";
import { generationAliases } from "./content/generation-id.ts";
import { findLesson, lessonTitles } from "./content/lessons/find-lesson.ts";
import type { NarratorVoice, VideoPorts } from "./ports.ts";
import { tagOf, textLanguage } from "./content/source-language.ts";

/** Rejects requests that could only fail later: no content to teach, a language that no voice speaks or no translation reaches, an unknown voice. */
export async function prepareVideo(ports: VideoPorts, input: VideoInput): Promise<PreparedJob> {
  requireContent(ports, input);
  await requireVoice(ports, input);
  await requireTranslation(ports, input);
  return { aliases: generationAliases(input.topic.toWellFormed()), metadata: { topic: input.topic } };
}

const READABLE = /[\p{L}\p{N}]/u;

function requireContent({ model }: VideoPorts, { topic, source }: VideoInput): void {
  if (!READABLE.test(topic)) {
    throw new HeadwayError("INVALID_INPUT", "The topic has no letters or digits.", {
      errors: [{ loc: ["body", "topic"], msg: "must contain letters or digits", type: "value_error" }],
    });
  }
  if (source !== undefined && !READABLE.test(source)) {
    throw new HeadwayError("INVALID_INPUT", "The source has no readable words.", {
      errors: [{ loc: ["body", "source"], msg: "must contain letters or digits, or be left out", type: "value_error" }],
    });
  }
  if (source !== undefined || model !== undefined || findLesson(topic) !== undefined) return;
  const message =
    "A video needs a source text, a language model (HEADWAY_LLM), " +
    `or one of the bundled topics: ${lessonTitles().join(", ")}.`;
  throw new HeadwayError("NO_CONTENT_SOURCE", message, {
    errors: [{ loc: ["body", "source"], msg: message, type: "missing" }],
  });
}

async function requireVoice({ narrator }: VideoPorts, { language, voice }: VideoInput): Promise<void> {
  const voices = await narrator.voices();
  if (voices.length === 0) {
    throw new HeadwayError(
      "TOOL_MISSING",
      "No voice program is installed. Run `headway doctor`: it names the voice programs and the command that installs them.",
    );
  }
  const spoken = await narrator.speaks(tagOf(language));
  if (spoken === null) {
    throw unsupported(
      "language",
      `No voice speaks ${language}. Possible: ${(await spokenLanguages({ narrator })).join(", ")}.`,
    );
  }
  if (voice === undefined) return;
  const fitting = voices.filter((one) => speaks(one, { spoken, wanted: tagOf(language) }));
  if (fitting.some(({ id }) => id === voice)) return;
  const names = fitting
    .map(({ id }) => id)
    .slice(0, 40)
    .join(", ");
  throw unsupported(
    "voice",
    `The voice “${voice.slice(0, 100)}” does not speak ${language}. Voices that do: ${names}.`,
  );
}

async function requireTranslation(ports: VideoPorts, input: VideoInput): Promise<void> {
  // A language model writes in the requested language without a translation.
  if (ports.model !== undefined) return;
  const written = textLanguage(input);
  const from = primaryLanguage(tagOf(written));
  const pairs = await ports.translation.pairs();
  const reachable = (language: VideoLanguage): boolean => {
    const to = primaryLanguage(tagOf(language));
    return from === to || pairs.some((pair) => pair.from === from && pair.to === to);
  };
  if (reachable(input.language)) return;
  const possible = (await spokenLanguages(ports)).filter(reachable);
  throw unsupported(
    "language",
    `The text is in ${written} and cannot be translated into ${input.language} here. Possible: ${possible.join(", ")}; ` +
      `others need a source in ${input.language} or a language model.`,
  );
}

async function spokenLanguages({ narrator }: Pick<VideoPorts, "narrator">): Promise<VideoLanguage[]> {
  const names = Object.keys(VIDEO_LANGUAGES) as VideoLanguage[];
  const spoken = await Promise.all(names.map(async (name) => (await narrator.speaks(tagOf(name))) !== null));
  return names.filter((_, index) => spoken[index]);
}

/** A voice of several languages speaks those of its own provider, which may be restricted to fewer than the others speak. */
function speaks(
  { language, languages }: NarratorVoice,
  { spoken, wanted }: Readonly<Record<"spoken" | "wanted", string>>,
): boolean {
  if (language !== "mul") return sameLanguage(language, spoken);
  return languages === undefined || matchLanguage(languages, wanted) !== null;
}

const sameLanguage = (a: string, b: string): boolean => primaryLanguage(a) === primaryLanguage(b);

function unsupported(field: string, message: string): HeadwayError {
  return new HeadwayError("UNSUPPORTED_LANGUAGE", message, {
    errors: [{ loc: ["body", field], msg: message, type: "value_error" }],
  });
}
