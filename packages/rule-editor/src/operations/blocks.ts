import { newBlock, note } from "../draft/draft.ts";
import { applyEdits, passagesOf } from "../draft/passage.ts";
import { sentencesOf } from "../draft/sentences.ts";
import { isList, isParagraph, itemsOf } from "../draft/structure.ts";
import {
  append,
  chunksBelow,
  detach,
  type Element,
  insertAfter,
  insertBefore,
  isElement,
  isText,
  makeElement,
  makeText,
  parentChunk,
  retag,
  setChunkId,
  textOf,
} from "../draft/tree.ts";
import { count, quote } from "../say.ts";
import type { Operation } from "../understand/operation.ts";
import type { Doing, Outcome } from "./outcome.ts";

/** Lists into paragraphs, paragraphs into lists, bullets into numbers. */
export function convertList({ to }: Extract<Operation, { do: "list" }>, doing: Doing): Outcome {
  const { draft, parts } = doing;
  const elements = parts.flatMap((part) => part.elements);
  const lists = elements.flatMap((element) =>
    isList(element)
      ? [element]
      : element.tagName === "li"
        ? []
        : chunksBelow(element).filter((one) => isList(one) && !insideList(one)),
  );
  if (to === "p" || to === "one-p") {
    if (lists.length === 0) return { refused: "There is no list there to turn into paragraphs." };
    for (const list of lists) listToParagraphs(list, to, doing);
    return {
      said: `Turned ${count(lists.length, "list")} into ${to === "p" ? "paragraphs" : "running text"}.`,
      changed: lists.length,
      about: [],
    };
  }
  const kind = to === "ol" ? "numbered" : "bulleted";
  const paragraphs = elements.flatMap((element) =>
    isParagraph(element)
      ? [element]
      : isList(element)
        ? []
        : chunksBelow(element).filter(
            (one) => isParagraph(one) && parentChunk(one)?.tagName !== "li" && !insideTable(one),
          ),
  );
  if (lists.length > 0 && (paragraphs.length === 0 || parts.every(({ unit }) => unit === "list"))) {
    const changing = lists.filter((list) => list.tagName !== to);
    if (changing.length === 0) return { said: `Nothing to do: the list is ${kind} already.`, changed: 0, about: parts };
    const fresh = changing.map((list) => retag(list, to));
    for (const list of fresh) note(draft, list, `Made the list ${kind}.`);
    return {
      said: `Made ${count(fresh.length, "list")} ${kind}.`,
      changed: fresh.length,
      about: fresh.map((list) => ({ unit: "list", elements: [list] })),
    };
  }
  if (paragraphs.length === 0) return { refused: "There are no paragraphs there to turn into a list." };
  const made = runsOf(paragraphs).map((run) => paragraphsToList(run, to, doing));
  return {
    said: `Turned ${count(paragraphs.length, "paragraph")} into a ${kind} list.`,
    changed: made.length,
    about: made.map((list) => ({ unit: "list", elements: [list] })),
  };
}

function insideList(element: Element): boolean {
  return parentChunk(element)?.tagName === "li";
}

function insideTable(element: Element): boolean {
  for (let at = parentChunk(element); at !== null; at = parentChunk(at)) if (at.tagName === "table") return true;
  return false;
}

