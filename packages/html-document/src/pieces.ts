import { defaultTreeAdapter, html as names } from "parse5";
import { emptyFindings, freshIds, sanitiseChunk } from "./admit.ts";
import { CHUNK_ID } from "./attributes.ts";
import { cleanTree } from "./clean.ts";
import { BLOCKS, headingLevelOf, LISTS } from "./elements.ts";
import { holdsBlock, wrapLooseText } from "./loose-text.ts";
import { OUTERMOST, type Place } from "./nesting.ts";
import { type ChildNode, type Element, parsePieces } from "./parse.ts";
import type { PlacedChunk } from "./reading.ts";
import { writeNodes } from "./write.ts";

/** Which ids new HTML may bring along, and where it gets the others from. */
export interface NewHtml {
  /** Says yes once for each id. */
  readonly mayKeep: (id: string) => boolean;
  readonly taken: Set<string>;
  readonly newId: () => string;
}

/** A chunk that is replaced, and where it stands. */
export interface Instead {
  readonly id: string;
  readonly tag: string;
  /** As it stands in the document, attributes included. */
  readonly startTag: string;
}

/** `newHtml` as it can stand instead of a chunk; its first element has the chunk's id. */
export function replacement(
  newHtml: string,
  ids: NewHtml,
  where: { readonly around: string | null; readonly place: Place; readonly instead: Instead },
): string {
  const { around, place, instead } = where;
  const nodes = cleanNodes(newHtml, place, ids);
  const idFor = freshIds(ids.taken, ids.newId);
  if (!nodes.some(holdsBlock) && HOLDS_TEXT.test(instead.tag))
    return `${instead.startTag}${writeNodes(nodes, idFor).trim()}</${instead.tag}>`;
  const tops = withoutMargins(wrapLooseText(nodes));
  if (tops.length === 0) return `${instead.startTag}${instead.tag === "hr" ? "" : `</${instead.tag}>`}`;
  const first = ownKind(fit(tops, around, instead.tag) ?? wrapped(flowing(tops, null), instead.tag), around);
  nameFirst(first, instead.id);
  return writeNodes(first, idFor);
}

/**
 * `newHtml` as it can stand behind `after` (null: at the beginning), and behind which chunk that is: where it cannot stand among
 * the siblings of `after` (a paragraph among rows), it comes behind the nearest chunk around where it can.
 */
export function placeBehind(
  newHtml: string,
  after: PlacedChunk | null,
  ids: NewHtml,
): { readonly after: PlacedChunk | null; readonly html: string } {
  const safe = sanitiseChunk(newHtml);
  const tags = withoutMargins(wrapLooseText(parsePieces(safe).childNodes));
  let found = after;
  while (found !== null && found.parent !== null && fit(tags, found.around, null) === null) found = found.parent;
  const around = found?.around ?? null;
  const tops = withoutMargins(wrapLooseText(cleanNodes(safe, found?.place ?? OUTERMOST, ids)));
  const fitting = ownKind(fit(tops, around, null) ?? tops, around);
  return { after: found, html: writeNodes(fitting, freshIds(ids.taken, ids.newId)) };
}

const HOLDS_TEXT = /^(?!(?:ul|ol|menu|dir|dl|table|thead|tbody|tfoot|tr|hr)$)/;

function cleanNodes(newHtml: string, place: Place, ids: NewHtml): ChildNode[] {
  const root = parsePieces(sanitiseChunk(newHtml));
  cleanTree(root, place, emptyFindings(ids.mayKeep));
  return root.childNodes;
}

function withoutMargins(nodes: readonly ChildNode[]): ChildNode[] {
  let [start, end] = [0, nodes.length];
  while (start < end && isSpace(nodes[start])) start += 1;
  while (end > start && isSpace(nodes[end - 1])) end -= 1;
  return nodes.slice(start, end);
}

function isSpace(node: ChildNode | undefined): boolean {
  return node !== undefined && defaultTreeAdapter.isTextNode(node) && /^[\t\n\f ]*$/.test(node.value);
}

