import { describe, expect, it } from "vitest";
import { chrf } from "./chrf.ts";

const PAIRS = [
  ["La casa es roja.", "La casa es roja."],
  ["El agua está fria", "El agua está muy fría."],
  ["", "Vacío"],
  ["Nada — 5 km", "Todo: 5 km"],
] as const;

describe("chrF", () => {
  // Computed with sacrebleu 2.6.0: CHRF().corpus_score([translation], [[reference]]).score
  it.each([
    [0, 100],
    [1, 54.290173901422435],
    [2, 0],
    [3, 15.873015873015872],
  ])("of pair %i is what sacreBLEU computes", (at, score) => {
    const [translation = "", reference = ""] = PAIRS[at] ?? [];
    expect(chrf([translation], [reference])).toBeCloseTo(score, 10);
  });

  it("of a corpus counts the groups of all its sentences together", () => {
    const score = chrf(
      PAIRS.map(([translation]) => translation),
      PAIRS.map(([, reference]) => reference),
    );
    expect(score).toBeCloseTo(59.69852460044785, 10);
  });
});
