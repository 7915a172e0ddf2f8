import type { Scene, SlidePlan } from "@headway-jobs/slides/visual";
import { midSentence } from "./casing.ts";
import type { Frequencies } from "./ranking.ts";

/** What a viewer sees on the slide, as an English clause ("the bars compare …"); undefined when there is nothing worth pointing at. */
export function seen(visual: SlidePlan["visual"], frequencies: Frequencies): string | undefined {
  const name: Naming = (label) => midSentence((label ?? "").replace(/[.:;,…]+$/u, "").trim(), frequencies) || "it";
  if (visual.type === "animation") return sceneClause(visual.scene, name);
  if (visual.type === "text") return undefined;
  switch (visual.picture.kind) {
    case "formula":
      return "this is written as a formula";
    case "code":
      return "a short piece of code shows this at work";
    case "table":
      return "a table sums this up";
    case "quote":
      return visual.picture.by === undefined
        ? "the words are quoted there"
        : `there are the words of ${visual.picture.by}`;
    case "image":
      return "a picture shows it";
    case "illustration":
      return undefined;
  }
}

/** A label as it stands inside a sentence. */
type Naming = (label: string | undefined) => string;

function sceneClause(scene: Scene, name: Naming): string {
  switch (scene.kind) {
    case "process":
      return `${count(scene.steps.length)} steps lead from ${quoted(name, scene.steps[0]?.label)} to ${quoted(name, scene.steps.at(-1)?.label)}`;
    case "steps":
      return `${count(scene.items.length)} points build on each other, beginning with ${quoted(name, scene.items[0]?.label)}`;
    case "cycle":
      return `${count(scene.stages.length)} stages form a circle, and the last one leads back to the first`;
    case "bars":
      return barsClause(scene.bars, scene.unit, name);
    case "line":
      return lineClause(scene, name);
    case "timeline":
      return `the years pass from ${scene.events[0]?.when ?? "the start"} to ${scene.events.at(-1)?.when ?? "today"}`;
    case "comparison":
      return `${name(scene.left.title)} and ${name(scene.right.title)} stand side by side`;
    case "tree":
      return `the tree grows, with branches for ${joined(scene.branches.map((branch) => name(branch.label)))}`;
    case "scatter":
      return scatterClause(scene, name);
  }
}

function barsClause(bars: readonly { label: string; value: number }[], unit: string | undefined, name: Naming): string {
  const sorted = bars.toSorted((a, b) => b.value - a.value);
  const [most, least] = [sorted[0], sorted.at(-1)];
  if (most === undefined || least === undefined || most.value === least.value)
    return "all the bars reach the same height";
  return `the bar for ${name(most.label)} climbs to ${amount(most.value, unit)}, while the one for ${name(least.label)} stops at ${amount(least.value, unit)}`;
}

function lineClause(scene: Extract<Scene, { kind: "line" }>, name: Naming): string {
  const [series] = scene.series;
  if (scene.series.length > 1) return `the curves for ${joined(scene.series.map((one) => name(one.label)))} develop`;
  const [start, end] = [series?.points[0]?.y ?? 0, series?.points.at(-1)?.y ?? 0];
  if (start === end) return `the line comes back to ${amount(start)}`;
  return `the line ${end > start ? "rises" : "falls"} from ${amount(start)} to ${amount(end)}`;
}

function scatterClause(scene: Extract<Scene, { kind: "scatter" }>, name: Naming): string {
  const [x, y] = [scene.xLabel, scene.yLabel].map((axis) => name(axis?.replace(/\s*\(.*\)$/u, "")));
  return `each dot pairs ${x} with ${y}${scene.fit ? ", and a line finds the trend" : ""}`;
}

/** A label that may be a whole phrase ("ask a clear question") stands in quotation marks: captions show them, voices skip them. */
function quoted(name: Naming, label: string | undefined): string {
  const text = name(label);
  return text.includes(" ") ? `“${text}”` : text;
}

function joined(names: readonly string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

const COUNTS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

function count(number: number): string {
  return COUNTS[number] ?? String(number);
}

function amount(value: number, unit?: string): string {
  const rounded =
    Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en-US") : String(Number(value.toPrecision(4)));
  if (unit === undefined || unit === "") return rounded;
  if (unit === "%") return `${rounded} percent`;
  return /^[$€£¥₹]/u.test(unit) ? `${unit.charAt(0)}${rounded}${unit.slice(1)}` : `${rounded} ${unit}`;
}
