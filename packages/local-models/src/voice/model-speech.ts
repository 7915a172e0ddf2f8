import type { SharedV4Warning, SpeechModelV4, SpeechModelV4CallOptions, SpeechModelV4Result } from "@ai-sdk/provider";
import { HeadwayError } from "@headway-jobs/contract";
import { changedVoice, mannerOf, speakerOf, voiceOfGender } from "@headway-jobs/ports/speaker";
import { matchLanguage, type Speech, type VoiceInfo } from "@headway-jobs/ports/speech";
import { plainWav } from "@headway-jobs/tools/sound/plain-wav";
import { workerModule } from "@headway-jobs/tools/threads/worker-pool";
import type { InstalledModel } from "../manifest/model-manifest.ts";
import type { ModelProcesses } from "../process/model-processes.ts";
import { type LocalVoice, voicesOf } from "./local-voices.ts";
import { ttsConfig } from "./tts-config.ts";
import type { SpokenSound, VoiceSetup, VoiceWork } from "./voice-worker.ts";

export interface ModelSpeechOptions {
  /** The installed models of voices, the preferred ones first. Asked at each call, so that a model can come and go. */
  readonly models: () => Promise<readonly InstalledModel[]>;
  readonly processes: ModelProcesses;
  /** Folder of packages that has the runtime. */
  readonly runtime: string;
  readonly espeakPlaces?: readonly string[];
  /** Called for each request that is spoken, to count it. */
  readonly onUse?: (use: { readonly name: string; readonly characters: number }) => void;
}

/** A sentence takes a second or two. */
const WORK_LIMIT_MS = 120_000;
/** More than the queue, the loading and the work together, each of which has a limit of its own that says more and counts. */
const TIME_LIMIT_MS = 15 * 60_000;
/** Longer texts are to be spoken sentence by sentence. */
const MAX_TEXT_CHARS = 10_000;

const MODULE = workerModule("./voice-worker", import.meta.url);

/**
 * Voices of local models as an AI SDK speech model. `voice` is the id of one; without it the first that speaks the language. Errors: INVALID_INPUT,
 * UNSUPPORTED_LANGUAGE, VOICE_FAILED and PROVIDER_*; MODEL_MISSING when a part of the model or its runtime is not there.
 */
export function modelSpeech(options: ModelSpeechOptions): Speech {
  const voices = async (): Promise<LocalVoice[]> => {
    const all = await Promise.all((await options.models()).map(voicesOf));
    return uniqueById(all.flat());
  };
  const model: SpeechModelV4 = {
    specificationVersion: "v4",
    provider: "local",
    modelId: "local",
    doGenerate: async (call) => speak(options, await voices(), call),
  };
  return {
    model,
    voices: async () => (await voices()).map(({ info }) => info),
    languages: async () => [...new Set((await voices()).flatMap(({ info }) => tagsOf(info)))],
    reads: "spoken",
    timeLimitMs: TIME_LIMIT_MS,
  };
}

function uniqueById(voices: readonly LocalVoice[]): LocalVoice[] {
  return [...new Map(voices.toReversed().map((voice) => [voice.info.id, voice])).values()].toReversed();
}

/** `en-us` also speaks what asks for `en`. */
function tagsOf({ language }: VoiceInfo): string[] {
  const primary = language.split("-")[0] ?? language;
  return [...new Set([language, primary])];
}

async function speak(
  options: ModelSpeechOptions,
  voices: readonly LocalVoice[],
  call: SpeechModelV4CallOptions,
): Promise<SpeechModelV4Result> {
  call.abortSignal?.throwIfAborted();
  const text = speakable(call.text);
  const asked = voiceFor(voices, call);
  const { id } = voiceOfGender(
    voices.map(({ info }) => info),
    asked.info,
    speakerOf(call).gender,
  );
  const voice = voices.find(({ info }) => info.id === id) ?? asked;
  const { name } = voice.model.manifest;
  // One name for the calls and for the sound that the caller counts.
  const modelId = `local/${name}`;
  options.onUse?.({ name: modelId, characters: call.text.length });
  const work: VoiceWork = { text, speaker: voice.speaker, speed: mannerOf(call).pace };
  const { samples, rateHz } = await generate(options, voice.model, work, call.abortSignal);
  if (samples.length === 0) {
    throw new HeadwayError("VOICE_FAILED", `The local model ${name} gave no sound for this text.`, {
      retryable: false,
    });
  }
  const warnings = [...warningsOf(call), ...changedVoice(call.voice, voice.info)];
  // The response belongs to no server; the epoch says so and keeps results comparable.
  return { audio: plainWav(samples, rateHz), warnings, response: { timestamp: new Date(0), modelId } };
}

