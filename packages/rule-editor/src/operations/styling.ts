import { note } from "../draft/draft.ts";
import { type Passage } from "../draft/passage.ts";
import { type Range, overlaps } from "../draft/ranges.ts";
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
  type Parent,
  setAttribute,
  type Text,
} from "../draft/tree.ts";
import { count, quote } from "../say.ts";
import type { Operation, Style } from "../understand/operation.ts";
import { wordFinder } from "./find-text.ts";
import type { Doing, Outcome } from "./outcome.ts";
import { reachOf } from "./passages.ts";

const SAME_STYLE: Readonly<Record<Style, readonly string[]>> = {
  strong: ["strong", "b"],
  em: ["em", "i"],
  u: ["u"],
  s: ["s", "strike", "del"],
  code: ["code"],
  mark: ["mark"],
};
const NAMES: Readonly<Record<Style, string>> = {
  strong: "bold",
  em: "italic",
  u: "underlined",
  s: "struck through",
  code: "code",
  mark: "highlighted",
};

/** Makes words or whole parts bold, italic and the like, or takes that away. */
export function styleText(operation: Extract<Operation, { do: "style" }>, doing: Doing): Outcome {
  const { style, on, text } = operation;
  const find = text === null ? null : wordFinder([text]);
  let changed = 0;
  for (const { passage, within } of reachOf(doing, { quotes: false, headings: true })) {
    const whole = [{ start: 0, end: passage.text.length }];
    const ranges =
      find === null
        ? (within ?? whole)
        : find(passage.text).filter((match) => within === null || overlaps(match, within));
    const styled = ranges.filter((range) => (on ? wrap(passage, range, style) : unwrap(passage, range, style)));
    if (styled.length === 0) continue;
    changed += styled.length;
    note(doing.draft, passage.chunk, `Made ${text === null ? "it" : quote(text)} ${on ? "" : "not "}${NAMES[style]}.`);
  }
  const what = text === null ? "it" : quote(text);
  if (changed === 0)
    return {
      said:
        find !== null && !occurs(find, doing)
          ? `Nothing to do: ${what} does not occur there.`
          : on
            ? `Nothing to do: ${what} is ${NAMES[style]} already.`
            : `Nothing to do: nothing there is ${NAMES[style]}.`,
      changed,
      about: doing.parts,
    };
  return {
    said:
      text === null
        ? `Made ${count(changed, "text")} ${on ? "" : "not "}${NAMES[style]}.`
        : `Made ${what} ${on ? "" : "not "}${NAMES[style]} in ${count(changed, "place")}.`,
    changed,
    about: doing.parts,
  };
}

function occurs(find: ReturnType<typeof wordFinder>, doing: Doing): boolean {
  return reachOf(doing, { quotes: false, headings: true }).some(({ passage }) => find(passage.text).length > 0);
}

/** Text nodes of a range, cut so that they hold nothing else. */
function nodesIn(passage: Passage, range: Range): Text[] {
  return passage.pieces.flatMap(({ node, start, end }) => {
    if (node === null || end <= range.start || start >= range.end || node.parentNode === null) return [];
    const [from, to] = [Math.max(0, range.start - start), Math.min(node.value.length, range.end - start)];
    // Later ranges were cut off behind this one, so offsets below still hold.
    if (
      node.value.slice(from, to).trim() === "" &&
      passage.text.slice(range.start, range.end).trim() !== "" &&
      from === 0 &&
      to === node.value.length &&
      passage.pieces.length === 1
    )
      return [];
    return [cutOut(node, from, to)];
  });
}

function cutOut(node: Text, from: number, to: number): Text {
  const { value } = node;
  if (from === 0 && to >= value.length) return node;
  if (from === 0) {
    // What is left behind keeps the node, so that offsets of what stands before stay true.
    const head = makeText(value.slice(0, to));
    insertBefore(node, head);
    node.value = value.slice(to);
    return head;
  }
  const middle = makeText(value.slice(from, to));
  insertAfter(node, middle);
  if (to < value.length) insertAfter(middle, makeText(value.slice(to)));
  node.value = value.slice(0, from);
  return middle;
}

function styleAround(node: Text, style: Style, chunk: Element): Element | null {
  for (
    let at: Parent | null = node.parentNode;
    at !== null && at !== chunk;
    at = isElement(at) ? at.parentNode : null
  ) {
    if (isElement(at) && SAME_STYLE[style].includes(at.tagName)) return at;
  }
  return null;
}

