import { dictionary } from "@headway-jobs/contract";
import type { Draft } from "../draft/draft.ts";
import { escapePattern } from "../draft/pattern.ts";
import { bareTitle, levelOf, type Outline, outlineOf, type Section } from "../draft/structure.ts";
import { type Element, isInside, parentChunk, textOf } from "../draft/tree.ts";
import { count, quote, some } from "../say.ts";
import { ordinalName } from "./counting.ts";
import type { Target, Unit } from "./operation.ts";
import { candidatesOf, contains, type Part, sectionPart } from "./parts.ts";

/** Parts, or one sentence that says what there is instead. */
export type Resolved = { readonly parts: readonly Part[] } | { readonly missing: string };

export interface Ground {
  readonly draft: Draft;
  /** What the instruction before was about. */
  readonly previous: readonly Part[];
}

export function resolve(target: Target, ground: Ground): Resolved {
  const outline = outlineOf(ground.draft.root);
  return resolveIn(target, { ...ground, outline });
}

interface Look extends Ground {
  readonly outline: Outline;
}

function resolveIn(target: Target, look: Look): Resolved {
  switch (target.kind) {
    case "everything":
    case "rest":
      return { parts: [{ unit: "document", elements: topElements(look.outline) }] };
    case "title":
      return resolveTitle(look);
    case "same":
      return resolveSame(target, look);
    case "several": {
      const each = target.targets.map((one) => resolveIn(one, look));
      const missing = each.find((one) => "missing" in one);
      return missing ?? { parts: each.flatMap((one) => ("parts" in one ? one.parts : [])) };
    }
    case "span":
      return resolveSpan(target.from, target.to, look);
    case "units":
    case "named":
    case "mentioning":
      return resolveUnits(target, look);
  }
}

/** "That sentence" is one of those before; "it" may be all there is. */
function resolveSame({ named: unit }: Extract<Target, { kind: "same" }>, { previous, outline }: Look): Resolved {
  const fitting = unit === undefined ? previous : previous.filter((part) => part.unit === unit);
  if (fitting.length > 0) return { parts: fitting };
  if (unit === undefined) return { parts: [{ unit: "document", elements: topElements(outline) }] };
  const all = candidatesOf(unit, outline, null);
  if (all.length === 1) return { parts: all };
  return { missing: `I cannot tell which ${unit} is meant; name it, e.g. "the first ${unit}".` };
}

function topElements(outline: Outline): Element[] {
  return outline.blocks.filter((block) => parentChunk(block) === null);
}

function resolveTitle({ outline }: Look): Resolved {
  const title = outline.title ?? outline.headings.find((heading) => levelOf(heading) === 1);
  return title === undefined
    ? { missing: `The document has no title (no first-level heading); ${outlineSentence(outline)}` }
    : { parts: [{ unit: "heading", elements: [title] }] };
}

function resolveSpan(from: Target, to: Target, look: Look): Resolved {
  const [first, last] = [resolveIn(from, look), resolveIn(to, look)];
  if ("missing" in first) return first;
  if ("missing" in last) return last;
  const { blocks } = look.outline;
  const starts = first.parts.flatMap(({ elements }) => elements.map((element) => blocks.indexOf(element)));
  const ends = last.parts.flatMap(({ elements }) => elements.map((element) => blocks.indexOf(element)));
  const [start, end] = [Math.min(...starts), Math.max(...ends)];
  if (!(start >= 0 && end >= start))
    return { missing: "The second of these comes before the first; say them in the document's order." };
  const inside = blocks.slice(start, end + 1).filter((block) => {
    const parent = parentChunk(block);
    const at = parent === null ? -1 : blocks.indexOf(parent);
    return at < start;
  });
  return { parts: inside.map((element) => ({ unit: unitOfElement(element), elements: [element] })) };
}

function unitOfElement({ tagName }: Element): Unit {
  if (/^h[1-6]$/u.test(tagName)) return "heading";
  const units: Readonly<Record<string, Unit>> = dictionary({
    ul: "list",
    ol: "list",
    li: "item",
    table: "table",
    tr: "row",
    blockquote: "quote",
  });
  return units[tagName] ?? "paragraph";
}

