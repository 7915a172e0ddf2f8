import { HeadwayError } from "@headway-jobs/contract";
import type { List, Nodes, Root, RootContent, Table } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { textOfHtml } from "./clean.ts";
import { formulaText, isFormulaLine, resolveInlineMath } from "./formula.ts";
import { splitSentences } from "./sentences.ts";

export interface ListItem {
  readonly text: string;
  readonly children: readonly string[];
}
export type Block =
  | { readonly kind: "prose"; readonly sentences: readonly string[] }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly ListItem[] }
  | { readonly kind: "table"; readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: "code"; readonly language: string; readonly code: string }
  | { readonly kind: "quote"; readonly text: string; readonly by?: string }
  | { readonly kind: "formula"; readonly expression: string };
export type BlockOf<Kind extends Block["kind"]> = Extract<Block, { kind: Kind }>;

export interface Section {
  readonly title: string;
  readonly level: number;
  readonly blocks: Block[];
  readonly children: Section[];
}

export interface SourceDocument {
  readonly title: string | undefined;
  /** Section titles, most important first (front matter `order`): which sections a short lesson keeps. */
  readonly order: readonly string[];
  readonly sections: readonly Section[];
}

/**
 * Reads cleaned Markdown or plain text into sections of blocks. Front matter (`title`, `aliases`, `order`, the latter two divided by `|`)
 * is honoured at the very start only. Throws INVALID_INPUT for nesting that no author writes.
 */
export function parseDocument(text: string): SourceDocument {
  const { front, body } = takeFrontMatter(text);
  const root = parseMarkdown(body);
  const headed = root.children.some((node) => node.type === "heading");
  const top: Section = { title: "", level: 0, blocks: [], children: [] };
  const open: Section[] = [top];
  root.children.forEach((node, index) => {
    const heading = headingOf(node, headed, index < root.children.length - 1);
    if (heading === undefined) {
      open.at(-1)?.blocks.push(...blocksOf(node, body));
      return;
    }
    while (open.length > 1 && (open.at(-1)?.level ?? 0) >= heading.level) open.pop();
    const section: Section = { ...heading, blocks: [], children: [] };
    open.at(-1)?.children.push(section);
    open.push(section);
  });
  return { order: listOf(front["order"]), ...titled(top, front["title"]) };
}

/** Title and aliases from the front matter alone: reading many lessons' names must not cost parsing them. */
export function documentNames(text: string): {
  readonly title: string | undefined;
  readonly aliases: readonly string[];
} {
  const { front } = takeFrontMatter(text);
  return { title: front["title"], aliases: listOf(front["aliases"]) };
}

function takeFrontMatter(text: string): { front: Readonly<Record<string, string>>; body: string } {
  const match = /^---\n((?:[a-z]+:.*\n){1,20})---\n/.exec(text);
  if (match?.[1] === undefined) return { front: {}, body: text };
  const pairs = match[1].split("\n").map((line) => /^([a-z]+):\s*(.*)$/.exec(line));
  return {
    front: Object.fromEntries(pairs.flatMap((pair) => (pair?.[1] === undefined ? [] : [[pair[1], pair[2] ?? ""]]))),
    body: text.slice(match[0].length),
  };
}

