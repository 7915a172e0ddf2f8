import { defaultTreeAdapter, type DefaultTreeAdapterTypes, html, parseFragment, serializeOuter } from "parse5";

export type Element = DefaultTreeAdapterTypes.Element;
export type Child = DefaultTreeAdapterTypes.ChildNode;
export type Text = DefaultTreeAdapterTypes.TextNode;
export type Parent = DefaultTreeAdapterTypes.ParentNode;

const CHUNK_ID = "data-chunk-id";

/** Parses `source` as it would stand inside `parent`: rows and cells exist only inside tables. */
export function parseInside(parent: Parent, source: string): Child[] {
  const fragment = isElement(parent) ? parseFragment(parent, source, {}) : parseFragment(source);
  return fragment.childNodes;
}

export function isElement(node: Child | Parent): node is Element {
  return "tagName" in node;
}

export function isText(node: Child): node is Text {
  return node.nodeName === "#text";
}

export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((one) => one.name === name)?.value;
}

export function setAttribute(element: Element, name: string, value: string): void {
  const known = element.attrs.find((one) => one.name === name);
  if (known === undefined) element.attrs.push({ name, value });
  else known.value = value;
}

export function chunkIdOf(element: Element): string | undefined {
  return attribute(element, CHUNK_ID);
}

export function setChunkId(element: Element, id: string): void {
  setAttribute(element, CHUNK_ID, id);
}

/** Every chunk below `parent` in document order, containers before what they hold. */
export function chunksBelow(parent: Parent): Element[] {
  const found: Element[] = [];
  const visit = (node: Parent): void => {
    for (const child of node.childNodes) {
      if (!isElement(child)) continue;
      if (chunkIdOf(child) !== undefined) found.push(child);
      visit(child);
    }
  };
  visit(parent);
  return found;
}

/** The nearest chunks below `parent`, also through elements that are no chunks (`tbody`, `span`). */
export function childChunks(parent: Parent): Element[] {
  return parent.childNodes.flatMap((child) => {
    if (!isElement(child)) return [];
    return chunkIdOf(child) === undefined ? childChunks(child) : [child];
  });
}

export function parentChunk(element: Element): Element | null {
  for (let at = element.parentNode; at !== null; at = isElement(at) ? at.parentNode : null) {
    if (isElement(at) && chunkIdOf(at) !== undefined) return at;
  }
  return null;
}

export function isInside(element: Element, container: Element): boolean {
  for (let at: Parent | null = element; at !== null; at = isElement(at) ? at.parentNode : null) {
    if (at === container) return true;
  }
  return false;
}

export function outerHtml(element: Element): string {
  return serializeOuter(element);
}

/** What a reader sees, white space collapsed; blocks are set apart. */
export function textOf(node: Parent): string {
  const pieces: string[] = [];
  const visit = (parent: Parent): void => {
    for (const child of parent.childNodes) {
      if (isText(child)) pieces.push(child.value);
      else if (isElement(child) && child.tagName !== "script" && child.tagName !== "style") {
        const apart = child.tagName === "br" || chunkIdOf(child) !== undefined;
        if (apart) pieces.push(" ");
        visit(child);
        if (apart) pieces.push(" ");
      }
    }
  };
  visit(node);
  return pieces.join("").replaceAll(/\s+/gu, " ").trim();
}

export function makeElement(tag: string, children: readonly Child[] = []): Element {
  const element = defaultTreeAdapter.createElement(tag, html.NS.HTML, []);
  for (const child of children) append(element, child);
  return element;
}

export function makeText(value: string): Text {
  const holder = defaultTreeAdapter.createDocumentFragment();
  defaultTreeAdapter.insertText(holder, value);
  return holder.childNodes[0] as Text;
}

export function detach(node: Child): void {
  defaultTreeAdapter.detachNode(node);
}

export function append(parent: Parent, node: Child): void {
  detach(node);
  defaultTreeAdapter.appendChild(parent, node);
}

export function insertBefore(reference: Child, node: Child): void {
  detach(node);
  if (reference.parentNode !== null) defaultTreeAdapter.insertBefore(reference.parentNode, node, reference);
}

export function insertAfter(reference: Child, node: Child): void {
  detach(node);
  const parent = reference.parentNode;
  if (parent === null) return;
  const next = parent.childNodes[parent.childNodes.indexOf(reference) + 1];
  if (next === undefined) defaultTreeAdapter.appendChild(parent, node);
  else defaultTreeAdapter.insertBefore(parent, node, next);
}

export function prepend(parent: Parent, node: Child): void {
  detach(node);
  const first = parent.childNodes[0];
  if (first === undefined) defaultTreeAdapter.appendChild(parent, node);
  else defaultTreeAdapter.insertBefore(parent, node, first);
}

/** Another tag, the same attributes and content, in the same place. */
export function retag(element: Element, tag: string): Element {
  const changed = makeElement(tag);
  changed.attrs = element.attrs;
  insertBefore(element, changed);
  detach(element);
  for (const child of element.childNodes.slice()) append(changed, child);
  return changed;
}

export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
