import { NOMINAL } from "./data/nominal.ts";
import { OPENERS } from "./data/openers.ts";
import { PLAIN_VERBS } from "./data/plain-verbs.ts";
import { PLAIN_WORDS } from "./data/plain-words.ts";
import { REDUNDANT_VERBS } from "./data/redundant-verbs.ts";
import { REDUNDANT } from "./data/redundant.ts";
import { WORDY_A_H } from "./data/wordy-a-h.ts";
import { WORDY_I_Z } from "./data/wordy-i-z.ts";
import { compilePhrases, linesOf, type PhraseTable } from "./phrase-table.ts";

const openerLines = (): string =>
  linesOf(OPENERS)
    .map((line) => `${line} > ^`)
    .join("\n");

const compiled = new Map<string, PhraseTable>();

/** The phrases that serve a goal, compiled once. */
export function phrasesFor(concise: boolean, simple: boolean): PhraseTable {
  const key = `${concise}${simple}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const wordy = [WORDY_A_H, WORDY_I_Z, NOMINAL, REDUNDANT, REDUNDANT_VERBS];
  // Plain words first: where both know a phrase, "simple" asked for the plain one.
  const table = compilePhrases([
    ...(simple ? [PLAIN_WORDS, PLAIN_VERBS] : []),
    ...(concise || simple ? wordy : []),
    ...(concise ? [openerLines()] : []),
  ]);
  compiled.set(key, table);
  return table;
}
