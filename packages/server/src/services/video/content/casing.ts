import { readTable } from "@headway-jobs/tools/data/read-table";
import type { Frequencies } from "./ranking.ts";

const TITLE_WORDS = readTable(new URL("./data/title-words.tsv", import.meta.url));
const FUNCTION_WORDS = new Set(TITLE_WORDS.map(([word = ""]) => word));
const NOUN_STARTS = new Set(TITLE_WORDS.flatMap(([word = "", use]) => (use === "noun" ? [word] : [])));

/** Whether a title begins with a word after which it reads as a noun or as an indirect question. */
export function startsAsNoun(title: string): boolean {
  return NOUN_STARTS.has(/^[\p{L}\p{N}_]+/u.exec(title)?.[0].toLowerCase() ?? "");
}

/**
 * A title or label as it stands inside a sentence: its first capital goes where the word is no name, that is where the source itself writes
 * it small elsewhere, or where it is a function word. When in doubt the capital stays.
 */
export function midSentence(text: string, frequencies: Frequencies): string {
  const first = /^\p{Lu}[\p{Ll}'’]*(?=[\s?!.,:;-]|$)/u.exec(text)?.[0];
  if (first === undefined || first === "I") return text;
  // "World Wide Web": a second capital makes it a name as a whole.
  const named = /^\S+ \p{Lu}/u.test(text) && !FUNCTION_WORDS.has(first.toLowerCase());
  if (named) return text;
  const small = FUNCTION_WORDS.has(first.toLowerCase()) || frequencies.has(smallKey(first.toLowerCase()));
  return small ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/** Under this key the frequencies remember that the source writes a word small inside its sentences. */
export function smallKey(word: string): string {
  return `small:${word}`;
}
