import type { Token } from "./phrase-table.ts";
import type { Spot } from "./spot.ts";
import type { WordEdit } from "./word-edit.ts";

/** Joined to a clause before: "and that", "as well as that", ", that". */
const JOINED =
  /(?:[,;:–—(]|\b(?:and|or|but|nor|yet|not|only|also|as|then|rather|secondly|thirdly|finally|lastly)) that$/iu;
/** Only a clause begins so. */
const SUBJECT =
  /^(?:the|a|an|this|these|those|my|your|his|her|its|our|their|no|any|some|each|every|all|both|most|many|several|few|there|i|you|he|she|it|we|they|neither|either|nobody|everyone|\d.*)$/u;

/** No sentence that a person reads is longer. */
const SENTENCE_TOKENS = 120;

/**
 * Where a phrase that ends in "that" gives way to one that does not, a second "that" of its sentence hangs in the air: "Note that A and that B". The edit that
 * takes it out, too; null where that is not certain, and the phrase stays.
 */
export function withoutSecondThat({ text, tokens, starts, at }: Spot, length: number): readonly WordEdit[] | null {
  const others: { readonly token: Token; readonly next: Token | undefined; readonly joint: string | undefined }[] = [];
  const last = Math.min(tokens.length, at + length + SENTENCE_TOKENS);
  for (let index = at + length; index < last && !starts.has(index); index++) {
    const token = tokens[index];
    if (token?.key === "that") others.push({ token, next: tokens[index + 1], joint: tokens[index - 1]?.key });
  }
  const from = tokens[at]?.start ?? 0;
  const joined = others.filter(({ token }) => JOINED.test(text.slice(Math.max(from, token.start - 24), token.end)));
  if (joined.length === 0) return [];
  const [second] = joined;
  if (second?.next === undefined || others.length > 1 || !/^(?:and|or|but)$/u.test(second.joint ?? "")) return null;
  if (!SUBJECT.test(second.next.key) && !/^\p{Lu}/u.test(second.next.text)) return null;
  return [{ start: second.token.start, end: second.next.start, text: "", kind: "filler", was: second.token.text }];
}
