import { fromParse5 } from "hast-util-from-parse5";
import { toMdast } from "hast-util-to-mdast";
import { gfmToMarkdown } from "mdast-util-gfm";
import { toMarkdown } from "mdast-util-to-markdown";
import type { Element, ParentNode } from "@headway-jobs/html-document/parse";
import { defaultTreeAdapter } from "parse5";
import { attributeOf, childElements, treeWithoutIds } from "./tree.ts";

/** GitHub's Markdown. */
export function markdownOf(html: string): { readonly markdown: string; readonly warnings: readonly string[] } {
  const tree = treeWithoutIds(html);
  const warnings = new Set<string>();
  lookFor(tree.root, warnings);
  captionsBefore(tree.root);
  const hast = fromParse5(tree.root);
  const markdown = toMarkdown(toMdast(hast), { extensions: [gfmToMarkdown()], bullet: "-", rule: "-", emphasis: "_" });
  return { markdown, warnings: [...warnings] };
}

function lookFor(node: ParentNode, warnings: Set<string>): void {
  for (const element of childElements(node)) {
    if (isMergedCell(element))
      warnings.add("Markdown has no merged cells; their text stands in the first of the cells.");
    if (element.tagName === "table" && holds(element, "table"))
      warnings.add("Markdown has no tables inside tables; the inner ones became text.");
    lookFor(element, warnings);
  }
}

/** Markdown's tables have no caption: it becomes the paragraph before. */
function captionsBefore(node: ParentNode): void {
  for (const element of childElements(node)) {
    captionsBefore(element);
    const caption =
      element.tagName === "table" ? childElements(element).find(({ tagName }) => tagName === "caption") : undefined;
    if (caption === undefined) continue;
    defaultTreeAdapter.detachNode(caption);
    Object.assign(caption, { tagName: "div", nodeName: "div" });
    defaultTreeAdapter.insertBefore(node, caption, element);
  }
}

function isMergedCell(element: Element): boolean {
  return ["colspan", "rowspan"].some((name) => Number(attributeOf(element, name) ?? 1) > 1);
}

function holds(element: Element, tag: string): boolean {
  return childElements(element).some((child) => child.tagName === tag || holds(child, tag));
}
