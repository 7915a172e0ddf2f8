import { HeadwayError } from "@headway/contract";
import { msToSamples, readWav, SAMPLE_RATE_HZ, writeWav } from "./wav.ts";

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
  const sounds: Int16Array[] = [];
  const spans: { startSample: number; endSample: number }[] = [];
  let at = msToSamples(pauses.leadMs);
  for (const [index, part] of parts.entries()) {
    signal.throwIfAborted();
    const sound = await readWav(part.file);
    sounds.push(sound);
    spans.push({ startSample: at, endSample: at + sound.length });
    at += sound.length + msToSamples(index === parts.length - 1 ? pauses.tailMs : pauseAfter(part, pauses));
  }
  const frames = Math.ceil(at / SAMPLES_PER_FRAME);
  const joined = new Int16Array(frames * SAMPLES_PER_FRAME);
  for (const [index, span] of spans.entries()) joined.set(sounds[index] ?? new Int16Array(0), span.startSample);
  signal.throwIfAborted();
  await writeWav(out, joined);
  return { samples: joined.length, frames, durationMs: (frames * 1000) / 30, spans };
}

const pauseAfter = (part: SpeechPart, pauses: Pauses): number =>
  part.endsParagraph === true ? pauses.paragraphMs : pauses.sentenceMs;