function listToParagraphs(list: Element, to: "p" | "one-p", { draft }: Doing): void {
  const items = itemsOf(list);
  const joins = to === "one-p" && joinFragments(items);
  let last: Element = list;
  let joined: Element | null = null;
  for (const item of items) {
    const paragraph: Element = joined ?? newBlock(draft, draft.root, "<p></p>");
    if (joined === null) insertAfter(last, paragraph);
    else append(paragraph, makeText(" "));
    const blocks = [...item.childNodes].filter(
      (child) => isElement(child) && (isList(child) || ["p", "div", "table"].includes(child.tagName)),
    );
    for (const child of item.childNodes.slice()) if (!blocks.includes(child)) append(paragraph, child);
    last = paragraph;
    for (const block of blocks) {
      if (!isElement(block)) continue;
      if (block.tagName === "p" && textOf(paragraph) === "") {
        for (const child of block.childNodes.slice()) append(paragraph, child);
        continue;
      }
      insertAfter(last, block);
      last = block;
    }
    if (to === "one-p") {
      if (!joins) endSentence(paragraph);
      joined = paragraph;
    }
    note(draft, paragraph, to === "p" ? "Made a paragraph of a list item." : "Turned the list into running text.");
    if (textOf(paragraph) === "" && !chunksBelow(paragraph).length) detach(paragraph);
  }
  for (const chunk of [list, ...chunksBelow(list)])
    note(draft, chunk, to === "p" ? "Its items stand as paragraphs now." : "Its items stand as running text now.");
  detach(list);
}

/** Items that are no sentences become the parts of one: "a, b and c." */
function joinFragments(items: readonly Element[]): boolean {
  const passages = items.map((item) => passagesOf(item));
  const texts = passages.map((all) => all[0]?.text.trim() ?? "");
  const plain = passages.every((all) => all.length === 1) && items.length > 1;
  if (
    !plain ||
    texts.some((text) => text === "" || (/[.!?…]$/u.test(text.replace(/[;,]$/u, "")) && !/[;,]$/u.test(texts[0] ?? "")))
  )
    return false;
  const apart = texts.some((text) => /,/u.test(text.replace(/[;,]$/u, ""))) ? ";" : ",";
  for (const [at, item] of items.entries()) {
    const [passage] = passagesOf(item);
    if (passage === undefined) continue;
    const { text } = passage;
    const body = text.trimEnd().replace(/(?:[;,.]|[;,] and)$/u, "");
    const left = items.length - 1 - at;
    const mark = left === 0 ? "." : left > 1 ? apart : apart === ";" ? "; and" : " and";
    const first = text.search(/\S/u);
    const letter = text.charAt(first);
    const small = at > 0 && /^\p{Lu}\p{Ll}+ \p{Ll}/u.test(text.slice(first)) && SMALLED.test(text.slice(first));
    applyEdits(passage, [
      ...(at === 0 && letter !== letter.toUpperCase()
        ? [{ start: first, end: first + 1, text: letter.toUpperCase() }]
        : []),
      ...(small ? [{ start: first, end: first + 1, text: letter.toLowerCase() }] : []),
      { start: body.length, end: text.length, text: mark },
    ]);
  }
  return true;
}

/** Beginnings that are no names. */
const SMALLED = /^(?:The|A|An|Our|Your|This|All|Any|No|More|New|Support|Training|\p{L}+(?:ing|ed|tion|ment|s)) /u;

function endSentence(paragraph: Element): void {
  const passage = passagesOf(paragraph)[0];
  if (passage === undefined) return;
  const end = passage.text.trimEnd().length;
  const mark = passage.text.charAt(end - 1);
  if (!/[.!?:;,…]/u.test(mark)) applyEdits(passage, [{ start: end, end: passage.text.length, text: "." }]);
}

/** Paragraphs that follow one another. */
function runsOf(paragraphs: readonly Element[]): Element[][] {
  const runs: Element[][] = [];
  for (const paragraph of paragraphs) {
    const before = runs.at(-1)?.at(-1);
    const siblings = paragraph.parentNode?.childNodes.filter(isElement) ?? [];
    if (before !== undefined && siblings.indexOf(before) === siblings.indexOf(paragraph) - 1)
      runs.at(-1)?.push(paragraph);
    else runs.push([paragraph]);
  }
  return runs;
}