/** "Of each section" means the sections, and not all there is. */
function resolveWithin(target: Target, look: Look): Resolved {
  const sections =
    target.kind === "units" && target.unit === "section" && target.pick === "all" && target.within === undefined;
  return sections && look.outline.numbered.length > 0
    ? { parts: look.outline.numbered.map(sectionPart) }
    : resolveIn(target, look);
}

type UnitTarget = Extract<Target, { kind: "units" | "named" | "mentioning" }>;

function resolveUnits(target: UnitTarget, look: Look): Resolved {
  const within = target.within === undefined ? null : resolveWithin(target.within, look);
  if (within !== null && "missing" in within) return within;
  // Inside the whole document is as good as anywhere.
  const containers = within === null || within.parts.every(({ unit }) => unit === "document") ? null : within.parts;
  const place = containers === null ? "the document" : "that part";
  if (target.kind === "units") {
    const each =
      target.within?.kind === "units" &&
      target.within.pick === "all" &&
      target.pick !== "all" &&
      containers !== null &&
      containers.length > 1;
    if (!each) return resolvePick(target, { look, containers, place });
    // "The first sentence of each paragraph": those that have none are passed over.
    const found = containers.map((one) => resolvePick(target, { look, containers: [one], place }));
    const parts = found.flatMap((one) => ("parts" in one ? one.parts : []));
    return parts.length > 0 ? { parts } : (found[0] ?? { parts });
  }
  if (target.kind === "named") return resolveNamed(target, { look, containers, place });
  const candidates = candidatesOf(target.unit, look.outline, containers);
  const exact = candidates.filter((part) => fits(part, target));
  // "The row with the plant sale" says "plant sale".
  const bare = { ...target, text: target.text.replace(/^(?:the|an?|our|my) /iu, "") };
  const found = exact.length > 0 ? exact : candidates.filter((part) => fits(part, bare));
  if (found.length === 0) {
    if (target.how === "empty") return { parts: [] };
    const how = { mentions: "mentions", starts: "starts with", ends: "ends with", empty: "" }[target.how];
    return {
      missing:
        candidates.length === 0
          ? `There is no ${target.unit} in ${place}.`
          : `No ${target.unit} of ${place} ${how} ${quote(target.text)}.`,
    };
  }
  return { parts: target.all ? found : found.slice(0, 1) };
}

function fits(part: Part, target: Extract<Target, { kind: "mentioning" }>): boolean {
  const text = partText(part).toLowerCase();
  const what = target.text.toLowerCase();
  if (target.how === "empty") return text === "";
  if (target.how === "starts") return text.startsWith(what);
  if (target.how === "ends") return text.replace(/[.!?]+$/u, "").endsWith(what.replace(/[.!?]+$/u, ""));
  return new RegExp(`(?<![\\p{L}\\p{N}])${escapePattern(what)}(?:s|es)?(?![\\p{L}\\p{N}])`, "iu").test(text);
}

export function partText(part: Part): string {
  if (part.passage !== undefined && part.range !== undefined)
    return part.passage.text.slice(part.range.start, part.range.end).replaceAll(/\s+/gu, " ");
  return part.elements.map(textOf).join(" ").trim();
}

interface Search {
  readonly look: Look;
  readonly containers: readonly Part[] | null;
  readonly place: string;
}

