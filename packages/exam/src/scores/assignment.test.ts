import fc from "fast-check";
import { expect, it } from "vitest";
import { cheapestAssignment } from "./assignment.ts";

const sumOf = (costs: readonly (readonly number[])[], columns: readonly number[]): number =>
  columns.reduce((sum, column, row) => sum + (costs[row]?.[column] ?? 0), 0);

function permutationsOf(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((first) => permutationsOf(items.filter((one) => one !== first)).map((rest) => [first, ...rest]));
}

it("an assignment gives each row a column of its own, and none is cheaper", () => {
  const table = fc.integer({ min: 0, max: 5 }).chain((size) =>
    fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: size, maxLength: size }), {
      minLength: size,
      maxLength: size,
    }),
  );
  fc.assert(
    fc.property(table, (costs) => {
      const columns = cheapestAssignment(costs);
      expect(columns.toSorted((a, b) => a - b)).toEqual([...costs.keys()]);
      const all = permutationsOf([...costs.keys()]).map((one) => sumOf(costs, one));
      expect(sumOf(costs, columns)).toBe(Math.min(...all));
    }),
  );
});