function listOf(line: string | undefined): string[] {
  return (line ?? "")
    .split("|")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

const MAX_NESTING = 24;
const MAX_LIST_INDENT = 60;
const MAX_MARKS_IN_PARAGRAPH = 1_500;

function isReadable(body: string): boolean {
  return !body.split("\n").some(nestsTooDeep) && !/[[\]!*_`~]{200}/.test(body);
}

function parseMarkdown(body: string): Root {
  if (!isReadable(body)) {
    throw new HeadwayError(
      "INVALID_INPUT",
      "The source nests its Markdown marks deeper than can be read; simplify it.",
    );
  }
  return fromMarkdown(tameMarks(body), { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

// Deep nesting costs the parser quadratic time and its readers their stack; no lesson needs it.
function nestsTooDeep(line: string): boolean {
  const lead = /^[\s>*+-]*/.exec(line)?.[0] ?? "";
  if (/[-*+]/.test(lead) && lead.length > MAX_LIST_INDENT && lead.length < line.length) return true;
  return lead.replaceAll(/\s/g, "").length > MAX_NESTING && /[^\s*_=+>-]/.test(line);
}

/** Pairing thousands of emphasis marks within one paragraph takes quadratic time; so many of them mean nothing anyway. */
function tameMarks(body: string): string {
  return body
    .split("\n\n")
    .map((chunk) =>
      (chunk.match(/[*_~]/g)?.length ?? 0) > MAX_MARKS_IN_PARAGRAPH ? chunk.replaceAll(/[*_~]/g, "") : chunk,
    )
    .join("\n\n");
}

function headingOf(node: RootContent, headed: boolean, hasMore: boolean): { title: string; level: number } | undefined {
  if (node.type === "heading") {
    const title = inlineText(node);
    return hasWord(title) ? { title, level: node.depth } : undefined;
  }
  // Plain text has no marks: a short line on its own that does not end like a sentence introduces what follows.
  if (headed || !hasMore || node.type !== "paragraph") return undefined;
  const line = inlineText(node);
  const bare = line.length <= 70 && !line.includes("\n") && /^[\p{Lu}\p{Lo}\d]/u.test(line);
  return bare && !/[.!?,;:…。！？]$/u.test(line) && !isFormulaLine(line) ? { title: line, level: 2 } : undefined;
}

function titled(top: Section, frontTitle: string | undefined): Pick<SourceDocument, "title" | "sections"> {
  const [first] = top.children;
  const sole = top.children.length === 1 && top.blocks.length === 0 ? first : undefined;
  if (sole?.level === 1 && sole.children.length > 0) {
    return { title: frontTitle ?? sole.title, sections: sectionsOf(sole, sole.title) };
  }
  return { title: frontTitle ?? sole?.title, sections: sectionsOf(top, "") };
}

function sectionsOf(parent: Section, introTitle: string): Section[] {
  const intro: Section[] =
    parent.blocks.length === 0
      ? []
      : [{ title: introTitle, level: parent.level + 1, blocks: parent.blocks, children: [] }];
  return [...intro, ...parent.children];
}

function blocksOf(node: RootContent, source: string): Block[] {
  if (node.type === "paragraph") return paragraphBlocks(node, source);
  if (node.type === "list") return listBlocks(node);
  if (node.type === "table") return tableBlocks(node);
  if (node.type === "code") return codeBlocks(node.value, node.lang ?? "", source[node.position?.start.offset ?? 0]);
  if (node.type === "blockquote") return quoteBlocks(inlineText(node));
  return node.type === "html" ? proseBlocks(textOfHtml(node.value)) : [];
}

function paragraphBlocks(node: Nodes, source: string): Block[] {
  const raw = source.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0).trim();
  const display = /^(?:\$\$|\\\[)([\s\S]+?)(?:\$\$|\\\])$/.exec(raw);
  if (display?.[1] !== undefined) return [{ kind: "formula", expression: formulaText(display[1]) }];
  const text = inlineText(node);
  if (isFormulaLine(text)) return [{ kind: "formula", expression: text }];
  return proseBlocks(text);
}

function proseBlocks(text: string): Block[] {
  const sentences = splitSentences(resolveInlineMath(text));
  return sentences.length === 0 ? [] : [{ kind: "prose", sentences }];
}

function listBlocks(list: List): Block[] {
  const items = list.children
    .map((item): ListItem => {
      const own = item.children.filter((child) => child.type !== "list");
      const nested = item.children.filter((child) => child.type === "list");
      return {
        text: own.map(inlineText).join(" ").trim(),
        children: nested.flatMap((inner) => inner.children.map((child) => inlineText(child))).filter(hasWord),
      };
    })
    .filter((item) => hasWord(item.text));
  return items.length === 0 ? [] : [{ kind: "list", ordered: list.ordered === true, items }];
}

function tableBlocks(table: Table): Block[] {
  const [header, ...rows] = table.children.map((row) => row.children.map((cell) => inlineText(cell)));
  if (header === undefined) return [];
  const filled = rows.filter((row) => row.some(hasWord)).map((row) => header.map((_, column) => row[column] ?? ""));
  if (filled.length > 0) return [{ kind: "table", header, rows: filled }];
  return proseBlocks(header.join(", "));
}

const FORMULA_LANGUAGES = new Set(["math", "latex", "tex", "formula", "katex"]);

function codeBlocks(value: string, language: string, firstCharacter: string | undefined): Block[] {
  if (!hasWord(value)) return [];
  const name = language.toLowerCase();
  if (FORMULA_LANGUAGES.has(name)) return [{ kind: "formula", expression: formulaText(value) }];
  // Plain text that merely is indented counts as code in Markdown; sentences give it away.
  const fenced = firstCharacter === "`" || firstCharacter === "~";
  if (!fenced && /\p{Ll}{2,}[.!?](?:\s|$)/u.test(value) && !/[{};=]/.test(value)) return proseBlocks(value);
  return [{ kind: "code", language: name.slice(0, 30), code: value }];
}

function quoteBlocks(text: string): Block[] {
  if (!hasWord(text)) return [];
  const signed = /^([\s\S]+?)\s*(?:\n|\s)[—–]\s*([^\n—–]{2,100})$/u.exec(text);
  const words = (signed?.[1] ?? text).replaceAll(/\s+/gu, " ").replaceAll(/^["“”]|["“”]$/gu, "");
  return [{ kind: "quote", text: words, ...(signed?.[2] === undefined ? {} : { by: signed[2].trim() }) }];
}

/** A text of a language model as one line without markup; one that is nested as no author does is left as it is. */
export function plainLine(text: string): string {
  if (!isReadable(text)) return text;
  const line = parseMarkdown(text).children.map(inlineText).join(" ").replaceAll(/\s+/gu, " ").trim();
  return line === "" ? textOfHtml(text).trim() : line;
}

function inlineText(node: Nodes): string {
  return resolveInlineMath(plainText(node))
    .replaceAll(/[ \t]+/g, " ")
    .trim();
}

const UNSEEN = new Set(["html", "footnoteReference", "delete"]);
const SPACED = new Set(["listItem", "blockquote", "list"]);

function plainText(node: Nodes): string {
  if (UNSEEN.has(node.type)) return "";
  if (node.type === "text" || node.type === "inlineCode" || node.type === "code") return node.value;
  if (node.type === "break") return "\n";
  if (node.type === "image") return node.alt ?? "";
  return "children" in node ? node.children.map(plainText).join(SPACED.has(node.type) ? " " : "") : "";
}

function hasWord(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}
