import { dictionary, HeadwayError } from "@headway-jobs/contract";
import type { LessonWarning } from "./lesson.ts";
import { hasUnspacedScript } from "./sentences.ts";

const MAX_WORD_LENGTH = 100;
const SHOWN_WORD_LENGTH = 40;
/** More than one in fifty unprintable characters is no text that anybody typed. */
const MAX_UNPRINTABLE_SHARE = 0.02;

/**
 * Turns what a client sent as `source` into text that is safe to parse, speak and draw: HTML becomes its text, scripts and control
 * characters go, endless words are shortened (with a warning). Throws INVALID_INPUT for binary data and for sources without a word.
 */
export function cleanSource(source: string): { text: string; warnings: LessonWarning[] } {
  const wellFormed = source.toWellFormed();
  refuseBinary(wellFormed);
  const plain = stripUnprintable(wellFormed);
  const { text, shortened } = shortenWords(looksLikeHtml(plain) ? htmlToMarkdown(plain) : plain);
  if (!/[\p{L}\p{N}]/u.test(text)) {
    throw new HeadwayError(
      "INVALID_INPUT",
      "The source has no readable words; send Markdown or plain text to teach from.",
    );
  }
  const warnings =
    shortened === 0
      ? []
      : [
          {
            code: "LONG_WORDS_SHORTENED",
            message: `${shortened} words of more than ${MAX_WORD_LENGTH} characters were shortened.`,
          },
        ];
  return { text, warnings };
}

/** One line of readable text, e.g. for a topic that becomes a title; empty when no word is left. */
export function cleanLine(text: string): string {
  const plain = stripTags(stripUnprintable(text.toWellFormed()));
  const line = shortenWords(plain).text.replaceAll(/\s+/gu, " ").trim();
  return /[\p{L}\p{N}]/u.test(line) ? line : "";
}

const FILE_STARTS = ["%PDF-", "PK\u0003\u0004", "\u007FELF", "GIF8", "\uFFFDPNG", "ID3\u0003", "ID3\u0004"];

function refuseBinary(text: string): void {
  const unprintable = text.match(/[\uFFFD[\p{Cc}--[\t\n\f\r\u0085]]]/gv)?.length ?? 0;
  const packed = FILE_STARTS.some((start) => text.startsWith(start));
  if (packed || (unprintable > 4 && unprintable > text.length * MAX_UNPRINTABLE_SHARE)) {
    throw new HeadwayError(
      "INVALID_INPUT",
      "The source looks like binary data, not like text; send Markdown or plain text in UTF-8.",
    );
  }
}

/** Bidirectional overrides could make a slide show something else than is spoken; joiners stay, Indic scripts and emoji need them. */
const INVISIBLE =
  /[[\p{Cc}--[\t\n]]\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFD\p{Co}\p{Cn}\p{Cs}]/gv;

function stripUnprintable(text: string): string {
  return text
    .replaceAll(/\r\n?|[\u0085\u2028\u2029\f]/g, "\n")
    .replaceAll(INVISIBLE, "")
    .normalize("NFC");
}

function shortenWords(text: string): { text: string; shortened: number } {
  let shortened = 0;
  const shorter = text.replaceAll(/[^\s|]{101,}/gu, (word) => {
    if (hasUnspacedScript(word)) return word;
    shortened += 1;
    return `${word.slice(0, SHOWN_WORD_LENGTH).toWellFormed().replaceAll("\uFFFD", "")}…`;
  });
  return { text: shorter, shortened };
}

function looksLikeHtml(text: string): boolean {
  if (/^\s*<(?:!doctype\s+html|html|head|body|article|main)\b/i.test(text)) return true;
  const blockTags = text.match(/<\/(?:p|h[1-6]|li|td|th|div|section|article|script|ul|ol|table)>/gi)?.length ?? 0;
  return blockTags >= 3;
}

const HEADING_OPEN = /<h([1-6])\b[^<>]*>/gi;

