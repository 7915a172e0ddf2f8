import { HeadwayError } from "@headway-jobs/contract";
import { defaultTreeAdapter, html as names } from "parse5";
import { cleanTree, type Findings } from "./clean.ts";
import { wrapLooseText } from "./loose-text.ts";
import { OUTERMOST } from "./nesting.ts";
import { parseHtml, parsePieces, type ParentNode, type Tree } from "./parse.ts";
import { writeTree } from "./write.ts";

export interface AdmittedDocument {
  readonly html: string;
  /** Whether anything differs from what was sent. */
  readonly changed: boolean;
  /** What was left out, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Untrusted HTML in, a document out: sanitised, and every block with a `data-chunk-id` (valid and unique ones that the client sent
 * back stay; of doubles the first). A fragment stays a fragment, a whole document (doctype, html, head or body) stays whole: its title,
 * plain `meta` and safe rules of style sheets are kept. Text that stands loose at the top gets a paragraph around it, because a
 * change can only address a block. Comments go. Admitting the result again changes not one byte. Throws INVALID_INPUT for
 * what nests deeper than 512 or has more than 500,000 elements.
 */
export function admitDocument(source: string, newId: () => string): AdmittedDocument {
  const findings = emptyFindings();
  let html = written(source, findings, newId);
  let unsettled = findings.rearranged;
  for (let round = 0; unsettled; round += 1) {
    if (round === MAX_ROUNDS)
      throw new HeadwayError("INVALID_INPUT", "The HTML is too broken to be read twice alike; send it tidied up.");
    const again = written(html, emptyFindings(), newId);
    unsettled = again !== html;
    html = again;
  }
  return { html, changed: html !== source, warnings: warningsOf(findings.removed) };
}

/** An editor's HTML, sanitised: rows, cells and items may stand alone, ids stay as they are and none are added. */
export function sanitiseChunk(source: string): string {
  let html = source;
  for (let round = 0; round <= MAX_ROUNDS; round += 1) {
    const root = parsePieces(wellFormed(html));
    cleanTree(root, OUTERMOST, emptyFindings());
    const again = writeTree({ whole: false, root }, null);
    if (again === html) break;
    html = again;
  }
  return html;
}

/** Ids from `newId` that nobody has yet. */
export function freshIds(taken: Set<string>, newId: () => string): () => string {
  return () => {
    for (let tries = 0; tries < 1000; tries += 1) {
      const id = newId();
      if (taken.has(id)) continue;
      taken.add(id);
      return id;
    }
    throw new Error("a thousand new ids were all taken");
  };
}

export function emptyFindings(mayKeep: (id: string) => boolean = () => true): Findings {
  return { ids: new Set(), removed: new Map(), rearranged: false, mayKeep };
}

const MAX_ROUNDS = 4;

function written(source: string, findings: Findings, newId: () => string): string {
  const tree = parseHtml(wellFormed(source));
  cleanTree(tree.root, OUTERMOST, findings);
  const body = bodyOf(tree);
  body.childNodes = wrapLooseText(body.childNodes);
  return writeTree(tree, freshIds(findings.ids, newId));
}

/** Half characters cannot be stored as UTF-8, and a byte order mark is no text. */
function wellFormed(source: string): string {
  return (source.startsWith("\ufeff") ? source.slice(1) : source).toWellFormed();
}

function bodyOf(tree: Tree): ParentNode {
  if (!tree.whole) return tree.root;
  for (const outer of tree.root.childNodes) {
    if (!defaultTreeAdapter.isElementNode(outer)) continue;
    const body = outer.childNodes.find((node) => defaultTreeAdapter.isElementNode(node) && node.tagName === "body");
    if (body !== undefined) return body as ParentNode;
    const empty = defaultTreeAdapter.createElement("body", names.NS.HTML, []);
    defaultTreeAdapter.appendChild(outer, empty);
    return empty;
  }
  return tree.root;
}

function warningsOf(removed: ReadonlyMap<string, number>): string[] {
  if (removed.size === 0) return [];
  const what = [...removed].slice(0, 20).map(([name, count]) => (count === 1 ? name : `${name} (${count})`));
  return [`Left out, because documents may not contain it: ${what.join(", ")}.`];
}
