import { HeadwayError } from "@headway-jobs/contract";
import { rm } from "node:fs/promises";
import { countSamples, msToSamples, readWav, SAMPLE_RATE_HZ, writeWavPieces } from "./wav.ts";

/** Samples in one picture frame (1/30 s): slides end on this grid, so that sound and picture of every slide are equally long. */
export const SAMPLES_PER_FRAME = SAMPLE_RATE_HZ / 30;

export interface SpeechPart {
  /** A WAV file of speakSentences. */
  readonly file: string;
  /** The sentence is the last of its paragraph: the longer pause follows. */
  readonly endsParagraph?: boolean;
}

export interface JoinedSpeech {
  readonly samples: number;
  /** Length in frames of 1/30 s, exact. */
  readonly frames: number;
  readonly durationMs: number;
  /** Where each part's sound begins and ends, in order, exact. */
  readonly spans: readonly { readonly startSample: number; readonly endSample: number }[];
}

export interface Pauses {
  /** Silence before the first sentence. */
  readonly leadMs: number;
  readonly sentenceMs: number;
  readonly paragraphMs: number;
  /** Silence after the last sentence, at least; the rest of a frame is added. */
  readonly tailMs: number;
}

/** The rhythm of a lecture: a breath between sentences, a longer one where the thought or the slide changes. */
export const NARRATION_PAUSES: Pauses = { leadMs: 350, sentenceMs: 380, paragraphMs: 750, tailMs: 650 };

/**
 * Joins spoken sentences into one WAV file, sample by sample: sound that was cut and faded by trimSilence between stretches of true silence,
 * so that nothing clicks and every sentence's time is known exactly.
 */
export async function joinSpeech(request: {
  readonly parts: readonly SpeechPart[];
  readonly pauses?: Pauses;
  readonly out: string;
  readonly signal: AbortSignal;
}): Promise<JoinedSpeech> {
  const { parts, out, signal, pauses = NARRATION_PAUSES } = request;
  if (parts.length === 0) throw new HeadwayError("INTERNAL", "There is no speech to join.");
  const spans: { startSample: number; endSample: number }[] = [];
  let at = msToSamples(pauses.leadMs);
  for (const [index, part] of parts.entries()) {
    signal.throwIfAborted();
    const samples = await countSamples(part.file);
    spans.push({ startSample: at, endSample: at + samples });
    at += samples + msToSamples(index === parts.length - 1 ? pauses.tailMs : pauseAfter(part, pauses));
  }
  const frames = Math.ceil(at / SAMPLES_PER_FRAME);
  const samples = frames * SAMPLES_PER_FRAME;
  try {
    await writeWavPieces(out, samples, piecesOf(parts, spans, samples, signal));
  } catch (error) {
    await rm(out, { force: true });
    throw error;
  }
  return { samples, frames, durationMs: (frames * 1000) / 30, spans };
}

/** Silence, sound, silence, sound …: one sentence in memory at a time, however long the whole is. */
async function* piecesOf(
  parts: readonly SpeechPart[],
  spans: JoinedSpeech["spans"],
  samples: number,
  signal: AbortSignal,
): AsyncGenerator<Int16Array> {
  let at = 0;
  for (const [index, part] of parts.entries()) {
    signal.throwIfAborted();
    const { startSample, endSample } = spans[index] ?? { startSample: at, endSample: at };
    yield new Int16Array(startSample - at);
    yield await readWav(part.file);
    at = endSample;
  }
  signal.throwIfAborted();
  yield new Int16Array(samples - at);
}

const pauseAfter = (part: SpeechPart, pauses: Pauses): number =>
  part.endsParagraph === true ? pauses.paragraphMs : pauses.sentenceMs;