/** One paragraph becomes a list of its sentences, or of what stands behind its colon; several become an item each. */
function paragraphsToList(run: readonly Element[], to: "ul" | "ol", { draft }: Doing): Element {
  const [first] = run;
  if (first === undefined) throw new Error("a list needs a paragraph");
  const list = newBlock(draft, draft.root, `<${to}></${to}>`);
  insertBefore(first, list);
  for (const paragraph of run) {
    const pieces = run.length === 1 ? itemTexts(paragraph) : null;
    if (pieces === null) {
      const item = makeElement("li");
      setChunkId(item, draft.freshId());
      append(list, item);
      for (const child of paragraph.childNodes.slice()) append(item, child);
    } else {
      for (const piece of pieces) {
        const item = makeElement("li", [makeText(piece)]);
        setChunkId(item, draft.freshId());
        append(list, item);
      }
    }
    note(draft, paragraph, "It stands in the list now.");
    detach(paragraph);
  }
  note(draft, list, `Turned ${count(run.length, "paragraph")} into a ${to === "ol" ? "numbered" : "bulleted"} list.`);
  return list;
}

/** Null when tags run through the paragraph: cut up, they would be lost. */
function itemTexts(paragraph: Element): string[] | null {
  if (!paragraph.childNodes.every((child) => isText(child) || child.nodeName === "br")) return null;
  const text = passagesOf(paragraph)[0]?.text ?? "";
  const lines = text
    .split("\n")
    .map((line) => line.replace(/^\s*(?:[-*•–]|\d+[.)])\s+/u, "").trim())
    .filter((line) => line !== "");
  if (lines.length > 1 && paragraph.childNodes.some(({ nodeName }) => nodeName === "br")) return lines;
  const sentences = sentencesOf(text).map(({ start, end }) => text.slice(start, end).replaceAll(/\s+/gu, " "));
  return sentences.length > 1 ? sentences : null;
}

/** Cuts a paragraph in two or more. */
export function splitParts({ after, before }: Extract<Operation, { do: "split" }>, { parts, draft }: Doing): Outcome {
  const paragraphs = parts.flatMap(({ elements }) =>
    elements.flatMap((element) => (isParagraph(element) ? [element] : chunksBelow(element).filter(isParagraph))),
  );
  const made: Element[] = [];
  for (const paragraph of paragraphs) {
    const [passage] = passagesOf(paragraph);
    const sentences = passage === undefined ? [] : sentencesOf(passage.text);
    const wanted =
      after === null && before === null
        ? sentences.slice(1).map(({ start }) => start)
        : [
            cutAt(
              passage?.text ?? "",
              sentences.map(({ start }) => start),
              after,
              before,
            ),
          ];
    const cuts = wanted.filter((at) => at > 0);
    if (passage === undefined || cuts.length === 0) continue;
    made.push(...cutParagraph(paragraph, cuts, draft));
  }
  if (made.length === 0)
    return {
      said:
        before === null
          ? "Nothing to do: there is no paragraph of several sentences there."
          : `Nothing to do: ${quote(before)} does not stand inside that paragraph.`,
      changed: 0,
      about: parts,
    };
  return {
    said: `Split ${paragraphs.length === 1 ? "the paragraph" : count(paragraphs.length, "paragraph")} into ${paragraphs.length + made.length}.`,
    changed: made.length,
    about: parts,
  };
}

function cutAt(text: string, starts: readonly number[], after: number | null, before: string | null): number {
  if (before !== null) return text.toLowerCase().indexOf(before.toLowerCase());
  if (after === 0) return starts[Math.ceil(starts.length / 2)] ?? -1;
  return starts.at(after ?? 0) ?? -1;
}

/** Tags that run over a cut are closed before and opened again behind it. */
function cutParagraph(paragraph: Element, cuts: readonly number[], draft: Doing["draft"]): Element[] {
  const made: Element[] = [];
  for (const cut of cuts.toSorted((a, b) => b - a)) {
    const [passage] = passagesOf(paragraph);
    const piece = passage?.pieces.find(({ node, start, end }) => node !== null && start <= cut && cut < end);
    const node = piece?.node;
    if (passage === undefined || piece === undefined || node === null || node === undefined) continue;
    const tail = makeText(node.value.slice(cut - piece.start));
    node.value = node.value.slice(0, cut - piece.start).trimEnd();
    insertAfter(node, tail);
    const fresh = splitUp(tail, paragraph);
    setChunkId(fresh, draft.freshId());
    insertAfter(paragraph, fresh);
    note(draft, fresh, "Split off from the paragraph before.");
    made.push(fresh);
  }
  note(draft, paragraph, "Split the paragraph.");
  return made;
}

