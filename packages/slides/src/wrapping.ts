import { splitGraphemes } from "./clean-text.ts";

export type Measure = (text: string) => number;

export interface Wrapped {
  readonly lines: readonly string[];
  /** A word was wider than the line and had to be cut. */
  readonly broken: boolean;
}

/** May not begin a line (Japanese and Chinese rules, closing marks everywhere). */
const NOT_FIRST =
  /^[\p{Pe}\p{Pf}\p{Mn}、。，．・：；？！ー々〜～…‥%°′″,.;:!?)\]}»”’ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ]/u;
/** May not end a line. */
const NOT_LAST = /[\p{Ps}\p{Pi}«“‘¿¡#$€£¥]$/u;
const IDEOGRAPHIC =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\u3000-\u303f\uff00-\uffef]/u;
const BREAKS_AFTER = /[-/\\–—|_@.]$/u;
const HYPHENATED = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]$/u;

/**
 * Breaks a clean text into lines no wider than `width`, at word boundaries of the language where it can and between
 * characters (with a hyphen in alphabets that use one) where a single word is wider than the line.
 */
export function wrapText(text: string, width: number, measure: Measure, language: string): Wrapped {
  const lines: string[] = [];
  let line = "";
  let broken = false;
  for (const chunk of chunksOf(text, language)) {
    const candidate = line === "" ? chunk.trimStart() : line + chunk;
    if (measure(candidate.trimEnd()) <= width) {
      line = candidate;
      continue;
    }
    if (line !== "") lines.push(line.trimEnd());
    const pieces = cutToWidth(chunk.trim(), width, measure);
    broken ||= pieces.length > 1;
    lines.push(...pieces.slice(0, -1));
    line = (pieces.at(-1) ?? "") + (chunk.endsWith(" ") ? " " : "");
  }
  if (line.trim() !== "") lines.push(line.trimEnd());
  return { lines, broken };
}

/** The narrowest width that gives as few lines as `width` does: lines of a heading then have similar lengths. */
export function balancedWidth(text: string, width: number, measure: Measure, language: string): number {
  const { lines, broken } = wrapText(text, width, measure, language);
  if (lines.length < 2 || lines.length > 4 || broken) return width;
  let [low, high] = [width / 2, width];
  while (high - low > width / 60) {
    const middle = (low + high) / 2;
    const tried = wrapText(text, middle, measure, language);
    if (tried.lines.length > lines.length || tried.broken) low = middle;
    else high = middle;
  }
  return high;
}

/** The text shortened until it fits with an ellipsis. */
export function ellipsize(text: string, width: number, measure: Measure): string {
  const characters = splitGraphemes(text.trimEnd());
  const count = longestPrefix(characters, (n) => measure(`${characters.slice(0, n).join("").trimEnd()}…`) <= width);
  return `${characters
    .slice(0, count)
    .join("")
    .replace(/[\s,.;:–—-]+$/u, "")}…`;
}

const segmenters = new Map<string, Intl.Segmenter>();

function segmenterFor(language: string): Intl.Segmenter {
  let segmenter = segmenters.get(language);
  if (segmenter === undefined) {
    segmenter = new Intl.Segmenter(language, { granularity: "word" });
    segmenters.set(language, segmenter);
  }
  return segmenter;
}

/** What may not be torn apart, each with the space that follows it. */
function chunksOf(text: string, language: string): string[] {
  const chunks: string[] = [];
  for (const { segment } of segmenterFor(language).segment(text)) {
    const previous = chunks.at(-1);
    if (previous === undefined || mayBreak(previous, segment)) chunks.push(segment);
    else chunks[chunks.length - 1] = previous + segment;
  }
  return chunks;
}

function mayBreak(before: string, after: string): boolean {
  if (/^\s/u.test(after)) return false;
  if (/[^\S\u00a0\u202f]$/u.test(before)) return true;
  if (NOT_FIRST.test(after) || NOT_LAST.test(before)) return false;
  if (IDEOGRAPHIC.test(lastCharacter(before)) || IDEOGRAPHIC.test(after.slice(0, 1))) return true;
  return BREAKS_AFTER.test(before) && /\p{L}/u.test(after) && before.length >= 3;
}

const lastCharacter = (text: string): string => text.slice(-2).at(-1) ?? "";

function cutToWidth(word: string, width: number, measure: Measure): string[] {
  if (measure(word) <= width) return [word];
  const pieces: string[] = [];
  let rest = splitGraphemes(word);
  while (rest.length > 0 && measure(rest.join("")) > width) {
    const characters = rest;
    const piece = (count: number): string => {
      const hyphen = HYPHENATED.test(characters[count - 1] ?? "") && HYPHENATED.test(characters[count] ?? "");
      return characters.slice(0, count).join("") + (hyphen ? "-" : "");
    };
    const count = Math.max(
      1,
      longestPrefix(characters, (n) => measure(piece(n)) <= width),
    );
    pieces.push(piece(count));
    rest = characters.slice(count);
  }
  if (rest.length > 0) pieces.push(rest.join(""));
  return pieces;
}

/** The largest count for which `fits` holds, when it holds for all smaller ones. */
function longestPrefix(characters: readonly string[], fits: (count: number) => boolean): number {
  let [low, high] = [0, characters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
