const MAX_EDITS = 3;

/** The known name that a misspelt one most probably means, or null when none is within so many edits. */
export function nearestName(name: string, known: readonly string[], mostEdits = MAX_EDITS): string | null {
  const ranked = known.map((one) => ({ one, edits: edits(name.toLowerCase(), one.toLowerCase()) }));
  const [best] = ranked.toSorted((a, b) => a.edits - b.edits);
  return best !== undefined && best.edits <= mostEdits ? best.one : null;
}

/** Insertions, deletions, changes and swaps of neighbours that lead from one to the other (optimal string alignment). */
function edits(from: string, to: string): number {
  let earlier: readonly number[] = [];
  let above: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const changed = (above[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const swapped =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
          ? (earlier[column - 2] ?? 0) + 1
          : Number.POSITIVE_INFINITY;
      current.push(Math.min((above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, changed, swapped));
    }
    earlier = above;
    above = current;
  }
  return above[to.length] ?? 0;
}
