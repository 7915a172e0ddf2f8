import { MOMENT_CATEGORIES } from "@headway-jobs/contract";
import vader from "vader-sentiment";
import { describe, expect, it } from "vitest";
import { measureMoments, readExchanges } from "./labelled-moments.ts";
import { readLabelledSet } from "./labelled-set.ts";
import {
  accuracyOf,
  calibrationError,
  figuresByLabel,
  judge,
  macroF1,
  majorityAccuracy,
  polarityPairs,
  reliability,
} from "./measure.ts";
import { trainedWeights } from "./trained-weights.ts";
import { vaderPairs } from "./vader-peer.ts";

const TESTS = ["everyday-test", "implied-test"] as const;
const ALL_TESTS = [...TESTS, "factual-test"] as const;

describe("the labelled set", () => {
  it("is large enough, and no utterance stands in two of its parts", () => {
    const parts = (["train", "calibration", ...ALL_TESTS] as const).map((part) =>
      readLabelledSet(part).map(({ text }) => text.toLowerCase()),
    );
    const [train = [], calibration = [], ...tests] = parts;
    expect(train.length).toBeGreaterThanOrEqual(200);
    expect(calibration.length).toBeGreaterThanOrEqual(80);
    expect(tests.flat().length).toBeGreaterThanOrEqual(120);
    expect(new Set(parts.flat()).size).toBe(parts.flat().length);
  });

  it("holds at least 80 exchanges for moments", () => {
    expect(readExchanges("dev").length + readExchanges("test").length).toBeGreaterThanOrEqual(80);
  });
});

describe("the committed weights", () => {
  it("are what training on the labelled set gives", async () => {
    await expect(`${JSON.stringify(trainedWeights(), null, 1)}\n`).toMatchFileSnapshot(
      "../src/emotion/weights.generated.json",
    );
  });
});

describe.each(TESTS)("on the unseen %s utterances", (part) => {
  const judged = judge(part);
  const pairs = judged.map(({ wanted, label }) => ({ wanted: wanted.emotion, given: label }));

  it("the emotion beats always saying the most frequent one clearly", () => {
    expect(accuracyOf(pairs)).toBeGreaterThan(majorityAccuracy(judged) + (part === "everyday-test" ? 0.35 : 0.15));
  });

  it("the polarity beats VADER in accuracy and in F1", () => {
    const [ours, theirs] = [polarityPairs(judged), vaderPairs(judged, vader.SentimentIntensityAnalyzer)];
    const f1 = (given: typeof ours): number => macroF1(figuresByLabel(["negative", "neutral", "positive"], given));
    expect(accuracyOf(ours)).toBeGreaterThan(accuracyOf(theirs));
    expect(f1(ours)).toBeGreaterThan(f1(theirs));
  });
});

describe("confidence", () => {
  it("is off by less than 0.1 on average over the unseen utterances", () => {
    expect(calibrationError(reliability(ALL_TESTS.flatMap((part) => judge(part))))).toBeLessThan(0.1);
  });
});

describe("moments of unseen exchanges", () => {
  it("are found with precision and recall of at least 0.85 overall and 0.75 in each category", () => {
    const { all, ...byCategory } = measureMoments("test");
    expect(Math.min(all.precision, all.recall)).toBeGreaterThanOrEqual(0.85);
    for (const category of MOMENT_CATEGORIES)
      expect(Math.min(byCategory[category].precision, byCategory[category].recall)).toBeGreaterThanOrEqual(0.75);
  });
});

describe("calm talk about bad and good things", () => {
  it("is mostly read as neutral, in feeling and more often than VADER in polarity", () => {
    const judged = judge("factual-test");
    expect(judged.filter(({ label }) => label === "neutral").length / judged.length).toBeGreaterThan(0.7);
    expect(accuracyOf(polarityPairs(judged))).toBeGreaterThan(
      accuracyOf(vaderPairs(judged, vader.SentimentIntensityAnalyzer)) + 0.15,
    );
  });
});
