import { defaultTreeAdapter } from "parse5";
import { CHUNK_ID } from "./attributes.ts";
import { type ChildNode, parseHtml, type ParentNode } from "./parse.ts";
import { type PlacedDocument, Reading } from "./reading.ts";
import { scan } from "./scan.ts";

/**
 * Reads an admitted document into its chunks, in time linear to its length; `html` and `text` of a chunk are cut when asked for.
 * Throws INVALID_INPUT like `admitDocument`.
 */
export function readDocument(html: string): PlacedDocument {
  const scanned = new Reading(html);
  // The form in which documents are written needs no parser's tolerance; anything else gets the parser.
  if (scan(html, scanned)) return scanned.document;
  const parsed = new Reading(html);
  walk(parseHtml(html, { locations: true }).root, parsed);
  return parsed.document;
}

function walk(parent: ParentNode, reading: Reading): void {
  for (const node of parent.childNodes) visit(node, reading);
}

function visit(node: ChildNode, reading: Reading): void {
  if (defaultTreeAdapter.isTextNode(node)) {
    reading.text(node.value);
    return;
  }
  if (!defaultTreeAdapter.isElementNode(node)) return;
  const location = node.sourceCodeLocation;
  const start = location?.startOffset ?? 0;
  const id = node.attrs.find(({ name }) => name === CHUNK_ID)?.value ?? null;
  reading.open(node.tagName, id, start, location?.startTag?.endOffset ?? start);
  walk(node, reading);
  reading.close(location?.endOffset ?? start);
}