/**
 * The nodes as they can stand inside `around`, with missing containers added (a row's `tbody`, an item's list); null when they
 * cannot. What is `like` what was there before needs none.
 */
function fit(nodes: readonly ChildNode[], around: string | null, like: string | null): ChildNode[] | null {
  if (around === "tr") return only(nodes, /^t[dh]$/);
  if (around !== null && /^(?:tbody|thead|tfoot)$/.test(around)) return only(grouped(nodes, /^t[dh]$/, "tr"), /^tr$/);
  if (around === "table")
    return only(grouped(grouped(nodes, /^t[dh]$/, "tr"), /^tr$/, "tbody"), /^(?:caption|colgroup|thead|tbody|tfoot)$/);
  if (around !== null && LISTS.has(around)) return only(nodes, /^li$/);
  if (around === "dl") return only(nodes, /^(?:dt|dd|div)$/);
  return flowing(nodes, like);
}

/** As it can stand where blocks stand. */
function flowing(nodes: readonly ChildNode[], like: string | null): ChildNode[] {
  const rows = grouped(grouped(nodes, /^t[dh]$/, "tr"), /^tr$/, "tbody");
  const tables = grouped(rows, /^(?:caption|colgroup|thead|tbody|tfoot)$/, "table");
  const lists = like === "li" ? tables : grouped(tables, /^li$/, "ul");
  return like === "dt" || like === "dd" ? lists : grouped(lists, /^d[td]$/, "dl");
}

function only(nodes: readonly ChildNode[], tags: RegExp): ChildNode[] | null {
  const fits = nodes.every((node) =>
    defaultTreeAdapter.isElementNode(node) ? tags.test(node.tagName) : isSpace(node),
  );
  return fits ? [...nodes] : null;
}

/** Runs of such elements go into one container. */
function grouped(nodes: readonly ChildNode[], tags: RegExp, container: string): ChildNode[] {
  const into: ChildNode[] = [];
  let group: Element | null = null;
  for (const node of nodes) {
    const isMember = defaultTreeAdapter.isElementNode(node) && tags.test(node.tagName);
    if (isMember && group === null) into.push((group = element(container, [])));
    else if (!isMember && !isSpace(node)) group = null;
    (group?.childNodes ?? into).push(node);
  }
  return into;
}

/** In an element of the kind that stood there, for what cannot stand there itself. */
function wrapped(nodes: readonly ChildNode[], tag: string): ChildNode[] {
  if (tag === "tr") return [element("tr", [element("td", nodes)])];
  if (/^(?:tbody|thead|tfoot)$/.test(tag)) return [element(tag, [element("tr", [element("td", nodes)])])];
  return /^(?:li|td|th|dt|dd|caption)$/.test(tag) ? [element(tag, nodes)] : [...nodes];
}

/** Headings cannot stand in headings; a beginning that is no block gets one, so that the id has a bearer. */
function ownKind(nodes: readonly ChildNode[], around: string | null): ChildNode[] {
  const inHeading = around !== null && headingLevelOf(around) !== null;
  for (const node of nodes)
    if (inHeading && defaultTreeAdapter.isElementNode(node) && headingLevelOf(node.tagName) !== null)
      Object.assign(node, { tagName: "div", nodeName: "div" });
  const first = nodes[0];
  if (first === undefined || (defaultTreeAdapter.isElementNode(first) && BLOCKS.has(first.tagName))) return [...nodes];
  return [element("div", nodes)];
}

function nameFirst(nodes: readonly ChildNode[], id: string): void {
  const first = nodes[0];
  if (first === undefined || !defaultTreeAdapter.isElementNode(first)) return;
  first.attrs = [{ name: CHUNK_ID, value: id }, ...first.attrs.filter(({ name }) => name !== CHUNK_ID)];
}

function element(tag: string, children: readonly ChildNode[]): Element {
  const made = defaultTreeAdapter.createElement(tag, names.NS.HTML, []);
  made.childNodes = [...children];
  return made;
}
