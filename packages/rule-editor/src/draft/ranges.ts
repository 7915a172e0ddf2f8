/** Offsets are UTF-16 code units of a passage's text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Ranges by their beginnings, each with how far it and those before it reach: a question costs a binary search and no walk. */
interface Index {
  readonly starts: readonly number[];
  readonly reach: readonly number[];
}

/** By identity: a list that was asked about does not change afterwards. */
const indexes = new WeakMap<readonly Range[], Index>();

/** Whether any of `others` has a character in common with the range. */
export function overlaps(range: Range, others: readonly Range[]): boolean {
  if (others.length === 0) return false;
  const { starts, reach } = indexOf(others);
  const before = countBelow(starts, range.end);
  return before > 0 && (reach[before - 1] ?? 0) > range.start;
}

/** Whether the range lies in one of `others`, or ends `slack` characters behind it. */
export function liesWithin(range: Range, others: readonly Range[], slack = 0): boolean {
  const { starts, reach } = indexOf(others);
  const before = countBelow(starts, range.start + 1);
  return before > 0 && (reach[before - 1] ?? 0) + slack >= range.end;
}

function indexOf(ranges: readonly Range[]): Index {
  const known = indexes.get(ranges);
  if (known !== undefined && known.starts.length === ranges.length) return known;
  const sorted = ranges.toSorted((a, b) => a.start - b.start);
  let far = 0;
  const reach = sorted.map(({ end }) => (far = Math.max(far, end)));
  const made = { starts: sorted.map(({ start }) => start), reach };
  indexes.set(ranges, made);
  return made;
}

/** How many of the rising numbers are below `limit`. */
function countBelow(rising: readonly number[], limit: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

const NEAR_CHARS = 300;

/** The text before a place as far as a rule looks back. The whole of it would cost every place the length of the text. */
export function textBefore(text: string, at: number): string {
  return text.slice(Math.max(0, at - NEAR_CHARS), at);
}
