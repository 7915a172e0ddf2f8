import { HeadwayError } from "@headway-jobs/contract";
import {
  type DefaultTreeAdapterMap,
  type DefaultTreeAdapterTypes,
  defaultTreeAdapter,
  html as names,
  parse,
  parseFragment,
  type TreeAdapter,
} from "parse5";

export type Element = DefaultTreeAdapterTypes.Element;
export type ParentNode = DefaultTreeAdapterTypes.ParentNode;
export type ChildNode = DefaultTreeAdapterTypes.ChildNode;

/** Where Chromium begins to flatten; deeper trees would also exhaust the stack of whatever walks them. */
const MAX_DEPTH = 512;
const MAX_ELEMENTS = 500_000;

/** A tree, and whether it is a whole document or what stands in a body. */
export interface Tree {
  readonly whole: boolean;
  readonly root: ParentNode;
}

/**
 * Parses a whole document (it begins with a doctype, `html`, `head` or `body`) or what stands in a body, in time linear to its length
 * whatever is in it. Throws INVALID_INPUT for more than 512 levels or 500,000 elements.
 */
export function parseHtml(source: string, options?: { readonly locations?: boolean }): Tree {
  const treeAdapter = boundedAdapter();
  const sourceCodeLocationInfo = options?.locations === true;
  if (isWholeDocument(source)) return { whole: true, root: parse(source, { treeAdapter, sourceCodeLocationInfo }) };
  const body = defaultTreeAdapter.createElement("body", names.NS.HTML, []);
  return { whole: false, root: parseFragment(body, source, { treeAdapter, sourceCodeLocationInfo }) };
}

/** Parses what an editor writes: rows, cells and items may stand alone. Throws like `parseHtml`. */
export function parsePieces(source: string): ParentNode {
  return parseFragment(source, { treeAdapter: boundedAdapter() });
}

/** White space, comments and processing instructions may precede what tells. */
export function isWholeDocument(source: string): boolean {
  let at = 0;
  for (;;) {
    while (/^[\s\ufeff]$/.test(source.charAt(at))) at += 1;
    if (source.startsWith("<!--", at)) {
      const end = source.indexOf("-->", at + 4);
      if (end < 0) return false;
      at = end + 3;
    } else if (source.startsWith("<?", at)) {
      const end = source.indexOf(">", at);
      if (end < 0) return false;
      at = end + 1;
    } else {
      return /^<(?:!doctype|html|head|body)(?:[\s>/]|$)/i.test(source.slice(at, at + 12));
    }
  }
}

function boundedAdapter(): TreeAdapter<DefaultTreeAdapterMap> {
  let depth = 0;
  let elements = 0;
  return {
    ...defaultTreeAdapter,
    createElement(tagName, namespaceURI, attrs) {
      elements += 1;
      if (elements > MAX_ELEMENTS)
        throw new HeadwayError(
          "INVALID_INPUT",
          `The document has more than ${MAX_ELEMENTS} elements; send it in parts.`,
        );
      return defaultTreeAdapter.createElement(tagName, namespaceURI, attrs);
    },
    onItemPush() {
      depth += 1;
      if (depth > MAX_DEPTH)
        throw new HeadwayError(
          "INVALID_INPUT",
          `The document nests elements more than ${MAX_DEPTH} deep; simplify it.`,
        );
    },
    onItemPop() {
      depth -= 1;
    },
    // Thousands of repeated <html> or <body> tags would be merged one by one, each at the cost of all before it.
    adoptAttributes() {},
    insertBefore: insertBeforeFromTheEnd,
    insertTextBefore(parent, text, reference) {
      const before = parent.childNodes[parent.childNodes.lastIndexOf(reference) - 1];
      if (before !== undefined && defaultTreeAdapter.isTextNode(before)) before.value += text;
      else insertBeforeFromTheEnd(parent, defaultTreeAdapter.createTextNode(text), reference);
    },
    detachNode(node) {
      if (node.parentNode === null) return;
      node.parentNode.childNodes.splice(node.parentNode.childNodes.lastIndexOf(node), 1);
      node.parentNode = null;
    },
  };
}

/** The reference is nearly always the last child; searching from the front makes what stands wrongly in tables quadratic. */
function insertBeforeFromTheEnd(parent: ParentNode, node: ChildNode, reference: ChildNode): void {
  parent.childNodes.splice(parent.childNodes.lastIndexOf(reference), 0, node);
  node.parentNode = parent;
}
