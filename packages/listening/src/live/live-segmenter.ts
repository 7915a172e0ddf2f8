import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { Ear, type EarUtterance } from "./ear.ts";
import { type LiveSound, mixOf } from "./live-sound.ts";
import { openRecentRelation } from "./recent-relation.ts";

/** Left or right. */
export type Side = 0 | 1;

export interface LiveUtterance extends EarUtterance {
  /** The side of a call on which it was said; null while the sound is taken for one stream of voices. */
  readonly side: Side | null;
  /** The side on which it was louder, whether or not that means anything; null when it was the same on both. */
  readonly louder: Side | null;
}

/** Speech that has not ended; the same `ear` has one at a time. */
export interface OpenSpeech {
  readonly ear: object;
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
  /** The ears that count now; what another one had open is not told by it any more. */
  readonly listening: readonly object[];
  readonly positionS: number;
}

export interface HeardUtterance extends LiveUtterance {
  readonly ear: object;
}

/** With nothing to tell, the channels are held against each other so often. */
const COMPARE_EVERY_S = 1;
const REMEMBERED_S = 20;

/**
 * A call with other people on its left than on its right is heard side by side from the moment on at which that shows, and never again as one; any other sound is heard
 * as one: both channels' mean, or the only one that has sound. As it may show late (nobody has spoken on the right yet), all three are listened to until then, and what
 * has ended is asked for when it is to be told.
 */
export function createLiveSegmenter(): LiveSegmenter {
  return new SidedSegmenter();
}

class SidedSegmenter implements LiveSegmenter {
  readonly #both = new Ear(0);
  /** From the first sample on that is not the same on both sides: most sounds never need them. */
  #sides: readonly [Ear, Ear] | null = null;
  readonly #relation = openRecentRelation();
  #areSeparate = false;
  /** Those of `#both` and `#sides` that count now. */
  #listening: readonly Ear[] = [this.#both];
  #samples = 0;
  #comparedS = 0;
  readonly #powers = new PieceCourse();
  #toldS = 0;

  get listening(): readonly object[] {
    return this.#listening;
  }

  get positionS(): number {
    return this.#samples / LISTENING_RATE_HZ;
  }

  add([left, right = left]: LiveSound): HeardUtterance[] {
    const isOne = right === left || left.every((value, at) => value === right[at]);
    if (!isOne) this.#sides ??= [new Ear(this.positionS), new Ear(this.positionS)];
    const hasEnded = this.#hear(left, right, isOne);
    this.#powers.add(this.positionS, left, right);
    this.#samples += left.length;
    if (hasEnded || this.positionS - this.#comparedS >= COMPARE_EVERY_S) this.#compare();
    return this.#tell();
  }

  end(): HeardUtterance[] {
    this.#both.end();
    for (const ear of this.#sides ?? []) ear.end();
    this.#compare();
    return this.#tell();
  }

  open(): OpenSpeech[] {
    return this.#listening.flatMap((ear) => {
      const open = ear.open();
      return open === null ? [] : [{ ear, ...open }];
    });
  }

  #hear(left: Int16Array, right: Int16Array, isOne: boolean): boolean {
    const inAll = this.#areSeparate ? false : this.#both.add(isOne ? left : mixOf([left, right]));
    if (this.#sides === null) return inAll;
    this.#relation.add(left, right);
    // What is one sound must not be told of both sides.
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
    if (relation === "separate") this.#listening = this.#sides;
    else if (relation === "only-left") this.#listening = [this.#sides[0]];
    else if (relation === "only-right") this.#listening = [this.#sides[1]];
    else this.#listening = [this.#both];
    // Once the sides are apart, what overlaps was said by two.
    for (const ear of [this.#both, ...this.#sides]) ear.forgetTold(this.#toldS);
  }

  #tell(): HeardUtterance[] {
    const told = this.#listening
      .flatMap((ear) => ear.takeUntold().map((utterance) => this.#describe(ear, utterance)))
      .toSorted((a, b) => a.endS - b.endS);
    const last = told.at(-1);
    if (last === undefined) return told;
    this.#toldS = last.endS;
    for (const ear of [this.#both, ...(this.#sides ?? [])]) ear.cutNotBefore(last.endS);
    return told;
  }

  #describe(ear: Ear, utterance: EarUtterance): HeardUtterance {
    const side = this.#areSeparate ? (ear === this.#sides?.[0] ? 0 : 1) : null;
    return { ...utterance, ear, side, louder: this.#powers.louder(utterance) };
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

  louder({ startS, endS }: EarUtterance): Side | null {
    const within = this.#pieces.filter(({ atS }) => atS >= startS && atS < endS);
    const left = within.reduce((sum, piece) => sum + piece.left, 0);
    const right = within.reduce((sum, piece) => sum + piece.right, 0);
    return left === right ? null : left > right ? 0 : 1;
  }
}

const energyOf = (samples: Int16Array): number => samples.reduce((sum, value) => sum + value * value, 0);
