import { defaultTreeAdapter } from "parse5";
import type { ChildNode, Element } from "@headway-jobs/html-document/parse";
import { escapeText, writeTree } from "@headway-jobs/html-document/write";
import { attributeOf, childElements, contentOf, textIn, treeWithoutIds } from "./tree.ts";

/** A page that stands alone: whole documents as they are, fragments in a plain frame with a title. No chunk ids. */
export function pageOf(html: string, title?: string): string {
  const tree = treeWithoutIds(html);
  if (!tree.whole) {
    const name = title ?? firstHeading(contentOf(tree)) ?? "Document";
    const head = `<head>\n<meta charset="utf-8">\n<title>${escapeText(name)}</title>\n</head>`;
    return `<!DOCTYPE html>\n<html>\n${head}\n<body>\n${writeTree(tree, null)}\n</body>\n</html>\n`;
  }
  declareCharacterSet(childElements(tree.root).find(({ tagName }) => tagName === "html"));
  const written = writeTree(tree, null);
  return written.startsWith("<!DOCTYPE") ? written : `<!DOCTYPE html>${written}`;
}

export function firstHeading(nodes: readonly ChildNode[]): string | null {
  for (const node of nodes) {
    if (!defaultTreeAdapter.isElementNode(node)) continue;
    const found = /^h[1-6]$/.test(node.tagName)
      ? textIn(node).replaceAll(/\s+/g, " ").trim()
      : firstHeading(node.childNodes);
    if (found !== null && found !== "") return found;
  }
  return null;
}

/** The file is UTF-8; without a word about it browsers guess by the reader's country. */
function declareCharacterSet(html: Element | undefined): void {
  const head = html === undefined ? undefined : childElements(html).find(({ tagName }) => tagName === "head");
  if (head === undefined || childElements(head).some((element) => attributeOf(element, "charset") !== undefined))
    return;
  const meta = defaultTreeAdapter.createElement("meta", head.namespaceURI, [{ name: "charset", value: "utf-8" }]);
  head.childNodes.unshift(meta);
}
