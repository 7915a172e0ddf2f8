import type { Scene, SlidePlan } from "../../../media/drawing/visual.ts";

/** What a viewer sees on the slide, as an English clause ("the bars compare …"); undefined when there is nothing worth pointing at. */
export function seen(visual: SlidePlan["visual"]): string | undefined {
  if (visual.type === "animation") return sceneClause(visual.scene);
  if (visual.type === "text") return undefined;
  switch (visual.picture.kind) {
    case "formula":
      return "the relationship is written there as a formula";
    case "code":
      return "a short example in code shows how this is written down";
    case "table":
      return tableClause(visual.picture.header);
    case "quote":
      return visual.picture.by === undefined
        ? "the words are quoted there"
        : `there are the words of ${visual.picture.by}`;
    case "image":
      return "the picture shows it";
    case "illustration":
      return undefined;
  }
}

function sceneClause(scene: Scene): string {
  switch (scene.kind) {
    case "process":
      return `${count(scene.steps.length)} steps follow one another, from ${name(scene.steps[0]?.label)} to ${name(scene.steps.at(-1)?.label)}`;
    case "steps":
      return `${count(scene.items.length)} steps appear one by one, beginning with ${name(scene.items[0]?.label)}`;
    case "cycle":
      return `the circle closes, and ${name(scene.stages.at(-1)?.label)} leads back to ${name(scene.stages[0]?.label)}`;
    case "bars":
      return barsClause(scene.bars, scene.unit);
    case "line":
      return lineClause(scene);
    case "timeline":
      return `the years pass from ${scene.events[0]?.when ?? "the start"} to ${scene.events.at(-1)?.when ?? "today"}`;
    case "comparison":
      return `${name(scene.left.title)} stands on one side and ${name(scene.right.title)} on the other`;
    case "tree":
      return `${name(scene.root)} branches into ${joined(scene.branches.map((branch) => name(branch.label)))}`;
    case "scatter":
      return scatterClause(scene);
  }
}

function barsClause(bars: readonly { label: string; value: number }[], unit: string | undefined): string {
  const sorted = bars.toSorted((a, b) => b.value - a.value);
  const [most, least] = [sorted[0], sorted.at(-1)];
  if (most === undefined || least === undefined || most.value === least.value)
    return "the bars are all of the same height";
  return `the tallest bar is ${name(most.label)}, at ${amount(most.value, unit)}, and the shortest is ${name(least.label)}, at ${amount(least.value, unit)}`;
}

function lineClause(scene: Extract<Scene, { kind: "line" }>): string {
  const [series] = scene.series;
  if (scene.series.length > 1)
    return `${count(scene.series.length)} curves are drawn together: ${joined(scene.series.map((one) => name(one.label)))}`;
  const [start, end] = [series?.points[0]?.y ?? 0, series?.points.at(-1)?.y ?? 0];
  const way = end > start ? "rises" : end < start ? "falls" : "comes back";
  return `the line ${way} from ${amount(start)} to ${amount(end)}`;
}

function scatterClause(scene: Extract<Scene, { kind: "scatter" }>): string {
  const [x, y] = [name(scene.xLabel?.replace(/\s*\(.*\)$/u, "")), name(scene.yLabel?.replace(/\s*\(.*\)$/u, ""))];
  return scene.fit
    ? `each dot pairs ${x} with ${y}, and a line finds the trend among them`
    : `each dot pairs ${x} with ${y}`;
}

function tableClause(header: readonly string[]): string {
  const [first, ...rest] = header.map((cell) => name(cell)).filter((cell) => cell !== "it");
  if (first === undefined || rest.length === 0) return "the table brings the facts together";
  return `the table sets ${first} beside ${joined(rest)}`;
}

/** A label as it stands inside a sentence: no final mark, and no capital where only the label's start asked for one. */
function name(label: string | undefined): string {
  const text = (label ?? "").replace(/[.:;,…]+$/u, "").trim();
  if (text === "") return "it";
  return /^\p{Lu}\p{Ll}+(?:\s+\p{Ll}|$)/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
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
