import { runInNewContext } from "node:vm";
import type { Range } from "../draft/ranges.ts";
import { escapePattern } from "../draft/pattern.ts";

/** A place where a text or pattern is found, with the groups of a pattern. */
export interface Match extends Range {
  readonly text: string;
  readonly groups: readonly string[];
  /** What stands right before it, a few letters. */
  readonly before: string;
}

export type Finder = (text: string) => Match[];

/** A user's pattern has this long for the whole document: some patterns would take years. */
const PATTERN_LIMIT_MS = 300;
const MAX_MATCHES = 50_000;

/** Whole words, whatever their case and the white space between them. */
export function wordFinder(words: readonly string[]): Finder {
  const pattern = new RegExp(
    words
      .toSorted((a, b) => b.length - a.length)
      .map(wordPattern)
      .join("|"),
    "giu",
  );
  return (text) =>
    [...text.matchAll(pattern)].map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      text: match[0],
      groups: [],
      before: text.slice(Math.max(0, match.index - 16), match.index),
    }));
}

function wordPattern(word: string): string {
  const escaped = word
    .trim()
    .split(/\s+/u)
    .map((part) => escapePattern(part).replaceAll(/['’]/gu, "['’]"))
    .join(String.raw`\s+`);
  const before = /^[\p{L}\p{N}]/u.test(word.trim()) ? String.raw`(?<![\p{L}\p{N}])` : "";
  const after = /[\p{L}\p{N}]$/u.test(word.trim()) ? String.raw`(?![\p{L}\p{N}])` : "";
  return before + escaped + after;
}

/** `/pattern/flags`; null when it is none. The finder throws a RangeError when the pattern takes too long. */
export function patternFinder(source: string): Finder | null {
  const [, body = "", flags = ""] = /^\/(.+)\/([a-z]*)$/su.exec(source) ?? [];
  const wanted = `g${flags.replaceAll(/[^imsu]/gu, "")}`;
  try {
    void new RegExp(body, wanted);
  } catch {
    return null;
  }
  let leftMs = PATTERN_LIMIT_MS;
  return (text) => {
    const begun = performance.now();
    try {
      // The engine's own limit is the only thing that stops a pattern once it runs; nothing but text goes in and out.
      const found = runInNewContext(
        `JSON.stringify([...text.matchAll(new RegExp(body, flags))].slice(0, ${MAX_MATCHES}).map((match) => [match.index, ...match].map((one) => one ?? "")))`,
        { text, body, flags: wanted },
        { timeout: Math.max(1, Math.ceil(leftMs)) },
      ) as string;
      return (JSON.parse(found) as [number, string, ...string[]][]).flatMap(([start, whole, ...groups]) =>
        whole === "" ? [] : [{ start, end: start + whole.length, text: whole, groups, before: "" }],
      );
    } catch (error) {
      throw new RangeError("the pattern takes too long", { cause: error });
    } finally {
      leftMs -= performance.now() - begun;
    }
  };
}