/** Keeps what teaches (headings, paragraphs, lists, tables, code) as Markdown, and nothing that runs. */
function htmlToMarkdown(html: string): string {
  const body = dropElements(html, ["script", "style", "noscript", "template", "svg", "head", "iframe", "object"]);
  const marked = body
    .replaceAll(/\s+/gu, " ")
    .replaceAll(HEADING_OPEN, (_tag, level: string) => `\n\n${"#".repeat(Number(level))} `)
    .replaceAll(
      /<\/h[1-6]>|<\/?(?:p|div|section|article|main|ul|ol|table|thead|tbody|blockquote|pre|header|footer|nav|figure)\b[^<>]*>/gi,
      "\n\n",
    )
    .replaceAll(/<li\b[^<>]*>/gi, "\n- ")
    .replaceAll(/<tr\b[^<>]*>/gi, "\n|")
    .replaceAll(/<\/t[dh]>/gi, " |")
    .replaceAll(/<(?:br|hr)\b[^<>]*>/gi, "\n");
  return decodeEntities(stripTags(rejoinTables(marked)));
}

/** HTML rows carry no `|---|` line, without which Markdown sees no table. */
function rejoinTables(text: string): string {
  let inTable = false;
  return text
    .split("\n")
    .flatMap((line) => {
      const row = line.trim();
      if (!row.startsWith("|")) {
        inTable &&= row === "";
        return row === "" && inTable ? [] : [row];
      }
      if (inTable) return [row];
      inTable = true;
      return ["", row, `|${"---|".repeat(Math.max(1, row.split("|").length - 2))}`];
    })
    .join("\n");
}

/** Text of an HTML fragment, its scripts and styles dropped. */
export function textOfHtml(html: string): string {
  return decodeEntities(stripTags(dropElements(html, ["script", "style", "template"])));
}

// A loop with indexOf: a lazy regular expression would look to the end of the text once for every unclosed tag.
function dropElements(html: string, names: readonly string[]): string {
  let rest = dropBetween(html, "<!--", "-->");
  for (const name of names) rest = dropBetween(rest, `<${name}`, `</${name}`);
  return rest;
}

function dropBetween(text: string, open: string, close: string): string {
  const lower = text.toLowerCase();
  // Lower-casing can change the length of exotic letters; then positions would not match.
  if (lower.length !== text.length) return text;
  let kept = "";
  for (let at = 0; ;) {
    const start = lower.indexOf(open, at);
    if (start < 0) return kept + text.slice(at);
    kept += `${text.slice(at, start)} `;
    const end = lower.indexOf(close, start + open.length);
    if (end < 0) return kept;
    const after = close.endsWith(">") ? end + close.length : lower.indexOf(">", end) + 1;
    if (after === 0) return kept;
    at = after;
  }
}

function stripTags(text: string): string {
  // Inline marks stand inside words and before commas; any other tag divides words.
  return text
    .replaceAll(/<\/?(?:a|abbr|b|bdi|bdo|cite|code|em|i|kbd|mark|q|s|small|span|strong|sub|sup|u|var)\b[^<>]*>/gi, "")
    .replaceAll(/<\/?[a-zA-Z!][^<>]*>/g, " ");
}

const ENTITIES: Readonly<Record<string, string>> = dictionary({
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  mdash: "—",
  ndash: "–",
  hellip: "…",
  rsquo: "’",
  lsquo: "‘",
  ldquo: "“",
  rdquo: "”",
  times: "×",
  deg: "°",
  middot: "·",
  copy: "©",
  eacute: "é",
  rarr: "→",
  larr: "←",
});

function decodeEntities(text: string): string {
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
      const point = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
      const visible =
        point >= 32 && point <= 0x10_ff_ff && (point < 0xd8_00 || point > 0xdf_ff) && (point < 127 || point > 159);
      return visible ? stripUnprintable(String.fromCodePoint(point)) : " ";
    },
  );
}
