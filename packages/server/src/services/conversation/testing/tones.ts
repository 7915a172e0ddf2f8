import { bytesOf, LISTENING_RATE_HZ, readPcm, samplesOf } from "@headway-jobs/tools/sound/pcm";
import type { Prosody } from "@headway-jobs/ports/prosody";
import { wavBytes } from "@headway-jobs/listening/testing/synthesise-call";
import type { TranscribedSegment, Transcription, TranscriptionRequest } from "@headway-jobs/ports/transcription";
import type { Heard, Hearing, Turn } from "@headway-jobs/ports/hearing";
import type { SpeakerFinder } from "@headway-jobs/ports/speaker-finder";
import type { SpeechFinder } from "@headway-jobs/ports/speech-finder";

/**
 * Conversations of tones: line 3 of a script is a tone of 500 Hz, which identifies the line. It is more exact than speech, and a thousand times as
 * fast. Even lines are spoken by Speaker_0, odd ones by Speaker_1.
 */
export function toneSamples(lines: readonly number[], { toneS = 0.2, silenceS = 0.1 } = {}): Int16Array {
  const [tone, silence] = [Math.round(toneS * LISTENING_RATE_HZ), Math.round(silenceS * LISTENING_RATE_HZ)];
  const samples = new Int16Array(silence + lines.length * (tone + silence));
  for (const [index, line] of lines.entries()) {
    const from = silence + index * (tone + silence);
    const step = (2 * Math.PI * frequencyOf(line)) / LISTENING_RATE_HZ;
    for (let at = 0; at < tone; at++) samples[from + at] = Math.round(12_000 * Math.sin(step * (at + 0.5)));
  }
  return samples;
}

export const toneWav = (lines: readonly number[]): Buffer => wavBytes([toneSamples(lines)]);
export const tonePcm = (lines: readonly number[]): Buffer => Buffer.from(bytesOf(toneSamples(lines)));

const FIRST_HZ = 200;
const STEP_HZ = 100;
const frequencyOf = (line: number): number => FIRST_HZ + STEP_HZ * line;

/** By counting how often the tone crosses zero. */
export function lineOf(samples: Int16Array): number {
  let crossings = 0;
  for (let at = 1; at < samples.length; at++) if ((samples[at - 1] ?? 0) < 0 !== (samples[at] ?? 0) < 0) crossings += 1;
  return Math.round((crossings / 2 / (samples.length / LISTENING_RATE_HZ) - FIRST_HZ) / STEP_HZ);
}

const FRAME = LISTENING_RATE_HZ / 100;

/** Splits tones from silence frame by frame: a pure fold over the samples. */
class ToneFold {
  #rest: Int16Array = new Int16Array();
  #open: Int16Array[] = [];
  #frames = 0;
  #number = 0;