function resolvePick(target: Extract<Target, { kind: "units" }>, search: Search): Resolved {
  const { look, containers, place } = search;
  const { outline } = look;
  // "All sections" is all there is, what stands before the first heading included.
  if (target.unit === "section" && target.pick === "all" && containers === null)
    return { parts: [{ unit: "document", elements: topElements(look.outline) }] };
  const every = candidatesOf(target.unit, outline, containers).filter(
    ({ elements }) =>
      target.level === undefined || (elements[0] !== undefined && levelOf(elements[0]) === target.level),
  );
  const kindred = every.filter(({ elements: [element] }) => isOrdered(element) === target.ordered);
  // Any item may be called a bullet; "the numbered list" is no other.
  const found = target.ordered === undefined || (kindred.length === 0 && target.unit === "item") ? every : kindred;
  // Of "the third bullet" those of sub-lists do not count.
  const counting = target.unit === "item" && target.pick !== "all" && containers === null;
  const all = counting ? found.filter(({ elements: [element] }) => !isInSubList(element)) : found;
  const several = severalLists(target, all);
  if (several !== null) return several;
  const name = target.level === undefined ? target.unit : `level-${target.level} heading`;
  if (all.length === 0) return { missing: noneSentence(target.unit, name, look.outline, place) };
  if (target.pick === "all") return { parts: all };
  if (target.pick.length === 0) {
    if (all.length === 1) return { parts: all };
    return {
      missing: `There are ${count(all.length, name)} in ${place}: say which one, e.g. "the first ${name}" or "all ${name}s".`,
    };
  }
  const labelled = target.unit === "section" ? byOwnNumber(target.pick, look.outline, containers) : null;
  if (labelled !== null) return { parts: labelled };
  const parts = target.pick.map((at) => (at < 0 ? all[all.length + at] : all[at - 1]));
  const missing = target.pick.find((at, index) => at === 0 || parts[index] === undefined);
  if (missing === undefined) return { parts: [...new Set(parts.filter((part) => part !== undefined))] };
  const titles =
    target.unit === "section" || target.unit === "heading" ? `: ${some(all.map((part) => partTitle(part)))}` : "";
  return {
    missing: `There is no ${ordinalName(missing)} ${name} in ${place}: there ${all.length === 1 ? "is" : "are"} ${count(all.length, name)}${titles}.`,
  };
}

function isOrdered(element: Element | undefined): boolean {
  return (element?.tagName === "li" ? parentChunk(element) : element)?.tagName === "ol";
}

function isInSubList(element: Element | undefined): boolean {
  const list = element === undefined ? null : parentChunk(element);
  return list !== null && parentChunk(list)?.tagName === "li";
}

/** "Item 2" where there are two lists is one in each; the first and the last are those of the document. */
function severalLists({ unit, pick }: Extract<Target, { kind: "units" }>, all: readonly Part[]): Resolved | null {
  if (unit !== "item" || pick === "all" || pick.every((at) => at === 1 || at === -1)) return null;
  const lists = new Set(all.map(({ elements: [element] }) => outermostList(element)));
  return lists.size < 2
    ? null
    : { missing: `There are ${count(lists.size, "list")}: say which one, e.g. "item 2 of the first list".` };
}

function outermostList(element: Element | undefined): Element | null {
  let list: Element | null = null;
  for (let at = element === undefined ? null : parentChunk(element); at !== null; at = parentChunk(at))
    if (at.tagName === "ul" || at.tagName === "ol") list = at;
  return list;
}

function partTitle(part: Part): string {
  return quote(part.section?.title ?? partText(part), 40);
}

/** "section 3" of a document that numbers its headings is the one with that number. */
function byOwnNumber(
  pick: readonly number[],
  { all, title }: Outline,
  containers: readonly Part[] | null,
): Part[] | null {
  if (containers !== null) return null;
  const numbered = all.filter(
    (section) =>
      section.heading !== title &&
      /^(?:(?:section|article|clause|chapter|part) )?\d+[.):]?(?:\s|$)/iu.test(section.title),
  );
  if (numbered.length < 2) return null;
  const found = pick.map((at) =>
    numbered.filter((section) =>
      new RegExp(`^(?:(?:section|article|clause|chapter|part) )?${at}[.):]?(?:\\s|$)`, "iu").test(section.title),
    ),
  );
  return found.every((one) => one.length === 1) ? found.flat().map(sectionPart) : null;
}

function noneSentence(unit: Unit, name: string, outline: Outline, place: string): string {
  if (unit === "section" || unit === "heading")
    return place === "the document"
      ? `There is no ${name} here: ${outlineSentence(outline)}`
      : `There is no ${name} in ${place}.`;
  return `There is no ${name} in ${place}.`;
}

export function outlineSentence(outline: Outline): string {
  if (outline.headings.length === 0) return "the document has no headings, so it has no sections.";
  const sections = outline.numbered.length === 0 ? outline.all : outline.numbered;
  return `there ${sections.length === 1 ? "is" : "are"} ${count(sections.length, "section")}: ${some(
    sections.map(({ title }) => quote(title, 40)),
    12,
  )}.`;
}

