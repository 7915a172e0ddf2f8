import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Baseline, dropsOf } from "./baseline.ts";
import { type ExamRow, METRICS, rowOf } from "./rows.ts";

const ear = (wordErrors: number, more: Partial<ExamRow> = {}): ExamRow => ({
  capability: "ear",
  provider: "local/whisper",
  set: "calls",
  items: 5,
  figures: { "word errors": wordErrors },
  speed: "0.5 × real time",
  memoryMb: 600,
  ...more,
});
const translation = (figures: ExamRow["figures"]): ExamRow => ear(0, { capability: "translation", figures });

describe("a run beside its baseline", () => {
  it.each([
    ["the same", [ear(0.2)], [ear(0.2)]],
    ["worse within the tolerance", [ear(0.2)], [ear(0.23)]],
    ["worse by two words of a small set", [ear(0.2, { words: 20 })], [ear(0.3, { words: 20 })]],
    ["better", [ear(0.2)], [ear(0)]],
    ["slower and larger", [ear(0.2)], [ear(0.2, { speed: "9 × real time", memoryMb: 6000 })]],
    ["with more than the baseline has", [ear(0.2)], [ear(0.2), ear(0.9, { provider: "new" })]],
  ])("that is %s passes", (_what, before, now) => {
    expect(dropsOf(before, now)).toEqual([]);
  });

  it.each([
    ["word errors", [ear(0.2)], [ear(0.24)], /local\/whisper on calls: word errors 0\.24, worse than 0\.2/],
    ["chrF", [translation({ chrF: 50 })], [translation({ chrF: 48.9 })], /chrF 48\.9, worse than 50/],
    ["a part that is not measured any more", [ear(0.2)], [], /was not measured/],
    ["a figure that is not measured any more", [ear(0.2)], [translation({})], /was not measured/],
    ["a figure without a value", [ear(0.2)], [ear(0, { figures: {} })], /word errors was not measured/],
    ["another set", [ear(0.2)], [ear(0.2, { items: 4 })], /on 4 items, the baseline on 5/],
    [
      "a figure of no exam",
      [translation({ smell: 1 })],
      [translation({ smell: 1 })],
      /“smell”, which no exam measures/,
    ],
  ])("that drops in %s fails with a sentence", (_what, before, now, sentence) => {
    expect(dropsOf(before, now)).toEqual([expect.stringMatching(sentence)]);
  });

  it("has the rates of a result", () => {
    const result = {
      capability: "translation" as const,
      provider: "apertium",
      language: "en>es",
      set: "pud",
      items: 2,
      measured_at: "2026-12-01T10:00:00.000Z",
      version: "0.1.0",
      chrf: 50.5,
      kept: {
        names: { kept: 1, expected: 2 },
        numbers: { kept: 0, expected: 0 },
        placeholders: { kept: 3, expected: 3 },
      },
      words_per_second: 100,
      memory_mb: null,
    };
    expect(rowOf(result)).toMatchObject({
      figures: { chrF: 50.5, "names kept": 0.5, "placeholders kept": 1 },
      speed: "100 words/s",
    });
  });

  it("is committed with figures that are compared, and says what was not run", () => {
    const file = join(import.meta.dirname, "../../bench/results/exam.json");
    const { rows, not_run: notRun, note } = JSON.parse(readFileSync(file, "utf8")) as Baseline;
    expect(dropsOf(rows, rows)).toEqual([]);
    expect(rows.length).toBeGreaterThan(8);
    for (const { figures } of rows) expect(Object.keys(METRICS)).toEqual(expect.arrayContaining(Object.keys(figures)));
    expect(notRun.length).toBeGreaterThan(0);
    expect(note).toContain("shared");
  });
});
