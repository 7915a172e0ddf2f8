import { newBlock, note } from "../draft/draft.ts";
import { applyEdits, passagesOf } from "../draft/passage.ts";
import { bareTitle, levelOf, outlineOf, type Section } from "../draft/structure.ts";
import {
  attribute,
  chunksBelow,
  detach,
  type Element,
  escapeHtml,
  insertAfter,
  insertBefore,
  retag,
  setAttribute,
  textOf,
} from "../draft/tree.ts";
import { count, quote } from "../say.ts";
import type { Operation } from "../understand/operation.ts";
import type { Doing, Outcome } from "./outcome.ts";

const CONTENTS_CLASS = "table-of-contents";

/** A linked table of contents behind the title; one that is there already is replaced. */
export function makeContents({ draft, parts }: Doing): Outcome {
  const old = contentsIn(draft);
  const outline = outlineOf(draft.root);
  const sections = outline.all.filter(
    ({ heading }) => heading !== outline.title && !old.some((one) => chunksBelow(one).includes(heading)),
  );
  if (sections.length === 0)
    return { refused: "A table of contents needs headings, and the document has none below its title." };
  const taken = new Set(chunksBelow(draft.root).map((chunk) => attribute(chunk, "id") ?? ""));
  for (const { heading } of sections) {
    if (attribute(heading, "id") !== undefined) continue;
    setAttribute(heading, "id", freeAnchor(textOf(heading), taken));
    note(draft, heading, "Gave the heading an anchor, so that the table of contents can link to it.");
  }
  const html = `<nav class="${CONTENTS_CLASS}"><p><strong>Contents</strong></p>${nested(sections)}</nav>`;
  const place = old[0];
  if (place !== undefined) {
    const fresh = newBlock(draft, draft.root, html);
    if (plainHtml(fresh) === plainHtml(place))
      return { said: "The table of contents is up to date already.", changed: 0, about: parts };
    for (const child of place.childNodes.slice()) detach(child);
    for (const child of fresh.childNodes.slice()) {
      detach(child);
      child.parentNode = place;
      place.childNodes.push(child);
    }
    note(draft, place, `Brought the table of contents up to date: ${count(sections.length, "entry")}.`);
    return {
      said: `Brought the table of contents up to date: ${count(sections.length, "entry")}.`,
      changed: 1,
      about: [{ unit: "list", elements: [place] }],
    };
  }
  const nav = newBlock(draft, draft.root, html);
  const first = outline.blocks[0];
  if (outline.title !== null) insertAfter(outline.title, nav);
  else if (first !== undefined) insertBefore(first, nav);
  note(draft, nav, `Added a table of contents with ${count(sections.length, "linked entry")}.`);
  return {
    said: `Added a table of contents with ${count(sections.length, "linked entry")}.`,
    changed: 1,
    about: [{ unit: "list", elements: [nav] }],
  };
}

export function removeContents({ draft, parts }: Doing): Outcome {
  const old = contentsIn(draft);
  for (const one of old) {
    note(draft, one, "Removed the table of contents.");
    detach(one);
  }
  return old.length === 0
    ? { said: "Nothing to do: there is no table of contents of mine here.", changed: 0, about: parts }
    : { said: "Removed the table of contents.", changed: old.length, about: [] };
}

function contentsIn(draft: Doing["draft"]): Element[] {
  return chunksBelow(draft.root).filter(
    (chunk) => attribute(chunk, "class")?.split(/\s+/u).includes(CONTENTS_CLASS) === true,
  );
}

function plainHtml(element: Element): string {
  return (
    JSON.stringify([textOf(element), chunksBelow(element).map(({ tagName }) => tagName)]) + [...linksIn(element)].join()
  );
}

function* linksIn(element: Element): Generator<string> {
  for (const child of element.childNodes) {
    if (!("tagName" in child)) continue;
    if (child.tagName === "a") yield attribute(child, "href") ?? "";
    yield* linksIn(child);
  }
}

function freeAnchor(title: string, taken: Set<string>): string {
  const slug =
    title
      .toLowerCase()
      .normalize("NFKD")
      .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
      .replaceAll(/^-|-$/gu, "")
      .slice(0, 60) || "section";
  let anchor = slug;
  for (let at = 2; taken.has(anchor); at++) anchor = `${slug}-${at}`;
  taken.add(anchor);
  return anchor;
}