  *push(samples: Int16Array): Generator<Heard> {
    const joined = join([this.#rest, samples]);
    let at = 0;
    for (; at + FRAME <= joined.length; at += FRAME) yield* this.#frame(joined.subarray(at, at + FRAME));
    this.#rest = joined.slice(at);
  }

  *end(): Generator<Heard> {
    yield* this.#close();
    yield { kind: "sound", durationS: this.#frames * 0.01 };
  }

  *#frame(frame: Int16Array): Generator<Heard> {
    const isTone = frame.some((value) => Math.abs(value) > 1_000);
    if (!isTone) yield* this.#close();
    else this.#open.push(frame.slice());
    this.#frames += 1;
    if (this.#open.length > 0 && this.#open.length % 10 === 0)
      yield { kind: "open", opening: this.#number, ...this.#soFar() };
  }

  *#close(): Generator<Heard> {
    if (this.#open.length === 0) return;
    const { startS, samples } = this.#soFar();
    this.#open = [];
    const turn = {
      channel: 0,
      startS,
      endS: startS + samples.length / LISTENING_RATE_HZ,
      speaker: `Speaker_${lineOf(samples) % 2}`,
      prosody: prosodyOf(samples),
    };
    yield { kind: "turn", number: this.#number, opening: this.#number, turn, samples };
    this.#number += 1;
  }

  #soFar(): { startS: number; samples: Int16Array } {
    return { startS: (this.#frames - this.#open.length) * 0.01, samples: join(this.#open) };
  }
}

/** Finds tones. */
export const toneSpeechFinder: SpeechFinder = {
  async find({ channels, signal }) {
    const spans = (await turnsOf(channels, signal)).map(({ channel, startS, endS }) => ({ channel, startS, endS }));
    return { spans, by: "built-in", warnings: [] };
  },
};

/** Even lines are spoken by Speaker_0, odd ones by Speaker_1. */
export const toneSpeakerFinder: SpeakerFinder = {
  usesModels: () => Promise.resolve(false),
  async find({ channels, speech, signal }) {
    const turns = await turnsOf(channels, signal);
    const spans = speech.map((span) => {
      const turn = turns.find(({ channel, startS }) => channel === span.channel && startS === span.startS);
      return { ...span, speaker: turn?.speaker ?? "Speaker_0" };
    });
    return { spans, by: "built-in", warnings: [] };
  },
};

async function turnsOf(channels: readonly string[], signal: AbortSignal): Promise<Turn[]> {
  const turns: Turn[] = [];
  for (const [channel, file] of channels.entries()) {
    const fold = new ToneFold();
    for await (const samples of readPcm(file, signal))
      for (const heard of fold.push(samples)) if (heard.kind === "turn") turns.push({ ...heard.turn, channel });
    for (const heard of fold.end()) if (heard.kind === "turn") turns.push({ ...heard.turn, channel });
  }
  return turns.toSorted((a, b) => a.startS - b.startS);
}

export const toneHearing: Hearing = {
  measure: async (samples) => prosodyOf(samples),
  async *listen({ chunks }) {
    const fold = new ToneFold();
    let odd: Uint8Array = new Uint8Array();
    for await (const chunk of chunks) {
      const bytes = Buffer.concat([odd, chunk]);
      odd = bytes.subarray(bytes.length - (bytes.length % 2));
      yield* fold.push(samplesOf(bytes));
    }
    yield* fold.end();
  },
  finish: async () => false,
};

/** A recogniser of tones. `onCall` may hold a call back or make it fail. */
export function toneTranscription(
  script: readonly string[],
  onCall: (line: number, request: TranscriptionRequest) => Promise<void> = async () => undefined,
): Transcription {
  return {
    name: "tones",
    spanS: 0,
    languages: async () => null,
    async transcribe(request) {
      request.signal?.throwIfAborted();
      const line = lineOf(request.samples);
      await onCall(line, request);
      await yieldToEventLoop();
      request.signal?.throwIfAborted();
      const text = script[line] ?? "";
      return {
        segments: text === "" ? [] : [segmentOf(text, request.samples.length / LISTENING_RATE_HZ)],
        warnings: [],
      };
    },
    close: async () => undefined,
  };
}

function segmentOf(text: string, endS: number): TranscribedSegment {
  const spoken = text.split(/\s+/).filter((word) => word !== "");
  const lengthS = endS / spoken.length;
  const words = spoken.map((word, at) => ({
    text: word,
    startS: at * lengthS,
    endS: (at + 1) * lengthS,
    confidence: 0.9,
  }));
  return { text, startS: 0, endS, confidence: 0.9, speaker: null, words };
}

const yieldToEventLoop = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

function join(parts: readonly Int16Array[]): Int16Array {
  const joined = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function prosodyOf(samples: Int16Array): Prosody {
  const pitchHz = frequencyOf(lineOf(samples));
  const pitchMedianHz = Number.isFinite(pitchHz) ? pitchHz : null;
  return { ...SOME_PROSODY, durationS: samples.length / LISTENING_RATE_HZ, pitchMedianHz };
}

const SOME_PROSODY: Prosody = {
  durationS: 1,
  pitchMedianHz: 200,
  pitchLowHz: 180,
  pitchHighHz: 220,
  pitchSlopeSemitonesPerS: 0,
  finalSlopeSemitonesPerS: 0,
  pitchSpreadSemitones: 1,
  levelDb: -20,
  levelRangeDb: 10,
  syllablesPerS: 4,
  pauseShare: 0,
  pauses: 0,
  jitter: 0.01,
  shimmer: 0.05,
  voicedShare: 0.8,
  centroidHz: 900,
  highToLowDb: -10,
};
