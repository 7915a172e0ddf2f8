import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { createSegmenter, type SegmenterEvent } from "../segmenting/segmenter.ts";

export interface EarUtterance {
  readonly startS: number;
  readonly endS: number;
  readonly samples: Int16Array;
}

/** What is shorter than this when its told part is taken away is only the rim of what was told. */
const RIM_S = 0.3;

/** A segmenter that began in mid-sound, with the utterances that it found and nobody has been told of. Times are those of the whole. */
export class Ear {
  #untold: EarUtterance[] = [];
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
  open(): Omit<EarUtterance, "endS"> | null {
    const { openStartS } = this.#segmenter;
    return openStartS === null ? null : { startS: this.#fromS + openStartS, samples: this.#segmenter.heard() };
  }

  /** Leaves out what was told already, up to `toldS`, as it was heard by another ear. */
  forgetTold(toldS: number): void {
    this.#untold = this.#untold
      .filter(({ endS }) => endS - toldS >= RIM_S)
      .map((one) => (one.startS >= toldS ? one : without(one, toldS)));
  }

  /** Hands over what ended. */
  takeUntold(): EarUtterance[] {
    const untold = this.#untold;
    this.#untold = [];
    return untold;
  }

  #take(events: readonly SegmenterEvent[]): boolean {
    const closed = events.flatMap((event) => (event.type === "closed" ? [event] : []));
    for (const { startS, endS, samples } of closed)
      this.#untold.push({ startS: this.#fromS + startS, endS: this.#fromS + endS, samples });
    return closed.length > 0;
  }
}

const without = ({ startS, endS, samples }: EarUtterance, toldS: number): EarUtterance => ({
  startS: toldS,
  endS,
  samples: samples.slice(Math.round((toldS - startS) * LISTENING_RATE_HZ)),
});
