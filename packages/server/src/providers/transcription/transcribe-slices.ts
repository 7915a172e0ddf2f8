import type { TranscribedSegment, Transcription, TranscriptionRequest } from "@headway-jobs/ports/transcription";
import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { quietSlices } from "./quiet-slices.ts";

type Transcribed = NonNullable<Awaited<ReturnType<Transcription["transcribe"]>>>;

/** Longest sound for a recogniser that takes one utterance a call, or that gives a text without times. */
export const UTTERANCE_S = 20;

/** Transcribes sound in slices of at most `sliceS` seconds, which end where it is quiet; times are those of the whole. Null where one was dropped. */
export async function transcribeSlices(
  samples: TranscriptionRequest["samples"],
  sliceS: number,
  transcribe: (samples: Int16Array) => ReturnType<Transcription["transcribe"]>,
): Promise<Transcribed | null> {
  const segments: TranscribedSegment[] = [];
  const warnings = new Set<string>();
  let by: string | undefined;
  for (const slice of quietSlices(samples, LISTENING_RATE_HZ, sliceS)) {
    const heard = await transcribe(slice.samples);
    if (heard === null) return null;
    by = heard.by ?? by;
    for (const warning of heard.warnings) warnings.add(warning);
    segments.push(...heard.segments.map((segment) => later(segment, slice.startS)));
  }
  return { segments, warnings: [...warnings], ...(by === undefined ? {} : { by }) };
}

function later(segment: TranscribedSegment, byS: number): TranscribedSegment {
  const moved = <T extends { readonly startS: number; readonly endS: number }>(part: T): T => {
    return { ...part, startS: part.startS + byS, endS: part.endS + byS };
  };
  return { ...moved(segment), words: segment.words.map(moved) };
}
