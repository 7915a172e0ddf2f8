import type { Token } from "./phrase-table.ts";
import type { Spot } from "./spot.ts";

interface Filler {
  readonly tokens: number;
  /** With the white space and the comma that go with it. */
  readonly start: number;
  readonly end: number;
}

const FILLERS = new Set([
  "very",
  "really",
  "basically",
  "actually",
  "essentially",
  "literally",
  "truly",
  "extremely",
  "certainly",
  "definitely",
  "obviously",
  "simply",
]);
/** Between commas they go with their commas. */
const ASIDES = new Set([
  "basically",
  "actually",
  "essentially",
  "obviously",
  "of course",
  "in fact",
  "needless to say",
  "as it were",
  "so to speak",
  "in essence",
  "if you will",
  "to be honest",
  "as you know",
]);
/** Degrees: words that give another meaning to what they stand before. */
const DEGREES = new Set(["very", "really", "truly", "extremely", "quite"]);
const NOT_AFTER_VERY = new Set(
  "same first last best worst next own few little much many well least most beginning end start top bottom idea fact purpose reason nature essence moment day person thing soon often rarely seldom late early".split(
    " ",
  ),
);
const NEGATIONS =
  /^(?:not|no|never|nor|neither|none|nobody|nothing|nowhere|hardly|scarcely|barely|rarely|seldom|without|cannot|few|little|less|only|too|so|as|how|if|whether|unless)$/u;

/** A word that adds nothing where it stands; null where it carries meaning: under a negation, in a comparison, before a noun. */
export function fillerAt({ tokens, starts, at }: Spot): Filler | null {
  const token = tokens[at];
  if (token === undefined || !token.word) return null;
  const aside = asideAt(tokens, at);
  if (aside !== null) return aside;
  if (!FILLERS.has(token.key) || /^\p{Lu}/u.test(token.text)) return null;
  const next = tokens[at + 1];
  const before = tokens[at - 1];
  if (next === undefined || !next.word || starts.has(at) || negated(tokens, at, starts)) return null;
  if (before !== undefined && (before.key === token.key || next.key === token.key)) return null;
  if (DEGREES.has(token.key)) {
    if (NOT_AFTER_VERY.has(next.key) || !looksGradable(next.key)) return null;
    if (
      /^(?:the|this|that|these|those|its|his|her|their|our|my|your)$/u.test(before?.key ?? "") &&
      token.key !== "extremely"
    )
      return null;
  } else if (!SAFE_BEFORE.test(before?.key ?? "") && !/(?:ly|ed|s)$/u.test(before?.key ?? "")) {
    return null;
  }
  if (token.key === "simply" && !/^(?:to|can|you|we|please|and)$/u.test(before?.key ?? "")) return null;
  if (token.key === "quite" && /^(?:a|an|the|some|so)$/u.test(next.key)) return null;
  return { tokens: 1, start: token.start, end: next.start };
}

/** Between a subject or an auxiliary and its verb an adverb of emphasis can go. */
const SAFE_BEFORE =
  /^(?:is|are|was|were|be|been|has|have|had|will|would|can|could|should|may|might|must|shall|do|does|did|to|and|but|that|which|who|it|we|they|you|i|he|she|this|there|team|board|company|report|market|people|users|customers|project|system)$/u;

function looksGradable(word: string): boolean {
  if (/(?:ing|ed|ful|ous|ive|able|ible|al|ant|ent|ic|less|ary|ory|ly|y)$/u.test(word) && word.length > 3) return true;
  return PLAIN_ADJECTIVES.has(word);
}

const PLAIN_ADJECTIVES = new Set(
  "good bad big small large great high low long short strong weak hard soft fast slow new old young rich poor clear deep wide narrow close near far hot cold warm cool dark light bright full empty clean dry wet safe rare rough smooth sharp thick thin tall loud quiet calm kind nice fine glad sad proud brave wise true fair simple complex serious severe sure unique robust secure remote mature modern popular similar particular tough cheap complete concise precise accurate adequate moderate appropriate polite broad keen happy".split(
    " ",
  ),
);

/** A negation in the same clause, at most four words before: "not very good" is not "not good". */
export function negated(tokens: readonly Token[], at: number, starts: ReadonlySet<number>): boolean {
  for (let back = at - 1; back >= Math.max(0, at - 4); back--) {
    const token = tokens[back];
    if (token === undefined || /^[,;:.!?()]$/u.test(token.key)) return false;
    if (NEGATIONS.test(token.key) || token.key.endsWith("n't")) return true;
    if (starts.has(back)) return false;
  }
  return false;
}

/** ", of course," inside a sentence. */
function asideAt(tokens: readonly Token[], at: number): Filler | null {
  if (tokens[at - 1]?.key !== ",") return null;
  for (let length = 4; length >= 1; length--) {
    const words = tokens.slice(at, at + length);
    const comma = tokens[at + length];
    if (comma?.key !== "," || words.some(({ word }) => !word) || !ASIDES.has(words.map(({ key }) => key).join(" ")))
      continue;
    const start = tokens[at - 1]?.start ?? 0;
    // The words before and behind close up; one blank stays between them.
    return { tokens: length + 1, start, end: comma.end };
  }
  return null;
}
