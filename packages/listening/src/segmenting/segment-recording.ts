import { countPcmSamples, LISTENING_RATE_HZ, readPcm } from "@headway-jobs/tools/sound/pcm";
import { createSegmenter, type Segmenter, type SegmenterOptions } from "./segmenter.ts";

export interface RecordedUtterance {
  /** Index of the PCM file it was found in. */
  readonly channel: number;
  readonly startS: number;
  readonly endS: number;
  readonly samples: Int16Array;
}

/**
 * Utterances of a decoded recording, in order of their starts. With two channels, what only leaks over from the other one is left out. A recording of
 * hours costs no more memory than what is open at one time.
 */
export async function* segmentRecording(request: {
  /** PCM files of decodeRecording. */
  readonly channels: readonly string[];
  readonly signal: AbortSignal;
  readonly options?: SegmenterOptions;
  readonly onProgress?: (share: number) => void;
}): AsyncGenerator<RecordedUtterance> {
  const { channels, signal, options, onProgress } = request;
  const totalS = Math.max(1, ...(await Promise.all(channels.map(countPcmSamples)))) / LISTENING_RATE_HZ;
  const segmenters = channels.map(() => createSegmenter(options));
  let waiting: RecordedUtterance[] = [];
  for await (const pieces of inStep(channels, signal)) {
    for (const [channel, segmenter] of segmenters.entries()) {
      waiting.push(...closedOf(channel, segmenter.add(pieces[channel] ?? NO_SOUND, pieces[1 - channel])));
    }
    const settledS = Math.min(...segmenters.map(earliestS));
    const settled = waiting.filter((utterance) => utterance.startS < settledS);
    waiting = waiting.filter((utterance) => utterance.startS >= settledS);
    yield* settled.toSorted(byStart);
    onProgress?.(Math.min(1, (segmenters[0]?.positionS ?? 0) / totalS));
  }
  for (const [channel, segmenter] of segmenters.entries()) waiting.push(...closedOf(channel, segmenter.end()));
  yield* waiting.toSorted(byStart);
}

const NO_SOUND = new Int16Array();

const byStart = (a: RecordedUtterance, b: RecordedUtterance): number => a.startS - b.startS;

/** The files' next pieces, as long as any of them has one. */
async function* inStep(files: readonly string[], signal: AbortSignal): AsyncGenerator<(Int16Array | undefined)[]> {
  const readers = files.map((file) => readPcm(file, signal));
  try {
    for (;;) {
      const pieces = await Promise.all(readers.map(async (reader) => (await reader.next()).value ?? undefined));
      if (pieces.every((piece) => piece === undefined)) return;
      yield pieces;
    }
  } finally {
    await Promise.all(readers.map((reader) => reader.return(undefined)));
  }
}

function closedOf(channel: number, events: ReturnType<Segmenter["add"]>): RecordedUtterance[] {
  return events.flatMap((event) =>
    event.type === "closed" ? [{ channel, startS: event.startS, endS: event.endS, samples: event.samples }] : [],
  );
}

/** A segmenter makes up its mind within this time. */
const UNDECIDED_S = 3;

const earliestS = (segmenter: Segmenter): number => segmenter.openStartS ?? segmenter.positionS - UNDECIDED_S;
