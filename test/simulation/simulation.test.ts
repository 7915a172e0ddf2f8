import { expect, it } from "vitest";
import { explain, findFailure, runSeeds } from "./seeds.ts";

const SEEDS = 150;

it("gives the same story for the same seed, and another one for another", async () => {
  const digests: string[] = [];
  for (const from of [11, 11, 12]) for await (const { digest } of runSeeds({ from, count: 1 })) digests.push(digest);
  expect(digests[1]).toBe(digests[0]);
  expect(digests[2]).not.toBe(digests[0]);
});

it(
  `keeps every promise in ${SEEDS} worlds of several nodes, clocks, readers and faults`,
  { timeout: 180_000 },
  async () => {
    const failed = await findFailure({ from: 1, count: SEEDS });
    expect(failed === null ? "" : await explain(failed)).toBe("");
  },
);

it("keeps every promise in 40 worlds in which many commits lose their answers", { timeout: 60_000 }, async () => {
  const failed = await findFailure({ from: 1, count: 40, focus: "lostCommits" });
  expect(failed === null ? "" : await explain(failed, { focus: "lostCommits" })).toBe("");
});
