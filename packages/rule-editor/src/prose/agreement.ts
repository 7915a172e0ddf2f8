import { dictionary } from "@headway-jobs/contract";
import { overlaps, type Range, textBefore } from "../draft/ranges.ts";
import type { WordEdit } from "./word-edit.ts";

const MANY = /^(?:many|several|a few|some|most(?: of)?(?: the)?)$/iu;
const PLURAL: Readonly<Record<string, string>> = dictionary({
  was: "were",
  is: "are",
  has: "have",
  "there's": "there are",
});

/**
 * "There was a large number of customers" → "There were many customers", "a small number of suppliers is" → "a few suppliers are": where a singular phrase
 * gives way to a plural one, its verb follows. A phrase whose verb cannot be found for certain is left alone.
 */
export function agreeing(text: string, edits: readonly WordEdit[], guarded: readonly Range[]): WordEdit[] {
  const taken = [...guarded, ...edits];
  return edits
    .flatMap((edit): WordEdit[] => {
      const counts = /^(?:an?|the) .{0,200}(?:numbers?|majority|range|variety|array|amount) of/iu.test(edit.was);
      if (edit.kind !== "phrase" || !counts || !MANY.test(edit.text)) return [edit];
      const verb = verbBefore(text, edit.start) ?? verbBehind(text, edit.end);
      if (verb === null) return [edit];
      return overlaps(verb, taken) ? [] : [edit, verb];
    })
    .toSorted((a, b) => a.start - b.start);
}

function verbBefore(text: string, at: number): WordEdit | null {
  const before = textBefore(text, at);
  const match = /\bthere (was|is|has)(?= (?:been |also |now |still |already )?$)/iu.exec(before);
  if (match === null) return null;
  return plural(at - before.length + match.index + match[0].length - (match[1]?.length ?? 0), match[1] ?? "");
}

/** Only behind one plural noun, which may have adjectives before it: further away another subject may have come between. */
function verbBehind(text: string, at: number): WordEdit | null {
  const match = /^(?: (?!and\b|or\b|that\b|who\b|which\b)\p{Ll}+){0,2} \p{Ll}+s (was|is|has)\b/u.exec(text.slice(at));
  return match === null ? null : plural(at + match[0].length - (match[1]?.length ?? 0), match[1] ?? "");
}

function plural(start: number, was: string): WordEdit {
  return { start, end: start + was.length, text: PLURAL[was.toLowerCase()] ?? was, kind: "phrase", was };
}
