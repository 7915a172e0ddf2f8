import { defaultTreeAdapter } from "parse5";
import { BLOCKS } from "@headway-jobs/html-document/elements";
import type { ChildNode, Element } from "@headway-jobs/html-document/parse";
import { attributeOf, childElements, contentOf, textIn, treeWithoutIds } from "./tree.ts";

/** Paragraphs parted by empty lines, lists with their marks, a table's row on a line with tabs between the cells. */
export function textOf(html: string): { readonly content: string; readonly warnings: readonly string[] } {
  const blocks = blocksOf(contentOf(treeWithoutIds(html)));
  const content = blocks.length === 0 ? "" : `${blocks.join("\n\n")}\n`;
  return {
    content,
    warnings: /<img\b/.test(html) ? ["Pictures were left out; their descriptions stand in brackets."] : [],
  };
}

/** One string for each block; runs of text between blocks are blocks too. */
function blocksOf(nodes: readonly ChildNode[]): string[] {
  const blocks: string[] = [];
  let run = "";
  const endRun = (): void => {
    const text = tidied(run);
    if (text !== "") blocks.push(text);
    run = "";
  };
  for (const node of nodes) {
    if (defaultTreeAdapter.isElementNode(node) && (BLOCKS.has(node.tagName) || holdsBlock(node))) {
      endRun();
      blocks.push(...blockOf(node));
    } else {
      run += inline(node);
    }
  }
  endRun();
  return blocks;
}

function blockOf(element: Element): string[] {
  switch (element.tagName) {
    case "ul":
    case "menu":
    case "dir":
      return listOf(element, () => "- ");
    case "ol":
      return listOf(element, numbering(element));
    case "dl":
      return [childElements(element).map(term).join("\n")];
    case "table":
      return tableOf(element);
    case "pre":
      return [textIn(element).replaceAll(/^\n|\n$/g, "")];
    case "hr":
      return ["----------"];
    case "blockquote":
      return blocksOf(element.childNodes).map((block) => indented(block, "> ", "> "));
    default:
      return blocksOf(element.childNodes);
  }
}

function listOf(list: Element, mark: (item: Element) => string): string[] {
  const items = childElements(list).map((item) => {
    const sign = mark(item);
    return indented(blocksOf(item.childNodes).join("\n"), sign, " ".repeat(sign.length));
  });
  return items.length === 0 ? [] : [items.join("\n")];
}

function numbering(list: Element): (item: Element) => string {
  let next = Number.parseInt(attributeOf(list, "start") ?? "1", 10) || 1;
  return (item) => {
    const own = Number.parseInt(attributeOf(item, "value") ?? "", 10);
    if (!Number.isNaN(own)) next = own;
    const sign = `${next}. `;
    next += 1;
    return sign;
  };
}

function term(element: Element): string {
  const text = blocksOf(element.childNodes).join("\n");
  return element.tagName === "dd" ? indented(text, "    ", "    ") : text;
}

function tableOf(table: Element): string[] {
  const lines: string[] = [];
  const visit = (element: Element): void => {
    for (const child of childElements(element)) {
      if (child.tagName === "tr")
        lines.push(
          childElements(child)
            .map((cell) => blocksOf(cell.childNodes).join(" ").replaceAll(/\s+/g, " "))
            .join("\t"),
        );
      else if (child.tagName === "caption") lines.push(...blocksOf(child.childNodes));
      else visit(child);
    }
  };
  visit(table);
  return lines.length === 0 ? [] : [lines.join("\n")];
}

function inline(node: ChildNode): string {
  if (defaultTreeAdapter.isTextNode(node)) return node.value.replaceAll(/[\t\n\f\r ]+/g, " ");
  if (!defaultTreeAdapter.isElementNode(node) || node.tagName === "style") return "";
  if (node.tagName === "br") return "\n";
  if (node.tagName === "img") return pictureText(node);
  return node.childNodes.map(inline).join("");
}

function pictureText(picture: Element): string {
  const alternative = attributeOf(picture, "alt")?.trim() ?? "";
  return alternative === "" ? "" : `[${alternative}]`;
}

function tidied(text: string): string {
  return text
    .replaceAll(/ +/g, " ")
    .split("\n")
    .map((line) => line.trim())
    .join("\n")
    .trim();
}

function indented(text: string, first: string, rest: string): string {
  return first + text.replaceAll("\n", `\n${rest}`);
}

function holdsBlock(element: Element): boolean {
  return childElements(element).some((child) => BLOCKS.has(child.tagName) || holdsBlock(child));
}
