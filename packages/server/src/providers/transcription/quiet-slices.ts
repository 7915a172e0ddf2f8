export interface Slice {
  readonly samples: Int16Array;
  readonly startS: number;
}

/** Where in the last part of a slice it may end. */
const SEARCHED_SHARE = 0.4;
const WINDOW_S = 0.2;

/** Cuts sound into slices of at most `longestS`, each ending at the quietest fifth of a second of its last part. */
export function quietSlices(samples: Int16Array, rateHz: number, longestS: number): readonly Slice[] {
  const longest = Math.max(1, Math.floor(longestS * rateHz));
  const slices: Slice[] = [];
  let from = 0;
  while (samples.length - from > longest) {
    const until = quietestIn(samples, from + Math.floor(longest * (1 - SEARCHED_SHARE)), from + longest, rateHz);
    slices.push({ samples: samples.subarray(from, until), startS: from / rateHz });
    from = until;
  }
  slices.push({ samples: samples.subarray(from), startS: from / rateHz });
  return slices;
}

/** The middle of the quietest window between two places. */
function quietestIn(samples: Int16Array, from: number, until: number, rateHz: number): number {
  const window = Math.max(1, Math.floor(WINDOW_S * rateHz));
  let best = until;
  let least = Number.POSITIVE_INFINITY;
  for (let at = from; at + window <= until; at += window) {
    let energy = 0;
    for (let index = at; index < at + window; index += 1) energy += Math.abs(samples[index] ?? 0);
    if (energy < least) {
      least = energy;
      best = at + Math.floor(window / 2);
    }
  }
  return Math.max(from + 1, best);
}
