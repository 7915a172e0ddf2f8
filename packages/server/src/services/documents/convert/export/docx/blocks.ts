import { Bookmark, BorderStyle, HeadingLevel, type IParagraphOptions, Paragraph, type ParagraphChild } from "docx";
import { defaultTreeAdapter } from "parse5";
import { BLOCKS, headingLevelOf } from "@headway-jobs/html-document/elements";
import type { ChildNode, Element } from "@headway-jobs/html-document/parse";
import { attributeOf, childElements } from "../tree.ts";
import type { Around, Block } from "./block.ts";
import { declarationsOf } from "./css.ts";
import { runsOf } from "./inline.ts";
import { defineList } from "./lists.ts";
import { looksInside } from "./looks.ts";
import { tableOf } from "./tables.ts";
import type { Writing } from "./writing.ts";

const INDENT = 720;
const DEEPEST_LEVEL = 8;
const HEADINGS = [
  HeadingLevel.HEADING_1,
  HeadingLevel.HEADING_2,
  HeadingLevel.HEADING_3,
  HeadingLevel.HEADING_4,
  HeadingLevel.HEADING_5,
  HeadingLevel.HEADING_6,
] as const;

/** The paragraphs and tables of what stands in a block; runs of text between blocks become paragraphs. */
export function blocksOf(nodes: readonly ChildNode[], around: Around, writing: Writing): Block[] {
  const blocks: Block[] = [];
  let run: ChildNode[] = [];
  // Only the first paragraph bears the mark of its item.
  const here = (): Around => (blocks.length === 0 ? around : { ...around, first: {}, bookmarks: [] });
  const endRun = (): void => {
    const children = runsOf(run, around.looks, writing, around.width / 15);
    if (children.length > 0) blocks.push(paragraph(children, here()));
    run = [];
  };
  for (const node of nodes) {
    if (defaultTreeAdapter.isElementNode(node) && holdsBlock(node)) {
      endRun();
      blocks.push(...blockOf(node, here(), writing));
    } else {
      run.push(node);
    }
  }
  endRun();
  return blocks;
}

function blockOf(element: Element, outer: Around, writing: Writing): Block[] {
  const style = declarationsOf(element);
  const first = breaks(style.get("page-break-before") ?? style.get("break-before"))
    ? { ...outer.first, pageBreakBefore: true }
    : outer.first;
  const looks = looksInside(element, outer.looks);
  const blocks = kindOf(element, marked(element, { ...outer, looks, first }, writing), writing);
  return breaks(style.get("page-break-after") ?? style.get("break-after"))
    ? [...blocks, new Paragraph({ pageBreakBefore: true })]
    : blocks;
}

/** Whether a page begins there. */
function breaks(value: string | undefined): boolean {
  return value !== undefined && /^(?:always|page|left|right)$/.test(value);
}

function kindOf(element: Element, around: Around, writing: Writing): Block[] {
  const { tagName, childNodes } = element;
  const level = headingLevelOf(tagName);
  if (level !== null) {
    const heading = HEADINGS[level - 1] ?? HeadingLevel.HEADING_6;
    return atLeastOne(blocksOf(childNodes, { ...around, first: { ...around.first, heading } }, writing), around);
  }
  switch (tagName) {
    case "ul":
    case "ol":
    case "menu":
    case "dir":
      return listOf(element, around, writing);
    case "table":
      return tableOf(element, around, writing, blocksOf);
    case "blockquote":
      return blocksOf(childNodes, { ...around, style: "Quote", indent: around.indent + INDENT }, writing);
    case "dd":
      return blocksOf(childNodes, { ...around, indent: around.indent + INDENT }, writing);
    case "pre":
      return blocksOf(childNodes, { ...around, style: "HTMLPreformatted" }, writing);
    case "figcaption":
    case "caption":
      return blocksOf(childNodes, { ...around, style: "Caption" }, writing);
    case "hr":
      return [
        new Paragraph({
          ...around.first,
          border: { bottom: { style: BorderStyle.SINGLE, size: 6, color: "808080", space: 1 } },
        }),
      ];
    case "p":
      return atLeastOne(blocksOf(childNodes, around, writing), around);
    default:
      return blocksOf(childNodes, around, writing);
  }
}

function listOf(list: Element, around: Around, writing: Writing): Block[] {
  const level = Math.min(around.listLevel, DEEPEST_LEVEL);
  const mark = defineList(list, level, writing);
  return childElements(list).flatMap((item) => {
    const first: IParagraphOptions = { numbering: { ...mark, level } };
    const looks = looksInside(item, looksInside(list, around.looks));
    const inside = { ...around, looks, first, listLevel: level + 1, indent: INDENT * (level + 1) };
    if (item.tagName !== "li") return blockOf(item, { ...inside, first: {} }, writing);
    const bookmarked = marked(item, inside, writing);
    return atLeastOne(blocksOf(item.childNodes, bookmarked, writing), bookmarked);
  });
}

/** A paragraph that bears a mark, a heading or emptiness that was meant does not vanish for want of text. */
function atLeastOne(blocks: Block[], around: Around): Block[] {
  return blocks.length > 0 ? blocks : [paragraph([], around)];
}

function paragraph(children: readonly ParagraphChild[], around: Around): Paragraph {
  const { bookmarks = [], first, indent, looks, style } = around;
  return new Paragraph({
    ...(style === undefined || first.heading !== undefined ? {} : { style }),
    ...(looks.alignment === undefined ? {} : { alignment: looks.alignment }),
    ...(looks.rightToLeft ? { bidirectional: true } : {}),
    // A list's own indent comes with its mark.
    ...(indent > 0 && first.numbering === undefined ? { indent: { left: indent } } : {}),
    ...first,
    children: [...bookmarks.map((id) => new Bookmark({ id, children: [] })), ...children],
  });
}

/** Where links point to, the next paragraph begins with a bookmark. */
function marked(element: Element, around: Around, writing: Writing): Around {
  const id = attributeOf(element, "id");
  if (id === undefined || !writing.targets.has(id)) return around;
  return { ...around, bookmarks: [...(around.bookmarks ?? []), writing.bookmarkOf(id)] };
}

function holdsBlock(element: Element): boolean {
  return BLOCKS.has(element.tagName) || childElements(element).some(holdsBlock);
}
