import { defaultTreeAdapter } from "parse5";
import { CHUNK_ID } from "./attributes.ts";
import { BLOCKS, VOID } from "./elements.ts";
import type { ChildNode, Element, Tree } from "./parse.ts";

/**
 * Writes a clean tree in the one form that documents are kept in: every end tag there, attributes in double quotes, `<` and `>` escaped
 * everywhere. Blocks without an id get one from `idFor`.
 */
export function writeTree(tree: Tree, idFor: (() => string) | null): string {
  return writeNodes(tree.root.childNodes, idFor);
}

export function writeNodes(nodes: readonly ChildNode[], idFor: (() => string) | null): string {
  let html = "";
  for (const node of nodes) {
    if (defaultTreeAdapter.isTextNode(node)) html += escapeText(node.value);
    else if (defaultTreeAdapter.isElementNode(node)) html += writeElement(node, idFor);
    else if (defaultTreeAdapter.isDocumentTypeNode(node)) html += "<!DOCTYPE html>";
  }
  return html;
}

function writeElement(element: Element, idFor: (() => string) | null): string {
  const { tagName, attrs, childNodes } = element;
  let html = `<${tagName}`;
  if (idFor !== null && BLOCKS.has(tagName) && !attrs.some(({ name }) => name === CHUNK_ID))
    html += ` ${CHUNK_ID}="${idFor()}"`;
  for (const { name, value } of attrs) html += ` ${name}="${escapeAttribute(value)}"`;
  html += ">";
  if (VOID.has(tagName)) return html;
  const inner = tagName === "style" ? styleText(childNodes) : writeNodes(childNodes, idFor);
  // Parsers take the first line feed of a <pre> away.
  const lost = tagName === "pre" && inner.startsWith("\n") ? "\n" : "";
  return `${html}${lost}${inner}</${tagName}>`;
}

function styleText(nodes: readonly ChildNode[]): string {
  return nodes.map((node) => (defaultTreeAdapter.isTextNode(node) ? node.value : "")).join("");
}

export function escapeText(text: string): string {
  return /[&<>\u00a0]/.test(text)
    ? text.replaceAll("&", "&amp;").replaceAll("\u00a0", "&nbsp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    : text;
}

function escapeAttribute(value: string): string {
  return /[&<>"\u00a0]/.test(value) ? escapeText(value).replaceAll('"', "&quot;") : value;
}
