/**
 * The level of what is always there, from frame levels in dB: the quietest moment of the last eight seconds. Speech,
 * however fluent, has gaps in which it shows.
 */
export interface NoiseFloor {
  /** Takes the next frame's level and returns the floor. */
  next(levelDb: number): number;
}

const PART_FRAMES = 50;
const PARTS = 16;
/** Until there was time to hear one: a quiet room. */
const ASSUMED_DB = -60;
const ASSUMED_FRAMES = 100;

export function openNoiseFloor(): NoiseFloor {
  const parts: number[] = [];
  let lowestPart = Number.POSITIVE_INFINITY;
  let lowest = Number.POSITIVE_INFINITY;
  let frames = 0;
  let [before, beforeThat] = [Number.NaN, Number.NaN];
  return {
    next(levelDb) {
      // The median of three: a single frame between two cycles of a low voice is no floor.
      const steady = Number.isNaN(beforeThat) ? levelDb : median(levelDb, before, beforeThat);
      [before, beforeThat] = [levelDb, before];
      lowest = Math.min(lowest, steady);
      frames += 1;
      const floor = Math.min(lowest, lowestPart);
      if (frames % PART_FRAMES === 0) {
        parts.push(lowest);
        if (parts.length > PARTS) parts.shift();
        lowestPart = Math.min(...parts);
        lowest = Number.POSITIVE_INFINITY;
      }
      return frames < ASSUMED_FRAMES ? Math.min(floor, ASSUMED_DB) : floor;
    },
  };
}

const median = (a: number, b: number, c: number): number => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