function splitUp(from: Element["childNodes"][number], paragraph: Element): Element {
  const parent = from.parentNode;
  if (parent === null || !isElement(parent)) return makeElement("p");
  const copy = makeElement(parent.tagName);
  copy.attrs = parent.attrs.map((one) => ({ ...one })).filter(({ name }) => name !== "id");
  for (const child of parent.childNodes.slice(parent.childNodes.indexOf(from))) append(copy, child);
  if (parent === paragraph) return copy;
  insertAfter(parent, copy);
  return splitUp(copy, paragraph);
}

/** Makes one of neighbouring paragraphs, items or lists. */
export function joinParts({ parts, draft }: Doing): Outcome {
  const elements = parts.flatMap((part) =>
    part.unit === "section" || part.unit === "document" ? part.elements.filter(isParagraph) : part.elements,
  );
  const [first, ...rest] = elements;
  if (first === undefined || rest.length === 0)
    return {
      refused: "Joining takes at least two paragraphs (or items, or lists) that follow one another; name them.",
    };
  if (elements.some((element) => element.tagName !== first.tagName || element.parentNode !== first.parentNode))
    return { refused: "Only neighbours of one kind can be joined; nothing was changed." };
  // What stands between them would come to stand behind: a heading without its text.
  const siblings = first.parentNode?.childNodes.filter(isElement) ?? [];
  const from = siblings.indexOf(first);
  if (elements.some((element, at) => siblings[from + at] !== element))
    return {
      refused:
        "Something stands between these, so they cannot be joined. Of two sections delete the second heading, or name paragraphs that follow one another.",
    };
  const noun = isList(first) ? "list" : first.tagName === "li" ? "item" : "paragraph";
  let before = textOf(first);
  for (const element of rest) {
    // "Rinse them" and "fry them": what does not end like a sentence would run into what follows.
    const gap = first.tagName === "li" && /[\p{L}\p{N})]$/u.test(before) ? "; " : " ";
    if (!isList(first) && before !== "") append(first, makeText(gap));
    before = textOf(element) || before;
    for (const child of element.childNodes.slice()) append(first, child);
    note(draft, element, `Its text stands in the ${noun} before now.`);
    detach(element);
  }
  note(draft, first, `Joined ${count(elements.length, noun)}.`);
  return {
    said: `Joined ${count(elements.length, noun)} into one.`,
    changed: 1,
    about: [{ unit: "paragraph", elements: [first] }],
  };
}

export function removeEmpty({ unit }: Extract<Operation, { do: "remove-empty" }>, { parts, draft }: Doing): Outcome {
  const empty = parts
    .flatMap(({ elements }) => elements.flatMap((element) => [element, ...chunksBelow(element)]))
    .filter(
      (element) =>
        (element.tagName === "p" ||
          (unit === "all" && /^(?:h[1-6]|li|ul|ol|div|blockquote|section)$/u.test(element.tagName))) &&
        isBlank(element),
    );
  for (const element of empty) {
    note(draft, element, "Removed an empty paragraph.");
    detach(element);
  }
  return empty.length === 0
    ? { said: "Nothing to do: there are no empty paragraphs.", changed: 0, about: parts }
    : { said: `Removed ${count(empty.length, "empty paragraph")}.`, changed: empty.length, about: [] };
}

function isBlank(element: Element): boolean {
  if (textOf(element).replaceAll("\u00A0", "").trim() !== "") return false;
  const holds = (node: Element): boolean =>
    node.childNodes.some(
      (child) => isElement(child) && (["img", "hr", "input", "svg", "video"].includes(child.tagName) || holds(child)),
    );
  return !holds(element);
}
