import { plural, verbForms } from "./inflect.ts";

/** Every regular form of a word that is to be replaced, and what stands for it. Lower case. */
export type FormPairs = ReadonlyMap<string, string | Past>;

/** Of a form that is past and participle at once, where the other word has two. */
export interface Past {
  readonly past: string;
  readonly participle: string;
}

/**
 * The forms in which `from` may stand: itself, its plural, its forms as a verb, each with the same form of `to`. Which kind of word they are is looked up:
 * only where both can be a noun, or both a verb, do the forms of that kind count. Phrases have their plural only.
 */
export async function formPairs(from: string, to: string): Promise<FormPairs> {
  const pairs = new Map<string, string | Past>([[from.toLowerCase(), to]]);
  const add = (was: string, now: string): void => void (pairs.has(was) || pairs.set(was, now));
  // Names, numbers and abbreviations have no forms of their own.
  if (/\p{Lu}|[^\p{L} '-]/u.test(from) || to === "" || /[^\p{L}\p{N} '-]/u.test(to) || from.length < 3) return pairs;
  const { default: nlp } = await import("compromise");
  const [fromHead, toHead] = [lastWord(from), lastWord(to)];
  const [fromLead, toLead] = [from.slice(0, from.length - fromHead.length), to.slice(0, to.length - toHead.length)];
  const kind = (word: string): { noun: boolean; verb: boolean } => {
    const doc = nlp(word);
    const verb = doc.has("#Verb") || (nlp(`to ${word}`).has("to #Verb") && nlp(`they ${word} it`).has("they #Verb it"));
    return { noun: nlp(`the ${word}`).has("#Noun$") && !doc.has("^(#Adjective|#Adverb|#Gerund|#PastTense)$"), verb };
  };
  const [a, b] = [kind(fromHead), kind(toHead)];
  if (from === fromHead && a.verb && b.verb && to === toHead) {
    const [was, now] = [verbForms(from), verbForms(to)];
    if (was.past === was.participle && now.past !== now.participle)
      pairs.set(was.past, { past: now.past, participle: now.participle });
    for (const form of ["s", "participle", "past", "ing"] as const) add(was[form], now[form]);
  }
  if (!/\p{Lu}/u.test(toHead) || a.noun) {
    const plurals = nlp(`the ${fromHead}`).nouns().toPlural().text().replace(/^the /u, "");
    const many = a.noun ? plurals || plural(fromHead) : "";
    if (many !== "" && many !== fromHead && !/\s/u.test(many) && (b.noun || /\p{Lu}/u.test(toHead))) {
      const now = nlp(`the ${toHead}`).nouns().toPlural().text().replace(/^the /u, "");
      add(
        fromLead.toLowerCase() + many.toLowerCase(),
        toLead + (now === "" || /\s/u.test(now) || now.toLowerCase() === toHead.toLowerCase() ? plural(toHead) : now),
      );
    }
  }
  return pairs;
}

function lastWord(text: string): string {
  return /\S+$/u.exec(text)?.[0] ?? text;
}

/** The form that fits what stands before: "was managed" → "was run", "he managed" → "he ran". */
export function fitting(to: string | Past, before: string): string {
  if (typeof to === "string") return to;
  return /(?:\b(?:is|are|was|were|be|been|being|am|have|has|had|having|get|got|not)|['’](?:ve|s|re|m|d))\s+$/iu.test(
    before,
  )
    ? to.participle
    : to.past;
}

/** `to` in the case that `was` has: ACME → GLOBEX, Acme → Globex; a word with capitals of its own keeps them. */
export function inCaseOf(to: string, was: string, asked: string): string {
  const letters = was.replaceAll(/[^\p{L}]/gu, "");
  if (letters.length > 1 && letters === letters.toUpperCase() && asked !== asked.toUpperCase()) return to.toUpperCase();
  if (was === asked) return to;
  if (/^\p{Lu}/u.test(was) && /^\p{Ll}/u.test(to)) return to.charAt(0).toUpperCase() + to.slice(1);
  return to;
}
