import { HeadwayError, VIDEO_LANGUAGES, type VideoInput, type VideoLanguage } from "@headway/contract";
import type { PreparedJob } from "../../service.ts";
import { generationAliases } from "./generation-id.ts";
import { findLesson, lessonTitles } from "./lessons/find-lesson.ts";
import type { VideoPorts } from "./ports.ts";
import { tagOf } from "./source-language.ts";
import { textLanguage } from "./steps/write-lesson.ts";

/** Refuses before a job exists what could only fail later: nothing to teach from, a language nobody speaks or translates, an unknown voice. */
export async function prepareVideo(ports: VideoPorts, input: VideoInput): Promise<PreparedJob> {
  requireContent(ports, input);
  await requireVoice(ports, input);
  await requireTranslation(ports, input);
  return { aliases: generationAliases(input.topic.toWellFormed()), metadata: { topic: input.topic } };
}

function requireContent({ languageModel }: VideoPorts, { topic, source }: VideoInput): void {
  if (!/[\p{L}\p{N}]/u.test(topic)) {
    throw new HeadwayError("INVALID_INPUT", "The topic has no letters or digits.", {
      errors: [{ loc: ["body", "topic"], msg: "must contain letters or digits", type: "value_error" }],
    });
  }
  if (source !== undefined || languageModel !== undefined || findLesson(topic) !== undefined) return;
  throw new HeadwayError(
    "NO_CONTENT_SOURCE",
    "There are three ways to a video: send `source` (Markdown or text to teach from), set HEADWAY_LLM to a language model, " +
      `or choose a bundled topic: ${lessonTitles().join(", ")}.`,
    { errors: [{ loc: ["body", "source"], msg: "is needed for this topic", type: "missing" }] },
  );
}

async function requireVoice({ narrator }: VideoPorts, { language, voice }: VideoInput): Promise<void> {
  const voices = await narrator.voices();
  if (voices.length === 0) {
    throw new HeadwayError(
      "TOOL_MISSING",
      "No voice program is installed. Run `headway doctor`: it names flite and espeak-ng and the command that installs them.",
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
  const fitting = voices.filter((one) => sameLanguage(one.language, spoken) || one.language === "mul");
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
  // A language model writes in the wanted language by itself.
  if (ports.languageModel !== undefined) return;
  const from = tagOf(textLanguage(input));
  const to = tagOf(input.language);
  if (sameLanguage(from, to) || (await ports.translator.canTranslate(from, to))) return;
  const possible: string[] = [];
  for (const language of await spokenLanguages(ports)) {
    if (sameLanguage(from, tagOf(language)) || (await ports.translator.canTranslate(from, tagOf(language))))
      possible.push(language);
  }
  throw unsupported(
    "language",
    `The text is in ${textLanguage(input)} and cannot be translated into ${input.language} here. ` +
      `Possible without a source in ${input.language} or a language model: ${possible.join(", ")}.`,
  );
}

async function spokenLanguages({ narrator }: Pick<VideoPorts, "narrator">): Promise<VideoLanguage[]> {
  const names = Object.keys(VIDEO_LANGUAGES) as VideoLanguage[];
  const spoken = await Promise.all(names.map(async (name) => (await narrator.speaks(tagOf(name))) !== null));
  return names.filter((_, index) => spoken[index]);
}

const sameLanguage = (a: string, b: string): boolean => a.split("-")[0] === b.split("-")[0];

function unsupported(field: string, message: string): HeadwayError {
  return new HeadwayError("UNSUPPORTED_LANGUAGE", message, {
    errors: [{ loc: ["body", field], msg: message, type: "value_error" }],
  });
}
