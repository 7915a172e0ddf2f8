import { defaultTreeAdapter } from "parse5";
import { CHUNK_ID } from "@headway-jobs/html-document/attributes";
import { type ChildNode, type Element, parseHtml, type ParentNode, type Tree } from "@headway-jobs/html-document/parse";

/** An admitted document's tree without chunk ids. */
export function treeWithoutIds(html: string): Tree {
  const tree = parseHtml(html);
  forgetIds(tree.root);
  return tree;
}

export function childElements(node: ParentNode): Element[] {
  return node.childNodes.filter((child) => defaultTreeAdapter.isElementNode(child));
}

/** What is shown: the body's children. */
export function contentOf(tree: Tree): readonly ChildNode[] {
  if (!tree.whole) return tree.root.childNodes;
  const html = childElements(tree.root).find(({ tagName }) => tagName === "html");
  return html === undefined ? [] : (childElements(html).find(({ tagName }) => tagName === "body")?.childNodes ?? []);
}

export function attributeOf(element: Element, name: string): string | undefined {
  return element.attrs.find((attribute) => attribute.name === name)?.value;
}

/** Text as a browser's `textContent` has it, without style sheets. */
export function textIn(node: ChildNode): string {
  if (defaultTreeAdapter.isTextNode(node)) return node.value;
  if (!defaultTreeAdapter.isElementNode(node) || node.tagName === "style") return "";
  return node.childNodes.map(textIn).join("");
}

function forgetIds(node: ParentNode): void {
  for (const element of childElements(node)) {
    element.attrs = element.attrs.filter(({ name }) => name !== CHUNK_ID);
    forgetIds(element);
  }
}
