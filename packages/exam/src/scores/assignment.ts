/**
 * Gives each row of a square table of costs a column of its own so that the sum is as small as possible (Hungarian algorithm with potentials, O(n³)).
 * Returns the column of each row.
 */
export function cheapestAssignment(costs: readonly (readonly number[])[]): number[] {
  const matching = new Matching(costs);
  for (const row of costs.keys()) matching.add(row);
  return matching.columns();
}

/** No row has the column. */
const FREE = -1;

class Matching {
  readonly #costs: readonly (readonly number[])[];
  readonly #rowOf: number[];
  readonly #rowPotential: number[];
  readonly #columnPotential: number[];

  constructor(costs: readonly (readonly number[])[]) {
    this.#costs = costs;
    this.#rowOf = costs.map(() => FREE);
    this.#rowPotential = costs.map(() => 0);
    this.#columnPotential = costs.map(() => 0);
  }

  /** Finds the cheapest path from the row to a free column, through rows that have a column, and moves them along it. */
  add(row: number): void {
    const cheapest = this.#costs.map(() => Number.POSITIVE_INFINITY);
    const before = this.#costs.map(() => FREE);
    const visited = new Set<number>();
    let [from, column] = [row, FREE];
    do {
      if (column !== FREE) visited.add(column);
      from = column === FREE ? row : (this.#rowOf[column] ?? row);
      const next = this.#nearest(from, column, { cheapest, before, visited });
      this.#shift(row, next.distance, cheapest, visited);
      column = next.column;
    } while (this.#rowOf[column] !== FREE);
    for (let at = column; at !== FREE;) {
      const previous = before[at] ?? FREE;
      this.#rowOf[at] = previous === FREE ? row : (this.#rowOf[previous] ?? row);
      at = previous;
    }
  }

  columns(): number[] {
    const columns = this.#costs.map(() => 0);
    for (const [column, row] of this.#rowOf.entries()) columns[row] = column;
    return columns;
  }

  #nearest(
    from: number,
    through: number,
    search: { readonly cheapest: number[]; readonly before: number[]; readonly visited: ReadonlySet<number> },
  ): { readonly column: number; readonly distance: number } {
    const { cheapest, before, visited } = search;
    let nearest = { column: FREE, distance: Number.POSITIVE_INFINITY };
    for (const column of this.#costs.keys()) {
      if (visited.has(column)) continue;
      const cost =
        (this.#costs[from]?.[column] ?? 0) - (this.#rowPotential[from] ?? 0) - (this.#columnPotential[column] ?? 0);
      if (cost < (cheapest[column] ?? 0)) {
        cheapest[column] = cost;
        before[column] = through;
      }
      const distance = cheapest[column] ?? 0;
      if (distance < nearest.distance) nearest = { column, distance };
    }
    return nearest;
  }

  #shift(row: number, by: number, cheapest: number[], visited: ReadonlySet<number>): void {
    this.#rowPotential[row] = (this.#rowPotential[row] ?? 0) + by;
    for (const column of this.#costs.keys()) {
      if (visited.has(column)) {
        const owner = this.#rowOf[column] ?? row;
        this.#rowPotential[owner] = (this.#rowPotential[owner] ?? 0) + by;
        this.#columnPotential[column] = (this.#columnPotential[column] ?? 0) - by;
      } else {
        cheapest[column] = (cheapest[column] ?? 0) - by;
      }
    }
  }
}