function wrap(passage: Passage, range: Range, style: Style): boolean {
  const bare = passage.pieces.filter(
    ({ node, start, end }) =>
      node !== null &&
      start < range.end &&
      end > range.start &&
      passage.text.slice(Math.max(start, range.start), Math.min(end, range.end)).trim() !== "" &&
      styleAround(node, style, passage.chunk) === null,
  );
  if (bare.length === 0) return false;
  for (const piece of bare.toReversed()) {
    for (const node of nodesIn({ ...passage, pieces: [piece] }, range)) {
      if (
        /^(?:ul|ol|table|tr|tbody|thead)$/u.test(
          node.parentNode !== null && isElement(node.parentNode) ? node.parentNode.tagName : "",
        )
      )
        continue;
      const element = makeElement(style);
      insertBefore(node, element);
      append(element, node);
    }
  }
  return true;
}

/** A style that reaches beyond the range is kept there. */
function unwrap(passage: Passage, range: Range, style: Style): boolean {
  let changed = false;
  for (const { node, start, end } of passage.pieces) {
    if (node === null || end <= range.start || start >= range.end || node.parentNode === null) continue;
    const around = styleAround(node, style, passage.chunk);
    if (around === null) continue;
    const texts = textsIn(around);
    const first = passage.pieces.find((piece) => piece.node === texts[0]);
    const last = passage.pieces.find((piece) => piece.node === texts.at(-1));
    if (first === undefined || last === undefined) continue;
    if (first.start < range.start || last.end > range.end) restyleRest(texts, passage, range, style);
    for (const child of around.childNodes.slice()) insertBefore(around, child);
    detach(around);
    changed = true;
  }
  return changed;
}

function restyleRest(texts: readonly Text[], passage: Passage, range: Range, style: Style): void {
  for (const piece of passage.pieces) {
    const { node, start, end } = piece;
    if (node === null || !texts.includes(node)) continue;
    const outside = [
      { start, end: Math.min(end, range.start) },
      { start: Math.max(start, range.end), end },
    ].filter((one) => one.end > one.start);
    for (const one of outside.toReversed()) {
      const cut = cutOut(node, one.start - start, one.end - start);
      const element = makeElement(style);
      insertBefore(cut, element);
      append(element, cut);
    }
  }
}

function textsIn(element: Element): Text[] {
  return element.childNodes.flatMap((child) => (isText(child) ? [child] : isElement(child) ? textsIn(child) : []));
}

/** Links a phrase to an address, or takes all links away, their words staying. */
export function linkText({ text, url }: Extract<Operation, { do: "link" }>, doing: Doing): Outcome {
  if (url === null) return unlink(doing);
  if (!/^(?:https?:\/\/|mailto:|#|\/)\S+$/iu.test(url))
    return { refused: `${quote(url)} is no address that I can link to: it should begin with https://, mailto: or #.` };
  const find = wordFinder([text]);
  let changed = 0;
  for (const { passage } of reachOf(doing, { quotes: false, headings: true })) {
    for (const match of find(passage.text).toReversed()) {
      const piece = passage.pieces.find(
        ({ node, start, end }) => node !== null && start <= match.start && end >= match.end,
      );
      if (piece === undefined || piece.node === null || isLinked(piece.node)) continue;
      for (const node of nodesIn({ ...passage, pieces: [piece] }, match)) {
        const element = makeElement("a");
        setAttribute(element, "href", url);
        insertBefore(node, element);
        append(element, node);
      }
      changed++;
      note(doing.draft, passage.chunk, `Linked ${quote(text)} to ${url}.`);
    }
  }
  return {
    said:
      changed === 0
        ? `Nothing to do: ${quote(text)} does not occur there, or is a link already.`
        : `Linked ${quote(text)} to ${url} in ${count(changed, "place")}.`,
    changed,
    about: doing.parts,
  };
}

function isLinked(node: Text): boolean {
  for (let at: Parent | null = node.parentNode; at !== null; at = isElement(at) ? at.parentNode : null)
    if (isElement(at) && at.tagName === "a") return true;
  return false;
}

function unlink({ draft, parts }: Doing): Outcome {
  let changed = 0;
  for (const chunk of parts.flatMap(({ elements }) =>
    elements.flatMap((element) => [element, ...chunksBelow(element)]),
  )) {
    for (const link of linksOf(chunk)) {
      for (const child of link.childNodes.slice()) insertBefore(link, child);
      detach(link);
      changed++;
      note(draft, chunk, "Removed a link; its words stay.");
    }
  }
  return {
    said:
      changed === 0 ? "Nothing to do: there are no links there." : `Removed ${count(changed, "link")}; the words stay.`,
    changed,
    about: parts,
  };
}

function linksOf(chunk: Element): Element[] {
  return chunk.childNodes.flatMap((child) => {
    if (!isElement(child) || child.attrs.some(({ name }) => name === "data-chunk-id")) return [];
    return child.tagName === "a" && child.attrs.some(({ name }) => name === "href") ? [child] : linksOf(child);
  });
}
