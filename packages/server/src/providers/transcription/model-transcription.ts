import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { plainWav } from "@headway-jobs/tools/sound/plain-wav";
import { plausibleSegments, timesWithin } from "@headway-jobs/tools/recognition/plausible-segments";
import { HeadwayError } from "@headway-jobs/contract";
import { counted } from "../metering.ts";
import { toProviderError } from "../provider-error.ts";
import { SHORTEST_SOUND_S, type TranscribedSegment, type Transcription } from "@headway-jobs/ports/transcription";
import { type RawSegment, rawSegments } from "./raw-segments.ts";
import { transcribeSlices, UTTERANCE_S } from "./transcribe-slices.ts";

export interface ModelTranscriptionOptions {
  readonly name: string;
  readonly spanS: number;
  /** False while its key is missing. */
  readonly isReady: () => boolean;
  /**
   * The model's own answer to one sound, JSON or text, which rawSegments reads; UNTIMED for a long sound whose text would have no times. Throws what
   * toProviderError understands.
   */
  readonly recognise: (sound: RecognisedSound) => Promise<unknown>;
  /** Default: five minutes. */
  readonly timeLimitMs?: number;
}

/** The answer to a sound that is to be sent in parts, as its text would have no times. */
export const UNTIMED = Symbol("untimed");

export interface RecognisedSound {
  readonly wav: Uint8Array<ArrayBuffer>;
  readonly lengthS: number;
  /** As the job states it; the model's own choice when absent. */
  readonly language: string | undefined;
  readonly signal: AbortSignal;
}

const TIME_LIMIT_MS = 5 * 60_000;

/** A transcription model behind an API of a vendor or of a server on the user's own machine. */
export function modelTranscription(options: ModelTranscriptionOptions): Transcription {
  let partials = 0;
  const transcribe = async (
    samples: Int16Array,
    language: string | undefined,
    signal: AbortSignal | undefined,
  ): ReturnType<Transcription["transcribe"]> => {
    const lengthS = samples.length / LISTENING_RATE_HZ;
    if (lengthS < SHORTEST_SOUND_S) return { segments: [], warnings: [] };
    let heard = await hear(options, samples, language, signal);
    // Invented text often does not come a second time.
    if (heard.isWorthAskingAgain) heard = (await hearAgain(options, samples, language, signal)) ?? heard;
    return { segments: heard.segments, warnings: heard.warnings };
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

interface HeardSound {
  readonly segments: readonly TranscribedSegment[];
  /** What was left out as invented, and what is doubtful. */
  readonly warnings: readonly string[];
  readonly isWorthAskingAgain: boolean;
}

async function hear(
  options: ModelTranscriptionOptions,
  samples: Int16Array,
  language: string | undefined,
  signal: AbortSignal | undefined,
): Promise<HeardSound> {
  const lengthS = samples.length / LISTENING_RATE_HZ;
  const answer = await recognise(options, samples, language, signal);
  const raw = answer === UNTIMED ? [] : rawSegments(answer);
  if (raw === null) throw new HeadwayError("PROVIDER_BAD_ANSWER", "The transcription model answered badly.");
  if (lengthS > UTTERANCE_S && (answer === UNTIMED || raw.some(isUntimed))) {
    return hearSlices(options, samples, language, signal);
  }
  const { kept, ...judgement } = plausibleSegments(raw, lengthS);
  const segments = kept.map((segment): TranscribedSegment => {
    const { text, startS, endS, confidence, speaker } = segment;
    const words = segment.words.map((word) => ({ ...word, ...timesWithin(word, lengthS) }));
    return { text: text.trim(), startS, endS, confidence, speaker, words };
  });
  return { segments, ...judgement };
}

/** Without times a text belongs to the whole sound that was sent, so that little is sent at once. */
async function hearSlices(
  options: ModelTranscriptionOptions,
  samples: Int16Array,
  language: string | undefined,
  signal: AbortSignal | undefined,
): Promise<HeardSound> {
  const heard = await transcribeSlices(samples, UTTERANCE_S, async (slice) => {
    if (slice.length < SHORTEST_SOUND_S * LISTENING_RATE_HZ) return { segments: [], warnings: [] };
    const { segments, warnings } = await hear(options, slice, language, signal);
    return { segments, warnings };
  });
  return { segments: heard?.segments ?? [], warnings: heard?.warnings ?? [], isWorthAskingAgain: false };
}

const isUntimed = ({ text, startS, endS }: RawSegment): boolean =>
  text.trim() !== "" && !(Number.isFinite(startS) && Number.isFinite(endS));

/** Undefined when the provider fails: what was heard first is better than nothing. */
async function hearAgain(...how: Parameters<typeof hear>): Promise<HeardSound | undefined> {
  try {
    return await hear(...how);
  } catch (error) {
    if (error instanceof HeadwayError && error.code.startsWith("PROVIDER_")) return undefined;
    throw error;
  }
}

async function recognise(
  { name, recognise: ask, timeLimitMs = TIME_LIMIT_MS }: ModelTranscriptionOptions,
  samples: Int16Array,
  language: string | undefined,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const tooLate = AbortSignal.timeout(timeLimitMs);
  try {
    const wav = plainWav(samples, LISTENING_RATE_HZ);
    const lengthS = samples.length / LISTENING_RATE_HZ;
    const sound = {
      wav,
      lengthS,
      language,
      signal: signal === undefined ? tooLate : AbortSignal.any([signal, tooLate]),
    };
    return await counted({ name, audioSeconds: lengthS }, () => ask(sound));
  } catch (error) {
    throw toProviderError(error, { provider: "The transcription model", name, signal });
  }
}
