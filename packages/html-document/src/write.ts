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
  // Joined once: growing one string piece by piece leaves a heap of intermediate ones behind.
  const parts: string[] = [];
  writeInto(parts, nodes, idFor);
  return parts.join("");
}

function writeInto(parts: string[], nodes: readonly ChildNode[], idFor: (() => string) | null): void {
  for (const node of nodes) {
    if (defaultTreeAdapter.isElementNode(node)) writeElement(parts, node, idFor);
    else if (defaultTreeAdapter.isTextNode(node)) parts.push(escapeText(node.value));
    else if (defaultTreeAdapter.isDocumentTypeNode(node)) parts.push("<!DOCTYPE html>");
  }
}

function writeElement(parts: string[], element: Element, idFor: (() => string) | null): void {
  const { tagName, attrs, childNodes } = element;
  parts.push("<", tagName);
  if (idFor !== null && BLOCKS.has(tagName) && !attrs.some(({ name }) => name === CHUNK_ID))
    parts.push(ID_BEGINS, idFor(), '"');
  for (const { name, value } of attrs) parts.push(" ", name, '="', escapeAttribute(value), '"');
  parts.push(">");
  if (VOID.has(tagName)) return;
  const first = parts.length;
  if (tagName === "style") parts.push(styleText(childNodes));
  else writeInto(parts, childNodes, idFor);
  // Parsers take the first line feed of a <pre> away.
  if (tagName === "pre" && parts[first]?.startsWith("\n") === true) parts[first] = `\n${parts[first]}`;
  parts.push("</", tagName, ">");
}

const ID_BEGINS = ` ${CHUNK_ID}="`;

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