function speakable(text: string): string {
  const clean = text
    .toWellFormed()
    .replace(/\p{Cc}+/gu, " ")
    .trim();
  if (clean === "") throw new HeadwayError("INVALID_INPUT", "There is nothing to speak.");
  if (clean.length <= MAX_TEXT_CHARS) return clean;
  throw new HeadwayError(
    "INVALID_INPUT",
    `At most ${MAX_TEXT_CHARS} characters can be spoken at once; send sentences.`,
  );
}

function voiceFor(voices: readonly LocalVoice[], { voice: id, language }: SpeechModelV4CallOptions): LocalVoice {
  const isOpen = language === undefined || language === "auto";
  const fitting = isOpen ? voices : speakersOf(voices, language);
  const named = id === undefined ? undefined : voices.find(({ info }) => info.id.toLowerCase() === id.toLowerCase());
  if (id !== undefined && named === undefined) {
    // It was there when the work was accepted: its model has been removed since. Other voices can speak.
    const message = `The local voice “${id.slice(0, 100)}” is no longer installed.`;
    throw new HeadwayError("VOICE_FAILED", message, { retryable: false });
  }
  const chosen = named === undefined || fitting.includes(named) ? (named ?? fitting[0]) : undefined;
  if (chosen !== undefined) return chosen;
  const known = [...new Set(voices.map(({ info }) => info.language))].join(", ");
  throw new HeadwayError(
    "UNSUPPORTED_LANGUAGE",
    known === "" ? "No local model of a voice is installed." : `The local voices asked for speak ${known} only.`,
  );
}

/** Voices of the language, those of its own region first. */
function speakersOf(voices: readonly LocalVoice[], language: string): LocalVoice[] {
  const best = matchLanguage(
    voices.map(({ info }) => info.language),
    language,
  );
  if (best === null) return [];
  const primary = best.split("-")[0] ?? best;
  const same = voices.filter(({ info }) => info.language.split("-")[0] === primary);
  return same.toSorted((a, b) => Number(b.info.language === best) - Number(a.info.language === best));
}

async function generate(
  { processes, runtime, espeakPlaces }: ModelSpeechOptions,
  model: InstalledModel,
  work: VoiceWork,
  signal: AbortSignal | undefined,
): Promise<SpokenSound> {
  const setup: VoiceSetup = { runtime, config: await ttsConfig(model, espeakPlaces) };
  const program = { name: model.manifest.name, module: MODULE, setup };
  try {
    return (await processes.run(program, work, { timeLimitMs: WORK_LIMIT_MS, signal })) as SpokenSound;
  } catch (error) {
    if (!(error instanceof HeadwayError) || error.code !== "MODEL_FAILED") throw error;
    const { message, retryable, retryAfterS, provider } = error;
    throw new HeadwayError("VOICE_FAILED", message, {
      cause: error,
      retryable,
      provider,
      ...(retryAfterS === undefined ? {} : { retryAfterS }),
    });
  }
}

function warningsOf(call: SpeechModelV4CallOptions): SharedV4Warning[] {
  const warnings: SharedV4Warning[] = [];
  if (call.outputFormat !== undefined && call.outputFormat !== "wav") {
    warnings.push({ type: "unsupported", feature: "outputFormat", details: "The voice gives WAV." });
  }
  if (call.instructions !== undefined) {
    warnings.push({ type: "unsupported", feature: "instructions", details: "The voice takes no instructions." });
  }
  return warnings;
}
