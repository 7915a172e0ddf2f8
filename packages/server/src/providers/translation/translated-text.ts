import type { Term } from "@headway-jobs/ports/translation";
import { inPlace, type Occurrence } from "@headway-jobs/ports/translation-terms";

/** Addresses and anything with digits among letters or marks: a translator would take it apart. Plain numbers pass through unharmed. */
const UNTRANSLATABLE = new RegExp(
  [
    /(?:https?:\/\/|www\.)[^\s<>"')\]]*[^\s<>"')\].,;:!?]/,
    /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/,
    /(?<![\p{L}\p{N}])(?=[\p{L}\p{N}_./-]*\d)(?=[\p{L}\p{N}_./-]*[\p{L}_/])[\p{L}\p{N}][\p{L}\p{N}_./-]*[\p{L}\p{N}]/u,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gu",
);

/** What stands behind a placeholder: a piece that stays as it is, or a term of a dictionary. */
export type Kept = string | Term;

/** Replaces what must stay as it is, and terms, by made-up words, which pass through a translator unknown and unchanged. */
export function hideUntranslatable(
  text: string,
  termsIn: (text: string) => readonly Occurrence[] = () => [],
): { text: string; kept: Kept[] } {
  const pieces = [...text.matchAll(UNTRANSLATABLE)].map((match) => ({
    at: match.index,
    text: match[0],
    kept: match[0],
  }));
  // Of a term and an address that begin alike the term counts, and none inside an address: it would be torn.
  const terms = termsIn(text).map(({ at, text: found, term }) => ({ at, text: found, kept: term }));
  const kept: Kept[] = [];
  let hidden = "";
  let end = 0;
  for (const piece of [...terms, ...pieces].toSorted((a, b) => a.at - b.at)) {
    if (piece.at < end) continue;
    hidden += text.slice(end, piece.at) + placeholder(kept.length);
    kept.push(piece.kept);
    end = piece.at + piece.text.length;
  }
  return { text: hidden + text.slice(end), kept };
}

/** Null when a placeholder did not come back exactly once. */
export function restoreUntranslatable(text: string, kept: readonly Kept[]): string | null {
  let restored = text;
  for (const [index, piece] of kept.entries()) {
    const [before, after, ...more] = restored.split(new RegExp(placeholder(index), "iu"));
    if (before === undefined || after === undefined || more.length > 0) return null;
    restored = before + (typeof piece === "string" ? piece : inPlace(piece.to, before)) + after;
  }
  return restored;
}

const STARTS_WITH_PLACEHOLDER = /^([Qq]zx[a-j]+xzq )(\p{L})(?!\p{Lu})/u;

/** Translators move the capital of a sentence that begins with an unknown word to the next one; back to what the hidden source has there. */
export function recase(text: string, hidden: string): string {
  const [, , letter = ""] = STARTS_WITH_PLACEHOLDER.exec(hidden) ?? [];
  return /\p{Ll}/u.test(letter)
    ? text.replace(STARTS_WITH_PLACEHOLDER, (_, placed: string, next: string) => placed + next.toLowerCase())
    : text;
}

/** Letters only: digits inside a word would be cut off from it. */
function placeholder(index: number): string {
  const letters = [...String(index)].map((digit) => "abcdefghij".charAt(Number(digit))).join("");
  return `Qzx${letters}xzq`;
}

/** Removes the marks of words the translator could not form, and gives back the source's capital and its question marks. */
export function polish(text: string, source: string, to: string): string {
  const unmarked = /[*@#]\p{L}/u.test(source) ? text : text.replaceAll(/(^|[\s(¿¡"“])[*@#]+(?=\p{L})/gu, "$1");
  const spaced = unmarked
    .replaceAll(/\s+/gu, " ")
    .replaceAll(/ ([.,;!?])(?=\s|$)/gu, "$1")
    .trim();
  const cased = /^[^\p{L}]*\p{Lu}/u.test(source)
    ? spaced.replace(/^([^\p{L}]*)(\p{Ll})/u, (_, lead: string, letter: string) => lead + letter.toUpperCase())
    : spaced;
  const ended = endLike(calmCapitals(cased, source), source);
  if (to !== "es" && to !== "gl" && to !== "ast") return ended;
  return to === "gl" ? ended : openQuestions(ended);
}

/** Capitals that the source does not have slip in where words are joined: "EL agua", "el ciclo No tiene". */
function calmCapitals(text: string, source: string): string {
  const shouts = new Set(source.match(/\p{Lu}{2,}/gu));
  const quiet = text.replaceAll(/(?<!\p{L})\p{Lu}{2,}(?!\p{L})/gu, (word) =>
    shouts.has(word) || /^[IVXLCDM]+$/u.test(word) ? word : word.charAt(0) + word.slice(1).toLowerCase(),
  );
  // Only where the source has a single capital, its first: then no names are at stake.
  if (/^[^\p{L}]*\p{Lu}[^\p{Lu}]*$/u.test(source)) {
    return quiet.replaceAll(/(?<=[\p{L},;] )\p{Lu}(?=\p{Ll})/gu, (letter) => letter.toLowerCase());
  }
  return quiet;
}

/** The translators drop a final mark now and then; a caption and a voice need it. */
function endLike(text: string, source: string): string {
  const mark = /[.!?…:]$/u.exec(source)?.[0];
  return mark === undefined || /[.!?…:)"”'’»]$/u.test(text) ? text : `${text}${mark}`;
}

function openQuestions(text: string): string {
  return text.replaceAll(/(^|(?<=[.!?…:] ))([^.!?…:¿¡]+)([?!])/gu, (_, before: string, words: string, mark: string) => {
    return `${before}${mark === "?" ? "¿" : "¡"}${words}${mark}`;
  });
}
