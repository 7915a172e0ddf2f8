import { setImmediate } from "node:timers/promises";
import { defaultTreeAdapter } from "parse5";
import { CHUNK_ID } from "./attributes.ts";
import { type ChildNode, parseHtml, type ParentNode } from "./parse.ts";
import { type PlacedDocument, Reading } from "./reading.ts";
import { scan, scanInPieces } from "./scan.ts";

/**
 * Reads an admitted document into its chunks, in time linear to its length; `html` and `text` of a chunk are cut when asked for.
 * Throws INVALID_INPUT like `admitDocument`.
 */
export function readDocument(html: string): PlacedDocument {
  const scanned = new Reading(html);
  // The form in which documents are written needs no parser's tolerance; anything else gets the parser.
  return scan(html, scanned) ? scanned.document : readParsed(html);
}

/** Likewise, giving way to whatever else the process does: for documents of megabytes, read beside streams that are served. */
export async function readDocumentInPieces(html: string): Promise<PlacedDocument> {
  const scanned = new Reading(html);
  return (await scanInPieces(html, scanned, () => setImmediate())) ? scanned.document : readParsed(html);
}

function readParsed(html: string): PlacedDocument {
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