function resolveNamed(target: Extract<Target, { kind: "named" }>, { look, containers, place }: Search): Resolved {
  const { outline } = look;
  if (target.unit === "section" || target.unit === "heading") {
    const sections = outline.all.filter(({ heading }) => containers === null || contains(containers, heading));
    const found = bestNamed(sections, target.name);
    if (found.length === 1 && found[0] !== undefined)
      return {
        parts: [
          target.unit === "heading"
            ? { unit: "heading", elements: [found[0].heading], section: found[0] }
            : sectionPart(found[0]),
        ],
      };
    if (found.length > 1)
      return {
        missing: `${count(found.length, "heading")} fit ${quote(target.name)}: ${some(found.map(({ title }) => quote(title, 40)))}; say which one.`,
      };
    const there = outlineSentence(outline);
    return { missing: `There is no section ${quote(target.name)} in ${place}: ${there}` };
  }
  const candidates = candidatesOf(target.unit, outline, containers);
  const wanted = target.name.toLowerCase().replace(/^(?:of|with) (?:the |our )?/u, "");
  // A list or a table is known by the words before it, its caption or its section.
  const said = [wanted, wanted.replace(/s$/u, "")].map((words) =>
    candidates.filter((part) => partText(part).toLowerCase().includes(words) || leadOf(part, outline).includes(words)),
  );
  const found = said.find((parts) => parts.length > 0) ?? [];
  const near =
    found.length > 0
      ? found
      : candidates.filter(({ elements }) =>
          outline.all.some(
            ({ heading, elements: all, title }) =>
              title.toLowerCase().includes(wanted) &&
              heading !== outline.title &&
              all.some((one) => elements[0] !== undefined && isInside(elements[0], one)),
          ),
        );
  if (near.length > 0) return { parts: near.slice(0, 1) };
  return {
    missing:
      candidates.length === 0
        ? `There is no ${target.unit} in ${place}.`
        : candidates.length === 1
          ? `The one ${target.unit} in ${place} does not fit ${quote(target.name)}.`
          : `None of the ${count(candidates.length, target.unit)} in ${place} fits ${quote(target.name)}.`,
  };
}

/** What stands right before a list or a table. */
function leadOf({ unit, elements: [first] }: Part, { blocks }: Outline): string {
  if (first === undefined || (unit !== "list" && unit !== "table")) return "";
  const before = blocks[blocks.indexOf(first) - 1];
  return before === undefined || before.tagName !== "p" ? "" : textOf(before).toLowerCase();
}

function bestNamed(sections: readonly Section[], name: string): Section[] {
  const wanted = plain(name);
  const bare = plain(bareTitle(name));
  const tests: ((title: string, naked: string) => boolean)[] = [
    (title) => title === wanted,
    (_, naked) => naked === wanted || naked === bare,
    (title) =>
      new RegExp(`^(?:section |article |clause |chapter )?${escapePattern(wanted)}(?:[.:)]|\\s|$)`, "u").test(title) &&
      /\d/u.test(wanted),
    (_, naked) => naked.startsWith(`${wanted} `) || naked.startsWith(`${wanted}:`),
    (_, naked) => ` ${naked} `.includes(` ${wanted} `),
    (_, naked) => wanted.length >= 4 && naked.includes(wanted),
  ];
  for (const test of tests) {
    const found = sections.filter(({ title }) => test(plain(title), plain(bareTitle(title))));
    if (found.length > 0) return found;
  }
  return [];
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[’']/gu, "'").replaceAll(/\s+/gu, " ").replace(/[:.]$/u, "").trim();
}

export function partName(part: Part): string {
  if (part.section !== undefined)
    return `${part.unit === "heading" ? "the heading" : "the section"} ${quote(part.section.title, 50)}`;
  if (part.unit === "document") return "the document";
  if (part.unit === "column")
    return `the column ${quote(part.elements[0] === undefined ? "" : textOf(part.elements[0]), 30)}`;
  return `the ${part.unit} ${quote(partText(part), 40)}`;
}
