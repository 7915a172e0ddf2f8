import { type Range, textBefore } from "./ranges.ts";

const ABBREVIATIONS = new Set(
  "mr mrs ms dr prof sr jr st vs etc e.g i.e cf al approx dept est fig no nos vol pp ed eds inc ltd co corp llc plc gen gov hon rev jan feb mar apr jun jul aug sep sept oct nov dec a.m p.m u.s u.k ph.d art sec cl para ref tel ext incl excl ca resp ave blvd hrs mins sq ft oz lb lbs misc univ bros ibid viz attn cont govt intl max min".split(
    " ",
  ),
);

const END = /[.!?…]+["”’')\]]*(?=\s|$|\uFFFC)/gu;

/** The sentences of a text without the white space between them; a line break ends one, too. */
export function sentencesOf(text: string): Range[] {
  const found: Range[] = [];
  let start = 0;
  const close = (end: number): void => {
    const raw = text.slice(start, end);
    const lead = raw.length - raw.trimStart().length;
    const trimmed = raw.trim();
    if (trimmed !== "") found.push({ start: start + lead, end: start + lead + trimmed.length });
    start = end;
  };
  for (const match of text.matchAll(END)) {
    const end = match.index + match[0].length;
    if (endsSentence(text, match.index, end, match[0])) close(end);
  }
  close(text.length);
  return found;
}

function endsSentence(text: string, dot: number, end: number, mark: string): boolean {
  const next = /^\s*["“‘'([]*(\S)/u.exec(text.slice(end, end + 40))?.[1];
  if (next === undefined) return true;
  if (!mark.startsWith(".")) return !/\p{Ll}/u.test(next);
  const word = /[\p{L}\p{N}.]+$/u.exec(text.slice(Math.max(0, dot - 24), dot))?.[0].toLowerCase() ?? "";
  if (ABBREVIATIONS.has(word) || /^\p{L}$/u.test(word) || /^(?:\d+|\p{L})(?:\.\p{L})+$/u.test(word)) return false;
  // "3. Scope" at a beginning is a number and no sentence.
  if (/^\d+$/u.test(word) && /^\s*\d+$/u.test(textBefore(text, dot))) return false;
  return true;
}
