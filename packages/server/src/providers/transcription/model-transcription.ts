import type {
  TranscriptionModelV4,
  TranscriptionModelV4CallOptions,
  TranscriptionModelV4Result,
} from "@ai-sdk/provider";
import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { plainWav } from "@headway-jobs/tools/sound/plain-wav";
import { countUse } from "../metering.ts";
import { toProviderError } from "../provider-error.ts";
import {
  SHORTEST_SOUND_S,
  type TranscribedSegment,
  type TranscribedWord,
  type Transcription,
} from "@headway-jobs/ports/transcription";
import { type RawSegment, rawSegments } from "./raw-segments.ts";

export interface ModelTranscriptionOptions {
  readonly name: string;
  readonly model: TranscriptionModelV4;
  readonly spanS: number;
  /** False while its key is missing. */
  readonly isReady: () => boolean;
  readonly optionsFor: (
    language: string | undefined,
  ) => Pick<TranscriptionModelV4CallOptions, "timestampGranularities" | "providerOptions">;
  /** Default: five minutes. */
  readonly timeLimitMs?: number;
}

const TIME_LIMIT_MS = 5 * 60_000;

/** Any transcription model of the AI SDK. */
export function modelTranscription(options: ModelTranscriptionOptions): Transcription {
  let partials = 0;
  const transcribe = async (
    samples: Int16Array,
    language: string | undefined,
    signal: AbortSignal | undefined,
  ): ReturnType<Transcription["transcribe"]> => {
    const lengthS = samples.length / LISTENING_RATE_HZ;
    if (lengthS < SHORTEST_SOUND_S) return { segments: [], warnings: [] };
    const result = await generate(options, samples, language, signal);
    return { segments: segmentsOf(result, lengthS), warnings: result.warnings.map(warningText) };
  };
  return {
    name: options.name,
    spanS: options.spanS,
    languages: () => Promise.resolve(options.isReady() ? null : []),
    async transcribe({ samples, language, urgency, signal }) {
      signal?.throwIfAborted();
      if (urgency !== "partial") return transcribe(samples, language, signal);
      // A guess that arrives after the next request is of no use, and each one costs money.
      if (partials > 0) return null;
      partials += 1;
      try {
        return await transcribe(samples, language, signal);
      } finally {
        partials -= 1;
      }
    },
    close: () => Promise.resolve(),
  };
}

async function generate(
  { name, model, optionsFor, timeLimitMs = TIME_LIMIT_MS }: ModelTranscriptionOptions,
  samples: Int16Array,
  language: string | undefined,
  signal: AbortSignal | undefined,
): Promise<TranscriptionModelV4Result> {
  const tooLate = AbortSignal.timeout(timeLimitMs);
  countUse({ name, audioSeconds: samples.length / LISTENING_RATE_HZ });
  try {
    return await model.doGenerate({
      audio: plainWav(samples, LISTENING_RATE_HZ),
      mediaType: "audio/wav",
      abortSignal: signal === undefined ? tooLate : AbortSignal.any([signal, tooLate]),
      ...optionsFor(language),
    });
  } catch (error) {
    throw toProviderError(error, { provider: "The transcription model", name, signal });
  }
}

/** Prefers the provider's own answer, which has speakers and probabilities that the SDK drops; a text without times spans the whole sound. */
function segmentsOf(result: TranscriptionModelV4Result, lengthS: number): TranscribedSegment[] {
  const raw = rawSegments(result.response.body) ?? result.segments.map(plainSegment);
  const timed = raw.length > 0 ? raw : [{ ...plainSegment({ text: result.text, startSecond: 0, endSecond: lengthS }) }];
  const words = (result.words ?? []).map(({ text, startSecond, endSecond }): TranscribedWord => {
    const [startS, endS] = within(lengthS, startSecond, endSecond);
    return { text: text.trim(), startS, endS, confidence: null };
  });
  return timed
    .filter(({ text, isSilence }) => text.trim() !== "" && !isSilence)
    .toSorted((a, b) => a.startS - b.startS)
    .map(({ text, speaker, confidence, ...times }) => {
      const [startS, endS] = within(lengthS, times.startS, times.endS);
      const own = words.filter((word) => word.text !== "" && liesIn(word, startS, endS));
      return { text: text.trim(), startS, endS, confidence, speaker, words: own };
    });
}

function plainSegment(segment: TranscriptionModelV4Result["segments"][number]): RawSegment {
  const { text, startSecond, endSecond } = segment;
  return { text, startS: startSecond, endS: endSecond, speaker: null, confidence: null, isSilence: false };
}

/** Models time what they hear a little beyond the end of the sound. */
function within(lengthS: number, startS: number, endS: number): [startS: number, endS: number] {
  const start = Math.min(Math.max(0, startS), lengthS);
  return [start, Math.min(Math.max(start, endS), lengthS)];
}

function liesIn({ startS, endS }: TranscribedWord, fromS: number, untilS: number): boolean {
  const middleS = (startS + endS) / 2;
  return middleS >= fromS && middleS < untilS;
}

function warningText(warning: TranscriptionModelV4Result["warnings"][number]): string {
  if (warning.type === "other") return warning.message;
  return "details" in warning && warning.details !== undefined
    ? warning.details
    : `The model has its own ${warning.type}.`;
}
