import { type DefaultTreeAdapterTypes, defaultTreeAdapter, html as names } from "parse5";
import { type Attribute, CHUNK_ID, chunkIdOf, safeValue } from "./attributes.ts";
import { BLOCKS, DROPPED, headingLevelOf, KEPT, RENAMED, TABLE_PARENTS } from "./elements.ts";
import { isTableFrame, type Place, placeInside, standsWell } from "./nesting.ts";
import type { ChildNode, Element, ParentNode } from "./parse.ts";
import { safeStyleSheet } from "./style.ts";

type Text = DefaultTreeAdapterTypes.TextNode;

/** What was met on the way: ids that are taken, and what had to go. */
export interface Findings {
  readonly ids: Set<string>;
  readonly removed: Map<string, number>;
  /** Set when elements were taken out or renamed: what is left may nest in ways that only a second reading settles. */
  rearranged: boolean;
  /** Whether an id that the client sent may stay. */
  readonly mayKeep: (id: string) => boolean;
}

/**
 * Cleans a tree in place: only elements, attributes and addresses of the lists stay, and nothing nests in a way that a parser would
 * undo when it reads the written tree again: that difference is what mutation attacks live on.
 */
export function cleanTree(root: ParentNode, place: Place, findings: Findings): void {
  cleanChildren(root, root, place, findings);
}

/** Replaces the children of `parent` by their clean form; true when something in them would end an open paragraph. */
function cleanChildren(parent: ParentNode, context: ParentNode, place: Place, findings: Findings): boolean {
  const before = parent.childNodes;
  const after: ChildNode[] = [];
  const endsParagraph = collect(before, context, place, findings, after);
  parent.childNodes = after;
  return endsParagraph;
}

function collect(
  nodes: readonly ChildNode[],
  parent: ParentNode,
  place: Place,
  findings: Findings,
  into: ChildNode[],
): boolean {
  let endsParagraph = false;
  for (const node of nodes) {
    if (defaultTreeAdapter.isTextNode(node)) {
      // A written carriage return is read as a line feed: better now than at every second reading.
      if (node.value.includes("\r")) node.value = node.value.replaceAll("\r", "\n");
      into.push(node);
    } else if (defaultTreeAdapter.isDocumentTypeNode(node)) {
      into.push(node);
    } else if (defaultTreeAdapter.isElementNode(node)) {
      endsParagraph = collectElement(node, parent, place, findings, into) || endsParagraph;
    }
  }
  return endsParagraph;
}

function collectElement(
  element: Element,
  parent: ParentNode,
  place: Place,
  findings: Findings,
  into: ChildNode[],
): boolean {
  const tag = tagFor(element, parent, place);
  if (tag !== element.tagName) findings.rearranged = true;
  if (tag === "dropped") {
    note(findings, element.tagName);
    return false;
  }
  if (tag === "text") {
    into.push(textOf(element));
    return false;
  }
  if (tag === "unwrapped") return collect(element.childNodes, parent, place, findings, into);
  if (tag === "style" && !keepStyleSheet(element, findings)) return false;
  rename(element, tag);
  element.attrs = cleanAttributes(element, findings);
  if (tag === "meta" && element.attrs.length === 0) return false;
  into.push(element);
  const holdsBlock = tag !== "style" && cleanChildren(element, element, placeInside(tag, place), findings);
  // A paragraph ends where a block begins, so one that holds a block (by way of what was unwrapped) cannot be written as it is.
  if (tag === "p" && holdsBlock) {
    rename(element, "div");
    findings.rearranged = true;
  }
  return BLOCKS.has(tag) || holdsBlock;
}

