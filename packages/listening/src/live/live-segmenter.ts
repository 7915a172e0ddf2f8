import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { OffsetSegmenter, type SegmentedUtterance } from "./offset-segmenter.ts";
import { type LiveSound, mixOf } from "./live-sound.ts";
import { openRecentRelation } from "./recent-relation.ts";

/** Left or right. */
export type Side = 0 | 1;

export interface LiveUtterance extends SegmentedUtterance {
  /** The side of a call on which it was said; null while the sound is taken for one stream of voices. */
  readonly side: Side | null;
  /** The side on which it was louder, whether or not that means anything; null when it was the same on both. */
  readonly louder: Side | null;
}

/** Speech that has not ended; each `source` has one at a time. */
export interface OpenSpeech {
  readonly source: object;
  readonly startS: number;
  readonly samples: Int16Array;
}

/** Finds utterances in live sound of one or two channels. */
export interface LiveSegmenter {
  /** The next piece; utterances that have ended, in the order of their ends. The same pieces give the same utterances. */
  add(sound: LiveSound): HeardUtterance[];
  end(): HeardUtterance[];
  /** What is being said now: by one, or by one on each side. */
  open(): OpenSpeech[];
  /** The sources that count now; an utterance that another one had open will not be reported by it. */
  readonly active: readonly object[];
  readonly positionS: number;
}

export interface HeardUtterance extends LiveUtterance {
  readonly source: object;
}

/** How often the channels are compared while no utterance ends. */
const COMPARE_EVERY_S = 1;
const REMEMBERED_S = 20;

/**
 * A call with one speaker on each side is segmented side by side from the moment at which that shows. Any other sound is
 * segmented as one: the mean of both channels, or the only channel with sound. The relation of the channels may show late,
 * for example when the right side has not spoken yet. Until then three segmenters run, and only the active ones report.
 */
export function createLiveSegmenter(): LiveSegmenter {
  return new SidedSegmenter();
}

class SidedSegmenter implements LiveSegmenter {
  readonly #both = new OffsetSegmenter(0);
  /** From the first sample on that is not the same on both sides: most sounds never need them. */
  #sides: readonly [OffsetSegmenter, OffsetSegmenter] | null = null;
  readonly #relation = openRecentRelation();
  #areSeparate = false;
  /** Those of `#both` and `#sides` that count now. */
  #active: readonly OffsetSegmenter[] = [this.#both];
  #samples = 0;
  #comparedS = 0;
  readonly #powers = new PieceCourse();
  #reportedS = 0;

  get active(): readonly object[] {
    return this.#active;
  }

  get positionS(): number {
    return this.#samples / LISTENING_RATE_HZ;
  }

  add([left, right = left]: LiveSound): HeardUtterance[] {
    const isOne = right === left || left.every((value, at) => value === right[at]);
    if (!isOne) this.#sides ??= [new OffsetSegmenter(this.positionS), new OffsetSegmenter(this.positionS)];
    const hasEnded = this.#hear(left, right, isOne);
    this.#powers.add(this.positionS, left, right);
    this.#samples += left.length;
    if (hasEnded || this.positionS - this.#comparedS >= COMPARE_EVERY_S) this.#compare();
    return this.#takeEnded();
  }

  end(): HeardUtterance[] {
    this.#both.end();
    for (const segmenter of this.#sides ?? []) segmenter.end();
    this.#compare();
    return this.#takeEnded();
  }

  open(): OpenSpeech[] {
    return this.#active.flatMap((segmenter) => {
      const open = segmenter.open();
      return open === null ? [] : [{ source: segmenter, ...open }];
    });
  }

  #hear(left: Int16Array, right: Int16Array, isOne: boolean): boolean {
    const inAll = this.#areSeparate ? false : this.#both.add(isOne ? left : mixOf([left, right]));
    if (this.#sides === null) return inAll;
    this.#relation.add(left, right);
    // Sound that is the same on both sides must not be reported twice.
    const others = isOne ? new Int16Array(left.length) : right;
    const onLeft = this.#sides[0].add(left, others);
    const onRight = this.#sides[1].add(others, left);
    return inAll || onLeft || onRight;
  }

  #compare(): void {
    this.#comparedS = this.positionS;
    if (this.#sides === null || this.#areSeparate) return;
    const relation = this.#relation.relation();
    this.#areSeparate = relation === "separate";
    if (relation === "separate") this.#active = this.#sides;
    else if (relation === "only-left") this.#active = [this.#sides[0]];
    else if (relation === "only-right") this.#active = [this.#sides[1]];
    else this.#active = [this.#both];
    // Once the sides are apart, what overlaps was said by two.
    for (const segmenter of [this.#both, ...this.#sides]) segmenter.forgetUntil(this.#reportedS);
  }

  #takeEnded(): HeardUtterance[] {
    const ended = this.#active
      .flatMap((segmenter) => segmenter.takePending().map((utterance) => this.#describe(segmenter, utterance)))
      .toSorted((a, b) => a.endS - b.endS);
    const last = ended.at(-1);
    if (last === undefined) return ended;
    this.#reportedS = last.endS;
    for (const segmenter of [this.#both, ...(this.#sides ?? [])]) segmenter.cutNotBefore(last.endS);
    return ended;
  }

  #describe(segmenter: OffsetSegmenter, utterance: SegmentedUtterance): HeardUtterance {
    const side = this.#areSeparate ? (segmenter === this.#sides?.[0] ? 0 : 1) : null;
    return { ...utterance, source: segmenter, side, louder: this.#powers.louder(utterance) };
  }
}

/** How loud both sides were in the last pieces: more of them than an utterance is long. */
class PieceCourse {
  #pieces: { readonly atS: number; readonly left: number; readonly right: number }[] = [];

  add(atS: number, left: Int16Array, right: Int16Array): void {
    const energy = energyOf(left);
    this.#pieces.push({ atS, left: energy, right: right === left ? energy : energyOf(right) });
    this.#pieces = this.#pieces.filter((piece) => piece.atS >= atS - REMEMBERED_S);
  }

  louder({ startS, endS }: SegmentedUtterance): Side | null {
    const within = this.#pieces.filter(({ atS }) => atS >= startS && atS < endS);
    const left = within.reduce((sum, piece) => sum + piece.left, 0);
    const right = within.reduce((sum, piece) => sum + piece.right, 0);
    return left === right ? null : left > right ? 0 : 1;
  }
}

const energyOf = (samples: Int16Array): number => samples.reduce((sum, value) => sum + value * value, 0);
