import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { type ChannelRelation, compareChannels } from "../recording/channel-comparison.ts";

/** Less sound is too little to compare. */
const LEAST_S = 2;
/** Who is silent for long must not have to speak as long again to be noticed: only so much of the past counts. */
const LONGEST_S = 60;

export interface RecentRelation {
  /** The same moments of both channels. */
  add(left: Int16Array, right: Int16Array): void;
  /** Null while too little was heard. */
  relation(): ChannelRelation | null;
}

/**
 * What two channels were to each other in the last half minute to minute: the comparison of recordings, restarted
 * every half minute. Channels count as separate only when each was the louder one for a while, too: a recording is
 * judged when all of it is known, but this judgement comes after seconds and is not taken back.
 */
export function openRecentRelation(): RecentRelation {
  let older = new Stretch();
  let newer: Stretch | null = null;
  return {
    add(left, right) {
      older.add(left, right);
      newer?.add(left, right);
      if (newer === null && older.heardS >= LONGEST_S / 2) newer = new Stretch();
      if (newer === null || older.heardS < LONGEST_S) return;
      older = newer;
      newer = new Stretch();
    },
    relation: () => (older.heardS < LEAST_S ? null : older.relation()),
  };
}

class Stretch {
  heardS = 0;
  readonly #comparison = compareChannels();
  readonly #levels = new SlowLevels();

  add(left: Int16Array, right: Int16Array): void {
    this.#comparison.add(weave(left, right));
    this.#levels.add(left, right);
    this.heardS += left.length / LISTENING_RATE_HZ;
  }

  relation(): ChannelRelation {
    const relation = this.#comparison.relation();
    return relation === "separate" && !this.#levels.takeTurns() ? "same" : relation;
  }
}

/** Longer than echoes last: one sound's way to two places does not change from one of these to the next. */
const BLOCK = (LISTENING_RATE_HZ * 4) / 10;
const ACTIVE_RANGE_DB = 12;
const MIN_SPREAD_DB = 10;

class SlowLevels {
  readonly #blocks: { readonly leftDb: number; readonly rightDb: number }[] = [];
  #sums = { left: 0, right: 0, count: 0 };

  add(left: Int16Array, right: Int16Array): void {
    for (const [at, value] of left.entries()) {
      const other = right[at] ?? 0;
      this.#sums.left += value * value;
      this.#sums.right += other * other;
      this.#sums.count += 1;
      if (this.#sums.count < BLOCK) continue;
      this.#blocks.push({ leftDb: levelOf(this.#sums.left), rightDb: levelOf(this.#sums.right) });
      this.#sums = { left: 0, right: 0, count: 0 };
    }
  }

  /** Whether the louder side changes. The outermost block at each end does not count: it may be half a word. */
  takeTurns(): boolean {
    const loudLeft = Math.max(...this.#blocks.map(({ leftDb }) => leftDb));
    const loudRight = Math.max(...this.#blocks.map(({ rightDb }) => rightDb));
    const differences = this.#blocks
      .filter(({ leftDb, rightDb }) => Math.min(loudLeft - leftDb, loudRight - rightDb) < ACTIVE_RANGE_DB)
      .map(({ leftDb, rightDb }) => leftDb - rightDb)
      .toSorted((a, b) => a - b);
    return (differences.at(-2) ?? 0) - (differences[1] ?? 0) >= MIN_SPREAD_DB;
  }
}

const levelOf = (energy: number): number => 10 * Math.log10(energy / BLOCK / 32_768 ** 2 + 1e-12);

function weave(left: Int16Array, right: Int16Array): Int16Array {
  const woven = new Int16Array(left.length * 2);
  for (let at = 0; at < left.length; at++) {
    woven[2 * at] = left[at] ?? 0;
    woven[2 * at + 1] = right[at] ?? 0;
  }
  return woven;
}
