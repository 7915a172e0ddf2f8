import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { createSegmenter, type SegmenterEvent } from "../segmenting/segmenter.ts";

export interface SegmentedUtterance {
  readonly startS: number;
  readonly endS: number;
  readonly samples: Int16Array;
}

/** The rest of an utterance of which a part was reported before counts only if it is this long. */
const REST_S = 0.3;

/**
 * A segmenter that began in the middle of the sound. It keeps the utterances that it found until they are taken. Times
 * count from the beginning of the sound.
 */
export class OffsetSegmenter {
  #pending: SegmentedUtterance[] = [];
  readonly #segmenter = createSegmenter();
  readonly #fromS: number;

  constructor(fromS: number) {
    this.#fromS = fromS;
  }

  /** Whether an utterance has ended. */
  add(samples: Int16Array, other?: Int16Array): boolean {
    return this.#take(this.#segmenter.add(samples, other));
  }

  end(): void {
    this.#take(this.#segmenter.end());
  }

  cutNotBefore(atS: number): void {
    this.#segmenter.cutNotBefore(atS - this.#fromS);
  }

  /** The utterance that is open, as far as it has come. */
  open(): Omit<SegmentedUtterance, "endS"> | null {
    const { openStartS } = this.#segmenter;
    return openStartS === null ? null : { startS: this.#fromS + openStartS, samples: this.#segmenter.heard() };
  }

  /** Leaves out what was reported already, up to `reportedS`, as another segmenter found it. */
  forgetUntil(reportedS: number): void {
    this.#pending = this.#pending
      .filter(({ endS }) => endS - reportedS >= REST_S)
      .map((one) => (one.startS >= reportedS ? one : without(one, reportedS)));
  }

  /** The utterances that have ended since it was last called. */
  takePending(): SegmentedUtterance[] {
    const untold = this.#pending;
    this.#pending = [];
    return untold;
  }

  #take(events: readonly SegmenterEvent[]): boolean {
    const closed = events.flatMap((event) => (event.type === "closed" ? [event] : []));
    for (const { startS, endS, samples } of closed)
      this.#pending.push({ startS: this.#fromS + startS, endS: this.#fromS + endS, samples });
    return closed.length > 0;
  }
}

const without = ({ startS, endS, samples }: SegmentedUtterance, reportedS: number): SegmentedUtterance => ({
  startS: reportedS,
  endS,
  samples: samples.slice(Math.round((reportedS - startS) * LISTENING_RATE_HZ)),
});
