import type { Term } from "./translation.ts";

/** A term as it occurs in a text. */
export interface Occurrence {
  readonly term: Term;
  /** Offset of its first UTF-16 code unit. */
  readonly at: number;
  readonly text: string;
}

/** Finds terms as whole words, whatever their case; where two begin alike the longer one counts, and none lies in another. Blank terms are none. */
export function termMatcher(terms: readonly Term[]): (text: string) => readonly Occurrence[] {
  const byKey = new Map<string, Term>();
  for (const term of terms) {
    const key = keyOf(term.from);
    if (key !== "" && term.to.trim() !== "" && !byKey.has(key)) byKey.set(key, term);
  }
  if (byKey.size === 0) return () => [];
  const longestFirst = [...byKey.keys()].toSorted((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(patternOf).join("|"), "giu");
  return (text) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const term = byKey.get(keyOf(match[0]));
      return term === undefined ? [] : [{ term, at: match.index, text: match[0] }];
    });
}

/**
 * A term's translation as it stands at an offset of a text: with a capital where a sentence begins, unless it has capitals of its own (`iOS`) or belongs
 * to a script that has none.
 */
export function inPlace(to: string, before: string): string {
  const begins = /(?:^|[.!?…]["”»’)]*\s+)["“«‘(¿¡]*$/u.test(before);
  return begins && to === to.toLowerCase() ? to.charAt(0).toUpperCase() + to.slice(1) : to;
}

/** What two spellings of one term share. */
function keyOf(text: string): string {
  return text.trim().replaceAll(/\s+/gu, " ").toLowerCase();
}

// Written without spaces between words: a word's end cannot be seen.
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

function patternOf(key: string): string {
  const letters = [...key];
  const escaped = letters.map((letter) =>
    letter === " " ? String.raw`\s+` : letter.replace(/[\\^$.*+?()[\]{}|/]/u, String.raw`\$&`),
  );
  const starts = /[\p{L}\p{N}]/u.test(letters[0] ?? "") && !UNSPACED.test(letters[0] ?? "");
  const ends = /[\p{L}\p{M}\p{N}]/u.test(letters.at(-1) ?? "") && !UNSPACED.test(letters.at(-1) ?? "");
  return `${starts ? String.raw`(?<![\p{L}\p{N}])` : ""}${escaped.join("")}${ends ? String.raw`(?![\p{L}\p{M}\p{N}])` : ""}`;
}
