/** What the two channels of a recording are to each other. */
export type ChannelRelation =
  /** One speaker, or one side of a call, on each. */
  | "separate"
  /** The same sound on both, however loud. */
  | "same"
  | "only-left"
  | "only-right";

export interface ChannelComparison {
  /** The next samples, left and right woven: whole pairs only. */
  add(woven: Int16Array): void;
  relation(): ChannelRelation;
}

const FRAME = 320;
const LEVELS = 100;
// Frames this far under both channels' loud ones are breath and noise.
const ACTIVE_RANGE_DB = 20;
const SILENT_LEVEL_DB = -65;
const ONE_SIDED_DB = 9;
/** How much the difference of the channels' levels varies; a speaker who has less than the outer share of all speech is not seen. */
const MIN_SPREAD_DB = 12;
const OUTER_SHARE = 0.04;
/** Channels as similar as this need more evidence to count as separate: a loud leak, or stereo sound of one room. */
const ALIKE_CORRELATION = 0.6;
const ALIKE_SPREAD_DB = 20;

/**
 * Distinguishes a call with a speaker per channel from one sound recorded twice, in a single pass and in constant memory: a table counts frames of 20 ms by
 * both channels' levels. One sound, from whatever place, is always louder on one side by about as much; where people are kept apart, now
 * this side is louder and now that, even if one is quieter throughout or leaks into the other.
 */
export function compareChannels(): ChannelComparison {
  const frames = new Float64Array(LEVELS * LEVELS);
  const sums = { leftLeft: 0, rightRight: 0, leftRight: 0 };
  const part = { left: 0, right: 0, count: 0 };
  return {
    add(woven) {
      for (let at = 0; at + 1 < woven.length; at += 2) {
        const left = woven[at] ?? 0;
        const right = woven[at + 1] ?? 0;
        part.left += left * left;
        part.right += right * right;
        sums.leftRight += left * right;
        part.count += 1;
        if (part.count < FRAME) continue;
        const cell = levelOf(part.left) * LEVELS + levelOf(part.right);
        frames[cell] = (frames[cell] ?? 0) + 1;
        sums.leftLeft += part.left;
        sums.rightRight += part.right;
        part.left = part.right = part.count = 0;
      }
    },
    relation: () => relationOf(frames, sums.leftRight / Math.sqrt(sums.leftLeft * sums.rightRight || 1)),
  };
}

/** A frame's level in whole dB under full scale, 0 the loudest. */
function levelOf(energy: number): number {
  const db = 10 * Math.log10(energy / FRAME / 32_768 ** 2 + 1e-12);
  return Math.min(LEVELS - 1, Math.max(0, Math.round(-db)));
}

function relationOf(frames: Float64Array, correlation: number): ChannelRelation {
  const loudLeft = loudLevel(frames, (cell) => Math.floor(cell / LEVELS));
  const loudRight = loudLevel(frames, (cell) => cell % LEVELS);
  if (loudLeft > -SILENT_LEVEL_DB || loudRight > -SILENT_LEVEL_DB) {
    if (Math.abs(loudLeft - loudRight) < ONE_SIDED_DB) return "same";
    return loudLeft < loudRight ? "only-left" : "only-right";
  }
  const differences = new Float64Array(2 * LEVELS);
  for (const [cell, count] of frames.entries()) {
    const [left, right] = [Math.floor(cell / LEVELS), cell % LEVELS];
    if (Math.min(left - loudLeft, right - loudRight) > ACTIVE_RANGE_DB) continue;
    differences[LEVELS + left - right] = (differences[LEVELS + left - right] ?? 0) + count;
  }
  const spread = quantile(differences, 1 - OUTER_SHARE) - quantile(differences, OUTER_SHARE);
  return spread >= (correlation > ALIKE_CORRELATION ? ALIKE_SPREAD_DB : MIN_SPREAD_DB) ? "separate" : "same";
}

const LOUD_SHARE = 0.02;

/** The level that a channel's loud frames reach: the loudest 2 % of all, so that one click does not decide and a rare speaker still counts. */
function loudLevel(frames: Float64Array, levelAt: (cell: number) => number): number {
  const counts = new Float64Array(LEVELS);
  for (const [cell, count] of frames.entries()) {
    const level = levelAt(cell);
    counts[level] = (counts[level] ?? 0) + count;
  }
  return quantile(counts, LOUD_SHARE);
}

function quantile(counts: Float64Array, share: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  return Math.max(
    0,
    counts.findIndex((count) => {
      seen += count;
      return count > 0 && seen >= total * share;
    }),
  );
}
