export interface DiffPiece {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** Edits beyond which two texts count as different altogether: nobody reads such a comparison, and it would cost seconds. */
const MOST_EDITS = 500;

/**
 * What became of a text, word by word: pieces whose `same` and `removed` texts join to `before`, `same` and `added` to `after` (E. W. Myers, An O(ND)
 * difference algorithm, 1986). Spaces alone never stand between two changes, so that a reworded phrase reads as one.
 */
export function diffWords(before: string, after: string): readonly DiffPiece[] {
  const old = wordsOf(before);
  const now = wordsOf(after);
  const start = commonStart(old, now);
  const end = commonStart(old.slice(start).toReversed(), now.slice(start).toReversed());
  const middle = diffLists(old.slice(start, old.length - end), now.slice(start, now.length - end));
  return grouped([unchanged(old.slice(0, start)), ...middle, unchanged(old.slice(old.length - end))]);
}

const unchanged = (words: readonly string[]): DiffPiece => ({ kind: "same", text: words.join("") });

/** Words, runs of spaces, line breaks and signs, each by itself. */
function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}\p{M}'’-]+|\n|[^\S\n]+|[^\p{L}\p{N}\p{M}\s]/gu) ?? [];
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

function diffLists(old: readonly string[], now: readonly string[]): DiffPiece[] {
  const trace = shortestEdit(old, now);
  const replaced: DiffPiece[] = [
    { kind: "removed", text: old.join("") },
    { kind: "added", text: now.join("") },
  ];
  return trace === null ? replaced : walkBack(trace, old, now);
}

/** Furthest places reached on each diagonal, edit count by edit count; null when there are too many. */
function shortestEdit(old: readonly string[], now: readonly string[]): Map<number, number>[] | null {
  const reached = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let edits = 0; edits <= Math.min(MOST_EDITS, old.length + now.length); edits += 1) {
    trace.push(new Map(reached));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const x = slide(old, now, stepInto(reached, diagonal, edits), diagonal);
      reached.set(diagonal, x);
      if (x >= old.length && x - diagonal >= now.length) return trace;
    }
  }
  return null;
}

const at = (reached: ReadonlyMap<number, number>, diagonal: number): number => reached.get(diagonal) ?? -1;

const comesDown = (reached: ReadonlyMap<number, number>, diagonal: number, edits: number): boolean =>
  diagonal === -edits || (diagonal !== edits && at(reached, diagonal - 1) < at(reached, diagonal + 1));

function stepInto(reached: ReadonlyMap<number, number>, diagonal: number, edits: number): number {
  return comesDown(reached, diagonal, edits) ? at(reached, diagonal + 1) : at(reached, diagonal - 1) + 1;
}

function slide(old: readonly string[], now: readonly string[], from: number, diagonal: number): number {
  let x = from;
  while (x < old.length && x - diagonal < now.length && old[x] === now[x - diagonal]) x += 1;
  return x;
}

function walkBack(
  trace: readonly ReadonlyMap<number, number>[],
  old: readonly string[],
  now: readonly string[],
): DiffPiece[] {
  const pieces: DiffPiece[] = [];
  let x = old.length;
  let y = now.length;
  for (let edits = trace.length - 1; edits >= 0; edits -= 1) {
    const reached = trace[edits] ?? new Map<number, number>();
    const down = comesDown(reached, x - y, edits);
    const before = down ? x - y + 1 : x - y - 1;
    const fromX = at(reached, before);
    const fromY = fromX - before;
    while (x > Math.max(0, fromX) && y > Math.max(0, fromY)) {
      x -= 1;
      y -= 1;
      pieces.push({ kind: "same", text: old[x] ?? "" });
    }
    if (edits > 0 && down) pieces.push({ kind: "added", text: now[fromY] ?? "" });
    if (edits > 0 && !down) pieces.push({ kind: "removed", text: old[fromX] ?? "" });
    x = fromX;
    y = fromY;
  }
  return pieces.toReversed();
}

/** Neighbours of one kind become one piece; what was removed stands before what took its place. */
function grouped(pieces: readonly DiffPiece[]): readonly DiffPiece[] {
  const result: DiffPiece[] = [];
  let open = { removed: "", added: "", same: "" };
  const close = (): void => {
    open = withoutSharedSpace(open);
    for (const kind of ["removed", "added", "same"] as const) {
      if (open[kind] !== "") result.push({ kind, text: open[kind] });
    }
    open = { removed: "", added: "", same: "" };
  };
  for (const { kind, text } of pieces) {
    if (kind !== "same" && isBlank(open.same) && open.removed + open.added !== "") {
      open = { removed: open.removed + open.same, added: open.added + open.same, same: "" };
    } else if (kind !== "same" && open.same !== "") {
      close();
    }
    open[kind] += text;
  }
  close();
  return result;
}

interface Change {
  readonly removed: string;
  readonly added: string;
  readonly same: string;
}

/** A space that ends both sides of a change was not changed. */
function withoutSharedSpace(change: Change): Change {
  const { removed, added, same } = change;
  const space = /[^\S\n]+$/.exec(removed)?.[0] ?? "";
  if (space === "" || !added.endsWith(space)) return change;
  return { removed: removed.slice(0, -space.length), added: added.slice(0, -space.length), same: space + same };
}

const isBlank = (text: string): boolean => /^[^\S\n]+$/.test(text);