function nested(sections: readonly Section[]): string {
  const open: number[] = [];
  let html = "";
  for (const { heading, level, title } of sections) {
    while ((open.at(-1) ?? 0) > level) {
      html += "</li></ul>";
      open.pop();
    }
    if (open.at(-1) === level) html += "</li>";
    else {
      html += "<ul>";
      open.push(level);
    }
    html += `<li><a href="#${encodeURIComponent(attribute(heading, "id") ?? "")}">${escapeHtml(title)}</a>`;
  }
  // A document that begins deeper than its top level leaves lists open that hold no such level.
  return html + "</li></ul>".repeat(open.length);
}

/** Puts 1, 1.1 … before the headings below the title, or takes numbers away. Numbers that are there are replaced. */
export function numberHeadings({ on }: Extract<Operation, { do: "number-headings" }>, doing: Doing): Outcome {
  const outline = outlineOf(doing.draft.root);
  const sections = outline.all.filter(({ heading }) => heading !== outline.title);
  if (sections.length === 0)
    return { said: "Nothing to do: there are no headings below the title to number.", changed: 0, about: doing.parts };
  const top = Math.min(...sections.map(({ level }) => level));
  const counters: number[] = [];
  let changed = 0;
  for (const { heading, level, title } of sections) {
    const depth = Math.min(level - top, counters.length);
    counters.length = depth + 1;
    counters[depth] = (counters[depth] ?? 0) + 1;
    const number = depth === 0 ? `${counters[0]}.` : counters.join(".");
    const bare = withoutNumber(title);
    const wanted = on ? `${number} ${bare}` : bare;
    if (wanted === title || bare === "") continue;
    const [passage] = passagesOf(heading);
    if (passage === undefined) continue;
    const lead = /^\s*/u.exec(passage.text)?.[0].length ?? 0;
    const end = lead + (title.length - bare.length);
    applyEdits(passage, [{ start: lead, end, text: on ? `${number} ` : "" }]);
    note(
      doing.draft,
      heading,
      on
        ? `Put the number ${quote(number.replace(/\.$/u, ""))} before the heading.`
        : `Removed the number ${quote(title.slice(0, title.length - bare.length).trim())}.`,
    );
    changed++;
  }
  if (changed === 0)
    return {
      said: `Nothing to do: the headings ${on ? "have these numbers already" : "have no numbers"}.`,
      changed,
      about: doing.parts,
    };
  return {
    said: on ? `Numbered ${count(changed, "heading")}.` : `Removed the numbers of ${count(changed, "heading")}.`,
    changed,
    about: sections.map((section) => ({ unit: "heading" as const, elements: [section.heading], section })),
  };
}

/** "2026 Outlook" begins with a year and "3 Risks" with a number. */
function withoutNumber(title: string): string {
  return /^\d{4}\s/u.test(title) || !/^\d/u.test(title) ? title : bareTitle(title);
}

/** Moves headings a level up or down, or to a given one. */
export function changeLevel(operation: Extract<Operation, { do: "level" }>, doing: Doing): Outcome {
  const headings = doing.parts.flatMap((part) =>
    part.section === undefined
      ? part.elements
      : part.unit === "section" && operation.to === undefined
        ? chunksInside(part.elements)
        : [part.section.heading],
  );
  const wanted = headings.filter(
    (heading) => levelOf(heading) !== null || (operation.to !== undefined && heading.tagName === "p"),
  );
  if (wanted.length === 0) return { refused: "Only headings have a level, and there is none in what you named." };
  let changed = 0;
  for (const heading of wanted) {
    const level = levelOf(heading) ?? 0;
    const now = Math.min(6, Math.max(1, operation.to ?? level + (operation.by ?? 0)));
    if (now === level) continue;
    const fresh = retag(heading, `h${now}`);
    note(
      doing.draft,
      fresh,
      level === 0
        ? `Made the paragraph a heading of level ${now}.`
        : `Changed the heading from level ${level} to level ${now}.`,
    );
    changed++;
  }
  if (changed === 0)
    return {
      said: "Nothing to do: the headings have that level already, or cannot go further.",
      changed,
      about: doing.parts,
    };
  return { said: `Changed the level of ${count(changed, "heading")}.`, changed, about: doing.parts };
}

function chunksInside(elements: readonly Element[]): Element[] {
  return elements
    .flatMap((element) => [element, ...chunksBelow(element)])
    .filter((element) => levelOf(element) !== null);
}
