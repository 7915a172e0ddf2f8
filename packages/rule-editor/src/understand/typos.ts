import { slipBetween } from "../prose/spelling.ts";
import { maskQuotes } from "./quoted.ts";

/** The words that instructions are made of. */
const WORDS =
  "delete remove replace rename insert move make more shorten shorter simplify simpler simple concise plain plainer clear clearer translate capitalize capitalise number proofread correct change convert turn split merge join swap sort duplicate promote demote highlight underline section sections paragraph paragraphs sentence sentences heading headings title list lists table bullet bullets item items column columns document spelling grammar punctuation contractions typos mistakes errors language english spanish french german with after before between introduction conclusion summary first second third last word words text bold italic uppercase lowercase alphabetically contents".split(
    " ",
  );

export interface Retyped {
  readonly message: string;
  /** "'delte' as 'delete'". */
  readonly read: readonly string[];
}

/** A message whose slips in the words of instructions are put right; null when there are none. What stands in quotation marks stays. */
export function withoutTypos(message: string, isWord: (word: string) => boolean): Retyped | null {
  const masked = maskQuotes(message);
  const read: string[] = [];
  const text = masked.text.replaceAll(/(?<![\p{L}\p{N}\uE000])[A-Za-z]?[a-z]{3,}(?![\p{L}\p{N}\uE001])/gu, (word) => {
    const lower = word.toLowerCase();
    if (isWord(lower) || isWord(word)) return word;
    const near = WORDS.filter(
      (one) => one.length > 3 && slipBetween(lower, one) && (lower.length > 4 || swapped(lower, one)),
    );
    const [meant] = near;
    // "Sectons" is "sections" rather than "section".
    const best = near.find((one) => one.endsWith("s") === lower.endsWith("s")) ?? meant;
    if (best === undefined) return word;
    read.push(`'${word}' as '${best}'`);
    return best;
  });
  return read.length === 0 ? null : { message: masked.shown(text), read };
}

function swapped(a: string, b: string): boolean {
  return a.length === b.length && [...a].toSorted().join("") === [...b].toSorted().join("");
}