/** The name under which an element stays, or what becomes of it. */
function tagFor(element: Element, parent: ParentNode, place: Place): string {
  const { tagName, namespaceURI } = element;
  if (namespaceURI === names.NS.MATHML) return tagName === "math" ? "text" : "dropped";
  if (namespaceURI !== names.NS.HTML || DROPPED.has(tagName)) return "dropped";
  const tag = RENAMED.get(tagName) ?? tagName;
  if (!KEPT.has(tag)) return "unwrapped";
  const outer = defaultTreeAdapter.isElementNode(parent) ? parent.tagName : null;
  const inHead = outer === "head";
  if (inHead || tag === "title" || tag === "meta")
    return inHead && (tag === "title" || tag === "meta" || tag === "style") ? tag : "dropped";
  if (tag === "html" || tag === "head" || tag === "body") return outer === null || outer === "html" ? tag : "unwrapped";
  return fitting(tag, outer, parent, place);
}

function fitting(tag: string, outer: string | null, parent: ParentNode, place: Place): string {
  if (standsWell(tag, outer, place)) return tag;
  if (TABLE_PARENTS.has(tag)) {
    // At the top of an editor's piece a row or a cell may stand alone.
    return outer === null && BLOCKS.has(tag) ? tag : "unwrapped";
  }
  if (outer !== null && isTableFrame(outer)) return "dropped";
  if (tag === "li" || tag === "dt" || tag === "dd") return "div";
  if (headingLevelOf(tag) === null) return "unwrapped";
  rename(parent as Element, "div");
  return tag;
}

function keepStyleSheet(element: Element, findings: Findings): boolean {
  const css = element.childNodes.map((node) => (defaultTreeAdapter.isTextNode(node) ? node.value : "")).join("");
  const safe = safeStyleSheet(css);
  if (safe === null) {
    if (css.trim() !== "") note(findings, "style");
    return false;
  }
  element.childNodes = [defaultTreeAdapter.createTextNode(safe)];
  return true;
}

function cleanAttributes(element: Element, findings: Findings): Attribute[] {
  const { attrs, tagName } = element;
  if (attrs.length === 0) return attrs;
  if (tagName === "meta") return cleanMeta(attrs);
  const kept: Attribute[] = [];
  for (const { name, value } of attrs) {
    if (name === CHUNK_ID) {
      const id = BLOCKS.has(tagName) ? chunkIdOf(value) : null;
      if (id === null || findings.ids.has(id) || !findings.mayKeep(id)) continue;
      findings.ids.add(id);
      kept.push({ name, value: id });
      continue;
    }
    const safe = safeValue(tagName, name, value.includes("\r") ? value.replaceAll("\r", "\n") : value);
    if (safe !== null) kept.push({ name, value: safe });
    else if (name.startsWith("on")) note(findings, "script");
  }
  return kept;
}

/** Only names of what is plain text; the character set is always the one that is written. */
function cleanMeta(attrs: readonly Attribute[]): Attribute[] {
  const of = (name: string): string | undefined => attrs.find((attribute) => attribute.name === name)?.value;
  if (of("charset") !== undefined || /^content-type$/i.test(of("http-equiv") ?? ""))
    return [{ name: "charset", value: "utf-8" }];
  const [name, content] = [of("name"), of("content")];
  if (
    name === undefined ||
    content === undefined ||
    !/^(?:author|description|keywords|generator|viewport|date|subject)$/i.test(name)
  )
    return [];
  return [
    { name: "name", value: name },
    { name: "content", value: content.replaceAll("\r", "\n") },
  ];
}

function rename(element: Element, tag: string): void {
  if (element.tagName === tag) return;
  Object.assign(element, { tagName: tag, nodeName: tag });
}

/** What a formula says when its drawing is gone. */
function textOf(math: Element): Text {
  const alternative = math.attrs.find(({ name }) => name === "alttext")?.value;
  const collected = (node: ChildNode): string => {
    if (defaultTreeAdapter.isTextNode(node)) return node.value;
    if (!defaultTreeAdapter.isElementNode(node) || node.tagName.startsWith("annotation")) return "";
    return DROPPED.has(node.tagName) ? "" : node.childNodes.map(collected).join("");
  };
  return defaultTreeAdapter.createTextNode((alternative ?? collected(math)).replaceAll("\r", "\n"));
}

function note(findings: Findings, what: string): void {
  findings.removed.set(what, (findings.removed.get(what) ?? 0) + 1);
}
