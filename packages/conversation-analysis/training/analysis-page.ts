import { EMOTION_LABELS, MOMENT_CATEGORIES } from "@headway-jobs/contract";
import vader from "vader-sentiment";
import { measureMoments, readExchanges } from "./labelled-moments.ts";
import { readLabelledSet, type SetPart } from "./labelled-set.ts";
import { METHODS } from "./methods.ts";
import {
  accuracyOf,
  calibrationError,
  figuresByLabel,
  judge,
  type Judged,
  macroF1,
  majorityAccuracy,
  polarityCorrelation,
  polarityPairs,
  reliability,
} from "./measure.ts";
import { type Vader, vaderPairs } from "./vader-peer.ts";

const TESTS: readonly SetPart[] = ["everyday-test", "implied-test", "factual-test"];
const POLARITIES = ["negative", "neutral", "positive"] as const;

/** `docs/analysis.md`: the methods as prose, the figures as they are measured now. */
export function analysisPage(): string {
  return METHODS.replace("{{size}}", sizes())
    .replace("{{emotion}}", emotionTables())
    .replace("{{polarity}}", polarityTable(vader.SentimentIntensityAnalyzer))
    .replace("{{calibration}}", calibrationTable())
    .replace("{{moments}}", momentsTable());
}

function sizes(): string {
  return table(
    ["part", "utterances", "used for"],
    [
      ["train", sizeOf("train"), "the weights; its errors were looked at while the word lists were written"],
      ["calibration", sizeOf("calibration"), "the temperatures only"],
      ["everyday-test", sizeOf("everyday-test"), "measuring only: calls, interviews, meetings as people talk"],
      [
        "factual-test",
        sizeOf("factual-test"),
        "measuring only: hard on purpose, calm talk about bad and good things, all of it neutral",
      ],
      [
        "implied-test",
        sizeOf("implied-test"),
        "measuring only: hard on purpose, feelings that are implied and never named",
      ],
    ],
  );
}

function sizeOf(part: SetPart): string {
  return String(readLabelledSet(part).length);
}

function emotionTables(): string {
  return TESTS.map((part) => {
    const judged = judge(part);
    const pairs = judged.map(({ wanted, label }) => ({ wanted: wanted.emotion, given: label }));
    const labels = EMOTION_LABELS.filter((label) => pairs.some(({ wanted }) => wanted === label));
    const figures = figuresByLabel(labels, pairs);
    const rows = labels.map((label) => {
      const { count, precision, recall, f1 } = figures[label];
      return [label, String(count), percent(recall), percent(precision), f1.toFixed(2)];
    });
    const head = `**${part}**: accuracy ${percent(accuracyOf(pairs))}, macro F1 ${macroF1(figures).toFixed(2)}; always answering the most frequent label: ${percent(majorityAccuracy(judged))}.`;
    return `${head}\n\n${table(["label", "utterances", "accuracy (recall)", "precision", "F1"], rows)}`;
  }).join("\n\n");
}

function polarityTable(peer: Vader): string {
  const rows = TESTS.flatMap((part) => {
    const judged = judge(part);
    const theirs = vaderPairs(judged, peer);
    const scores = (given: (one: Judged, at: number) => number): string =>
      polarityCorrelation(judged.map((one, at) => ({ wanted: one.wanted.polarity, given: given(one, at) }))).toFixed(2);
    return [
      [part, "this analysis", ...polarityCells(polarityPairs(judged)), scores(({ polarityScore }) => polarityScore)],
      [part, "VADER", ...polarityCells(theirs), scores((_one, at) => theirs[at]?.score ?? 0)],
    ];
  });
  return table(["part", "by", "accuracy", "macro F1", "correlation with the labelled strength"], rows);
}

function polarityCells(pairs: ReturnType<typeof polarityPairs>): string[] {
  return [percent(accuracyOf(pairs)), macroF1(figuresByLabel(POLARITIES, pairs)).toFixed(2)];
}

function calibrationTable(): string {
  const all = TESTS.flatMap((part) => judge(part));
  const rows = reliability(all)
    .filter(({ count }) => count > 0)
    .map(({ from, to, count, meanConfidence, accuracy }) => [
      `${from.toFixed(1)} – ${to.toFixed(1)}`,
      String(count),
      meanConfidence.toFixed(2),
      accuracy.toFixed(2),
    ]);
  const errors = TESTS.map((part) => `${calibrationError(reliability(judge(part))).toFixed(3)} on ${part}`);
  return `${table(["confidence", "utterances", "mean confidence", "share right"], rows)}\n\nExpected calibration error: ${calibrationError(reliability(all)).toFixed(3)} over all test parts (${errors.join(", ")}).`;
}

function momentsTable(): string {
  const measured = measureMoments("test");
  const rows = ([...MOMENT_CATEGORIES, "all"] as const).map((category) => {
    const { wanted, found, right, precision, recall } = measured[category];
    return [category, String(wanted), String(found), String(right), precision.toFixed(2), recall.toFixed(2)];
  });
  const sizesOf = `${readExchanges("dev").length} short exchanges were used while the patterns were written, ${readExchanges("test").length} others only for measuring.`;
  return `${sizesOf}\n\n${table(["category", "labelled", "found", "right", "precision", "recall"], rows)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
