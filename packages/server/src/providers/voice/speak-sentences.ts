import { HeadwayError } from "@headway-jobs/contract";
import pMap from "p-map";
import { join } from "node:path";
import { readPlainWav, wavWithSizes } from "@headway-jobs/tools/sound/plain-wav";
import { toCommonRate } from "@headway-jobs/tools/sound/resample";
import { trimSilence } from "@headway-jobs/tools/sound/silence";
import { SAMPLE_RATE_HZ, writeWav } from "@headway-jobs/tools/sound/wav";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { runTool } from "@headway-jobs/tools/programs/run-tool";
import { countUse } from "../metering.ts";
import { toProviderError } from "../provider-error.ts";
import type { Sentence } from "./sentences.ts";
import { HEADWAY_OPTIONS, type Speech, type Tone } from "@headway-jobs/ports/speech";
import { toSpokenText, toWrittenText } from "./spoken-text.ts";

export interface SpokenSentence {
  readonly text: string;
  readonly endsParagraph: boolean;
  /** WAV, 48 kHz mono 16 bit, silence trimmed, edges faded. */
  readonly file: string;
  /** Exact length; 0 for a sentence that has nothing to speak, e.g. an emoji. */
  readonly samples: number;
}

export interface SpokenSentences {
  readonly sentences: readonly SpokenSentence[];
  /** What the voice could not honour, each once. */
  readonly warnings: readonly string[];
}

export interface SpeakRequest {
  readonly speech: Speech;
  readonly sentences: readonly Sentence[];
  /** BCP-47 tag. */
  readonly language: string;
  /** A VoiceInfo's id; absent = the voice's own choice. */
  readonly voice?: string;
  readonly tone?: Tone;
  /** Decides between voices where `voice` does not, and over it where they contradict each other. */
  readonly gender?: "male" | "female";
  /** Years; heard as pitch and pace. */
  readonly age?: number;
  /** Where the WAV files go (`sentence-1.wav` …); a step's scratch directory. */
  readonly dir: string;
  readonly signal: AbortSignal;
  /** Sentences spoken at the same time; default 2. */
  readonly concurrency?: number;
  /** Called as each sentence is done, in the order of completion. */
  readonly onSentence?: (sentence: SpokenSentence, index: number) => void;
  readonly env?: ToolEnv;
}

/**
 * Speaks sentences, each to a file of its own in one common format. Throws the voice's own errors (TOOL_MISSING, VOICE_FAILED, PROVIDER_*);
 * VOICE_FAILED or PROVIDER_TIMEOUT for a voice that hangs; VOICE_FAILED or PROVIDER_BAD_ANSWER for an answer that is not sound.
 */
export async function speakSentences(request: SpeakRequest): Promise<SpokenSentences> {
  const { sentences, signal, concurrency = 2 } = request;
  const warnings = new Set<string>();
  // The first failure stops the other sentences, which will not be used.
  const failed = new AbortController();
  const running = AbortSignal.any([signal, failed.signal]);
  const settled: Promise<unknown>[] = [];
  const spoken = await pMap(
    sentences,
    (sentence, index) => {
      const work = speakOne({ ...request, signal: running }, sentence, index, warnings).catch((error: unknown) => {
        failed.abort(error);
        throw error;
      });
      settled.push(work.catch(() => undefined));
      return work;
    },
    { concurrency },
  ).catch(async (error: unknown) => {
    // Children are gone before the caller clears their directory.
    await Promise.all(settled);
    throw error;
  });
  return { sentences: spoken, warnings: [...warnings] };
}

async function speakOne(
  request: SpeakRequest,
  sentence: Sentence,
  index: number,
  warnings: Set<string>,
): Promise<SpokenSentence> {
  request.signal.throwIfAborted();
  const text = readable(request, sentence.text, warnings);
  const samples = text === "" ? new Int16Array(0) : await soundOf(request, text, warnings);
  const file = join(request.dir, `sentence-${index + 1}.wav`);
  await writeWav(file, samples);
  const spoken = { ...sentence, file, samples: samples.length };
  request.onSentence?.(spoken, index);
  return spoken;
}

