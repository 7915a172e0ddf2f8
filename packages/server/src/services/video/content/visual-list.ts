import type { Scene } from "@headway-jobs/slides/scenes/registry";
import type { BlockOf, ListItem } from "./document.ts";
import { isMoment, parseQuantity } from "./numbers.ts";
import { shorten } from "./sentences.ts";
import { type Candidate, label, named, scene, sentenceCase } from "./visual.ts";

type ListBlock = BlockOf<"list">;

const LOOP =
  /\b(?:cycle|cycles|loop|loops|returns? to|starts? again|begins? again|start over|repeats?|round and round|back to the (?:start|beginning|first))\b/iu;
const FLOW =
  /\b(?:process|pipeline|flow|workflow|chain|path|journey|from .{2,40} to|how .{2,60} works?|works?|happens|stages|phases)\b/iu;
const TAXONOMY =
  /\b(?:types?|kinds?|branches|forms?|classes|categories|families|groups|layers|parts|classification|taxonomy|divided into)\b/iu;

/** What a list is best shown as: a cycle, a flow, steps, a timeline, bars, a tree; nothing for plain points. `context` = title and prose around it. */
export function listCandidates(list: ListBlock, title: string, context: string): Candidate[] {
  const found = [timelineOf(list), barsOf(list), treeOf(list, title, context), orderedOf(list, title, context)];
  return found.filter((candidate) => candidate !== null);
}

function orderedOf(list: ListBlock, title: string, context: string): Candidate | null {
  const { items } = list;
  if (!list.ordered || items.length < 2) return null;
  const last = items.at(-1)?.text ?? "";
  if (items.length >= 3 && items.length <= 7 && (LOOP.test(title) || LOOP.test(last) || LOOP.test(context))) {
    return scene({ kind: "cycle", stages: items.map(shortItem) }, 3.4);
  }
  const flows = FLOW.test(title) || items.every((item) => item.text.length <= 48);
  if (flows && items.length <= 7) return scene({ kind: "process", steps: items.map(shortItem) }, 3);
  if (items.length <= 6) return scene({ kind: "steps", items: items.map(shortItem) }, 3);
  return scene({ kind: "steps", items: items.slice(0, 6).map(shortItem) }, 2);
}

function shortItem(item: ListItem): { label: string; note?: string } {
  const own = named(item.text);
  if (own.note !== undefined || item.children.length === 0) return own;
  return { ...own, note: shorten(item.children.join("; "), 200) };
}

function timelineOf({ items }: ListBlock): Candidate | null {
  const events = items.map(({ text }) => {
    const divided = /^([^:–—]{1,40}?)(?::| ?[–—] | - )\s*(\S.*)$/u.exec(text);
    const [when, what] = [divided?.[1]?.trim(), divided?.[2]];
    if (when === undefined || what === undefined || !isMoment(when)) return null;
    const short = named(what);
    return { when, label: sentenceCase(short.label), ...(short.note === undefined ? {} : { note: short.note }) };
  });
  const known = events.filter((event) => event !== null);
  if (known.length < 2 || known.length !== events.length) return null;
  return scene({ kind: "timeline", events: known.slice(0, 8) }, known.length > 8 ? 2.4 : 3.4);
}

function barsOf({ items }: ListBlock): Candidate | null {
  const bars = items.map(({ text }) => {
    const divided = /^(.{2,60}?)(?::| [–—-])\s+(\S.{0,30})$/u.exec(text);
    const quantity = divided?.[2] === undefined ? null : parseQuantity(divided[2].replace(/[.;,]$/u, ""));
    return quantity === null || divided?.[1] === undefined ? null : { name: divided[1], ...quantity };
  });
  const known = bars.filter((bar) => bar !== null);
  const unit = known[0]?.unit ?? "";
  if (known.length < 2 || known.length !== bars.length || known.some((bar) => bar.unit !== unit)) return null;
  const drawn: Scene = {
    kind: "bars",
    ...(unit === "" ? {} : { unit: shorten(unit, 24) }),
    bars: known.slice(0, 10).map((bar) => ({ label: label(bar.name, "–"), value: bar.value })),
  };
  return scene(drawn, 3.2);
}

function treeOf({ items, ordered }: ListBlock, title: string, context: string): Candidate | null {
  const nested = items.filter((item) => item.children.length > 0).length;
  const classifies = TAXONOMY.test(title) || (TAXONOMY.test(context) && nested > 0);
  if (ordered || items.length < 2 || items.length > 5 || (nested < 2 && !classifies)) return null;
  const branches = items.map((item) => ({
    label: named(item.text).label,
    leaves: item.children.slice(0, 4).map((child) => named(child).label),
  }));
  return scene({ kind: "tree", root: label(rootOf(title), "Overview"), branches }, nested >= 2 ? 3.3 : 2.6);
}

/** "Three types of learning" → "Learning": the root names what is divided, the branches how. */
function rootOf(title: string): string {
  const divided = /\b(?:types?|kinds?|branches|forms?|classes|categories|families|groups|parts) of (.{2,60})$/iu.exec(
    title,
  )?.[1];
  return sentenceCase(divided ?? title);
}
