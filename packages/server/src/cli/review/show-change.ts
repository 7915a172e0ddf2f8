import { dictionary } from "@headway-jobs/contract";
import type { DocumentChange } from "@headway-jobs/client";
import { diffWordsWithSpace } from "diff";
import { defaultTreeAdapter, parseFragment } from "parse5";
import { printable } from "../progress-line.ts";
import type { Paint } from "../terminal.ts";

/** Unchanged stretches longer than this are shortened in the middle. */
const LONGEST_SAME = 240;
const SAME_END = 80;

/**
 * A proposed change for people: what it does, why, and the text with what goes and what comes marked: in colour where there is any, else as
 * `[-goes-]` and `{+comes+}`. Where only markup changes, the markup is shown.
 */
export function changeLines(
  change: DocumentChange,
  place: { readonly number: number; readonly count: number },
  paint: Paint,
): readonly string[] {
  const [before, after] = comparable(change);
  const title = `Change ${place.number} of ${place.count}: ${change.operation} ${elementOf(change)}`;
  return [
    paint("bold", title),
    paint("dim", `  ${printable(change.ai_explanation)}`),
    ...markedText(before, after, paint)
      .split("\n")
      .map((line) => `  ${line}`),
  ];
}

function comparable({ old_html: oldHtml, new_html: newHtml }: DocumentChange): readonly [string, string] {
  const [before, after] = [visibleText(oldHtml ?? ""), visibleText(newHtml ?? "")];
  return before === after ? [withoutIds(oldHtml ?? ""), withoutIds(newHtml ?? "")] : [before, after];
}

function withoutIds(html: string): string {
  return html.replaceAll(/\sdata-chunk-id="[^"]*"/g, "");
}

const NAMES: Readonly<Record<string, string>> = dictionary({
  p: "paragraph",
  ul: "list",
  ol: "list",
  li: "list item",
  table: "table",
  tr: "row",
  td: "cell",
  th: "cell",
  blockquote: "quote",
  pre: "code",
  figure: "figure",
  section: "section",
});

function elementOf({ old_html: oldHtml, new_html: newHtml }: DocumentChange): string {
  const tag = /^\s*<([a-z][a-z0-9]*)/i.exec(oldHtml ?? newHtml ?? "")?.[1]?.toLowerCase() ?? "";
  return /^h[1-6]$/.test(tag) ? "heading" : (NAMES[tag] ?? "element");
}

const BLOCK = /^(?:p|div|li|tr|h[1-6]|blockquote|pre|section|article|figure|table|ul|ol|dt|dd|br)$/;

/** Text as it reads, a line for each block. */
function visibleText(html: string): string {
  let text = "";
  // On a stack of its own: documents may nest deeper than calls can.
  const open = [...parseFragment(html).childNodes].toReversed();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (defaultTreeAdapter.isTextNode(node)) text += node.value.replaceAll(/\s+/g, " ");
    if (!("childNodes" in node)) continue;
    if ("tagName" in node && BLOCK.test(node.tagName)) text += "\n";
    open.push(...node.childNodes.toReversed());
  }
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
}

function markedText(before: string, after: string, paint: Paint): string {
  const colourless = paint("red", "x") === "x";
  const goes = (text: string): string => (colourless ? `[-${text}-]` : paint("red", text));
  const comes = (text: string): string => (colourless ? `{+${text}+}` : paint("green", text));
  return diffWordsWithSpace(before, after)
    .map(({ value, added, removed }) => {
      const text = steady(value);
      if (added) return byLine(text, comes);
      return removed ? byLine(text, goes) : shortened(text);
    })
    .join("");
}

/** Colours end with their line, so that a scrolled terminal does not bleed. */
function byLine(text: string, mark: (line: string) => string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? "" : mark(line)))
    .join("\n");
}

/** Text from a document must not steer the terminal. */
function steady(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is taken out
  return text.replaceAll(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/g, " ");
}

function shortened(text: string): string {
  if (text.length <= LONGEST_SAME) return text;
  return `${text.slice(0, SAME_END)} … ${text.slice(-SAME_END)}`;
}