/** The text as the voice wants it; a sentence without letters or digits gives nothing to speak. */
function readable({ speech, language }: SpeakRequest, text: string, warnings: Set<string>): string {
  const { text: plain, shortened } = speech.reads === "spoken" ? toSpokenText(text, language) : toWrittenText(text);
  if (shortened) warnings.add("A word that is too long to be spoken was spoken only in part.");
  return /[\p{L}\p{N}]/u.test(plain) ? plain : "";
}

async function soundOf(request: SpeakRequest, text: string, warnings: Set<string>): Promise<Int16Array> {
  const { speech, signal } = request;
  const limit = AbortSignal.timeout(speech.timeLimitMs);
  const result = await speech.model
    .doGenerate({
      text,
      language: request.language,
      outputFormat: "wav",
      abortSignal: AbortSignal.any([signal, limit]),
      ...(request.voice === undefined ? {} : { voice: request.voice }),
      providerOptions: {
        [HEADWAY_OPTIONS]: {
          dir: request.dir,
          ...(request.tone === undefined ? {} : { tone: request.tone }),
          ...(request.gender === undefined ? {} : { gender: request.gender }),
          ...(request.age === undefined ? {} : { age: request.age }),
        },
      },
    })
    .then(undefined, (error: unknown) => {
      throw voiceError(error, request, limit);
    });
  for (const warning of result.warnings) warnings.add(sentenceOf(warning));
  const audio = typeof result.audio === "string" ? Buffer.from(result.audio, "base64") : result.audio;
  const sound = await decode(audio, request);
  // The call itself has been counted where it was made.
  countUse({
    name: result.response.modelId ?? speech.model.modelId,
    calls: 0,
    audioSeconds: sound.length / SAMPLE_RATE_HZ,
  });
  const samples = trimSilence(sound);
  if (samples.length === 0) throw noSound(speech, "with silence");
  return samples;
}

function voiceError(error: unknown, { speech, signal }: SpeakRequest, limit: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (limit.aborted) {
    const code = speech.reads === "spoken" ? "VOICE_FAILED" : "PROVIDER_TIMEOUT";
    return new HeadwayError(code, `The voice did not answer within ${speech.timeLimitMs / 1000} s.`, { cause: error });
  }
  return toProviderError(error, { provider: "The speech model", name: speech.model.modelId, signal });
}

// What voices answer with. Everything else (playlists, scripts, subtitles) ffmpeg must not even try to understand.
const AUDIO_FORMATS = "wav,mp3,ogg,flac,aac,mov,matroska,webm,aiff,au,caf";

/** Any sound as 48 kHz mono samples; the data is not trusted: no format but plain audio, no address is opened. */
async function decode(audio: Uint8Array, { speech, signal, env }: SpeakRequest): Promise<Int16Array> {
  const plain = readPlainWav(audio);
  const samples = plain === null ? null : toCommonRate(plain.samples, plain.rateHz);
  if (samples !== null) return samples;
  try {
    const { stdout } = await runTool({
      tool: "ffmpeg",
      args: [
        ["-v", "error", "-nostdin", "-protocol_whitelist", "pipe", "-format_whitelist", AUDIO_FORMATS],
        ["-err_detect", "explode", "-xerror", "-i", "pipe:0", "-map", "0:a:0"],
        ["-ac", "1", "-ar", `${SAMPLE_RATE_HZ}`, "-c:a", "pcm_s16le", "-f", "s16le", "pipe:1"],
      ],
      task: "decoding speech",
      input: wavWithSizes(audio),
      timeLimitMs: DECODE_LIMIT_MS,
      signal,
      ...(env === undefined ? {} : { env }),
    });
    return new Int16Array(stdout.slice().buffer, 0, Math.floor(stdout.length / 2));
  } catch (error) {
    if (error instanceof HeadwayError && error.code === "TOOL_FAILED")
      throw noSound(speech, "with something that is no sound", error);
    throw error;
  }
}

const DECODE_LIMIT_MS = 60_000;

function noSound(speech: Speech, what: string, cause?: unknown): HeadwayError {
  const code = speech.reads === "spoken" ? "VOICE_FAILED" : "PROVIDER_BAD_ANSWER";
  return new HeadwayError(code, `The voice answered ${what}.`, { cause });
}

function sentenceOf(warning: { type: string; feature?: string; details?: string; message?: string }): string {
  if (warning.message !== undefined) return warning.message;
  return warning.details ?? `The voice does not support ${warning.feature ?? warning.type}.`;
}
