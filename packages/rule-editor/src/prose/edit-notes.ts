import { capital, count, listOf, quote, some } from "../say.ts";
import type { WordEdit } from "./word-edit.ts";

/** "Cut 'in order to' to 'to', dropped 'very' and 2 more; 23 % shorter." — what was done, and nothing else. */
export function rewriteNote(edits: readonly WordEdit[], before: string, after: string): string {
  const said = edits.filter(({ kind }) => kind !== "article");
  const phrases = said.filter((edit) => edit.kind === "phrase" && edit.text !== "" && edit.was !== "");
  const dropped = said.filter((edit) => !phrases.includes(edit));
  const pieces: string[] = [];
  const shownPhrases = unique(phrases.map(({ was, text }) => `${quote(was)} to ${quote(text)}`));
  const [cut, swapped] = [shownPhrases.slice(0, 3), shownPhrases.slice(3)];
  const rest = swapped.length > 0 ? [count(swapped.length, "more phrase")] : [];
  if (cut.length > 0) pieces.push(`changed ${listOf([...cut, ...rest])}`);
  const shownDropped = unique(dropped.map(({ was }) => quote(was)));
  if (shownDropped.length > 0) pieces.push(`dropped ${some(shownDropped, 3)}`);
  const share = Math.round((1 - lengthOf(after) / Math.max(1, lengthOf(before))) * 100);
  return `${capital(listOf(pieces))}${share >= 3 ? `; ${share} % shorter` : ""}.`;
}

export function lengthOf(text: string): number {
  return text.replaceAll(/\s+/gu, " ").trim().length;
}

export function unique(words: readonly string[]): string[] {
  return [...new Set(words)];
}
