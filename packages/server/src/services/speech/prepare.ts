import { findLanguage, HeadwayError, speechCredits, type SpeechInput } from "@headway-jobs/contract";
import type { Engine } from "@headway-jobs/engine";
import { languageName, primaryLanguage, type Term } from "@headway-jobs/ports/translation";
import type { CatalogueVoice } from "@headway-jobs/ports/voice-catalogue";
import type { PreparedJob } from "../../service-kit/service.ts";
import { termsOf } from "./dictionaries/terms.ts";
import { offeredTargets } from "./offered-languages.ts";
import type { SpeechPorts } from "./ports.ts";

/** Refuses, before a job exists, a language pair without translation, a voice that does not speak the language, and an empty text. */
export async function prepareSpeech(
  ports: SpeechPorts,
  input: SpeechInput,
  call: { readonly owner: string; readonly engine: Pick<Engine, "documents"> },
  settings: { readonly timeLimitMs: number },
): Promise<PreparedJob> {
  if (input.task !== "tts") await requireTranslation(ports, input.source_language, input.target_language);
  if (input.task !== "translate") {
    requireWords(input.text);
  }
  const voice = input.task === "translate" ? {} : { voice_id: await chooseVoice(ports, input) };
  const terms = input.task === "tts" ? [] : await chosenTerms(input, call);
  const taskId = ports.newTaskId();
  const characters = speechCredits(input.task === "translate" ? input.texts : [input.text]);
  const named = { project_name: input.project_name ?? null, folder_id: input.folder_id ?? null };
  return {
    input: {
      ...input,
      ...voice,
      ...(terms.length === 0 ? {} : { terms: terms.map(({ from, to }) => ({ from, to })) }),
    },
    jobType: input.task,
    aliases: [{ name: taskId }],
    metadata: { task_id: taskId, ...named },
    cost: characters,
    timeLimitMs: settings.timeLimitMs * Math.max(1, characters / CHARACTERS_OF_BASE_LIMIT),
    numbered: true,
  };
}

/** A longer text may work longer, in proportion: what is accepted must be able to end. */
const CHARACTERS_OF_BASE_LIMIT = 10_000;

/** As the dictionaries are now: a change while the task waits is for later tasks. */
async function chosenTerms(
  { chosen_dictionaries, source_language, target_language }: Exclude<SpeechInput, { task: "tts" }>,
  { owner, engine }: { readonly owner: string; readonly engine: Pick<Engine, "documents"> },
): Promise<readonly Term[]> {
  const languages = { from: source_language, to: target_language };
  return termsOf(engine.documents, owner, chosen_dictionaries ?? [], languages);
}

async function requireTranslation({ translation, voices }: SpeechPorts, from: string, to: string): Promise<void> {
  if (primaryLanguage(from) === primaryLanguage(to)) return;
  const pairs = await translation.pairs();
  if (pairs.length === 0) {
    throw new HeadwayError(
      "TOOL_MISSING",
      "No translation is installed. Run `headway doctor`: it names apertium and the command that installs it.",
    );
  }
  if (pairs.some((pair) => pair.from === primaryLanguage(from) && pair.to === primaryLanguage(to))) return;
  const targets = await offeredTargets({ translation, voices }, from);
  if (targets.length === 0) {
    const sources = [...new Set(pairs.map((pair) => languageName(pair.from)))].toSorted().join(", ");
    throw unsupported("source_language", `Nothing here translates from ${nameOf(from)}. Possible sources: ${sources}.`);
  }
  const possible = targets.map(({ id, tag }) => `${tag} (${id})`).join(", ");
  throw unsupported(
    "target_language",
    `Nothing here translates from ${nameOf(from)} to ${nameOf(to)}. Possible targets: ${possible}.`,
  );
}

function requireWords(text: string): void {
  if (/[\p{L}\p{N}]/u.test(text)) return;
  throw new HeadwayError("INVALID_INPUT", "The text has no letters or digits: there is nothing to speak.", {
    errors: [{ loc: ["body", "text"], msg: "must contain letters or digits", type: "value_error" }],
  });
}

/** The id of the voice that was asked for, which must speak the language; of the first one that fits when none was. */
async function chooseVoice(
  { voices }: SpeechPorts,
  input: Exclude<SpeechInput, { task: "translate" }>,
): Promise<number> {
  const [field, tag] = input.task === "tts" ? ["language", input.language] : ["target_language", input.target_language];
  const { voice_id: voiceId } = input;
  const fitting = await voices.fittingVoices(tag);
  const chosen = voiceId === undefined ? fitting[0] : fitting.find(({ id }) => id === voiceId);
  if (chosen !== undefined) return chosen.id;
  if ((await voices.voices()).length === 0) {
    throw new HeadwayError(
      "TOOL_MISSING",
      "No voice program is installed. Run `headway doctor`: it names the voice programs and the command that installs them.",
    );
  }
  if (fitting.length === 0) {
    throw unsupported(field, `No voice here speaks ${nameOf(tag)}; see /list-voices.`);
  }
  const known = await voices.find(voiceId ?? 0);
  const what =
    known === null
      ? `There is no voice ${voiceId}.`
      : `Voice ${voiceId} (${known.name}) does not speak ${nameOf(tag)}.`;
  throw unsupported("voice_id", `${what} Voices that do: ${listOf(fitting)}.`);
}

const MOST_NAMED = 12;

function listOf(voices: readonly CatalogueVoice[]): string {
  return voices
    .slice(0, MOST_NAMED)
    .map(({ id, name }) => `${id} (${name})`)
    .join(", ");
}

const nameOf = (tag: string): string => findLanguage(tag)?.name ?? tag;

function unsupported(field: string, message: string): HeadwayError {
  return new HeadwayError("UNSUPPORTED_LANGUAGE", message, {
    errors: [{ loc: ["body", field], msg: message, type: "value_error" }],
  });
}
