import { type EmotionLabel, EMOTIONS } from "../analysis.ts";
import { classLookup, VALUED_WORDS } from "../lexicon/lookup.ts";
import {
  AMPLIFIERS,
  APOLOGIES,
  BOOSTERS,
  COMMISSIVES,
  DISCOURSE_MARKERS,
  DOWNTONERS,
  FILLERS,
  FUNCTION_WORDS,
  HEDGES,
  INVERSIONS,
  NEGATORS,
  OPINION_WORDS,
  QUESTION_OPENERS,
  REPAIRS,
  THANKS,
} from "../lexicon/speech-words.ts";
import { listed, type Token, tokensOf } from "./tokens.ts";

export type FeltLabel = Exclude<EmotionLabel, "neutral">;

/** Everything the words of one utterance say, read once; each reading (emotion, sentiment, cognition, moments) takes its part. */
export interface WordReading {
  readonly tokens: readonly Token[];
  /** Strength of each feeling after negation, amplifiers and but-clauses. */
  readonly feelings: Readonly<Record<FeltLabel, number>>;
  readonly positive: number;
  readonly negative: number;
  /** Values that a negation reversed: "not happy", "no problem". */
  readonly negatedPositive: number;
  readonly negatedNegative: number;
  readonly negations: number;
  readonly exclamations: number;
  readonly questions: number;
  readonly shouted: number;
  /** Share of words that an English text is made of, 0–1. */
  readonly knownShare: number;
  readonly markers: Readonly<Record<SpeechClass | "positive" | "negative", readonly string[]>>;
}

const CLASSES = {
  negator: NEGATORS,
  amplifier: AMPLIFIERS,
  downtoner: DOWNTONERS,
  hedge: HEDGES,
  booster: BOOSTERS,
  commissive: COMMISSIVES,
  discourse: DISCOURSE_MARKERS,
  opinion: OPINION_WORDS,
  thanks: THANKS,
  apology: APOLOGIES,
  repair: REPAIRS,
} as const;
type ListedClass = keyof typeof CLASSES;
export type SpeechClass = ListedClass | "filler";

const LISTS = Object.fromEntries(
  Object.entries(CLASSES).map(([name, list]) => [name, classLookup({ [name]: list })]),
) as Readonly<Record<ListedClass, ReturnType<typeof classLookup>>>;
const FILLER_WORDS = classLookup({ filler: FILLERS });
const ENGLISH = new Set(listed(FUNCTION_WORDS));
const OPENERS = classLookup({ opener: QUESTION_OPENERS });
const INVERTED = classLookup({ inversion: INVERSIONS });
/** "I wonder if you …", "as you …": after these the order is no question's. */
const SUBORDINATING = new Set(listed(`if whether that which who as because when while so`));

/** A negation reaches this many words on, unless its clause ends before. */
const NEGATION_REACH = 4;
/** Shares of a reversed value: "not good" is weaker than "bad" (Taboada et al. 2011 shift rather than flip). */
const REVERSED = 0.65;
const AMPLIFIED = 1.35;
const SOFTENED = 0.6;
const BEFORE_BUT = 0.5;
const AFTER_BUT = 1.4;
const CONTRASTS = new Set(["but", "however", "although", "though", "except", "yet"]);

/** Reads the words of an utterance with their scope: what is negated, amplified, softened or set against something by a "but". */
export function readWords(text: string): WordReading {
  const tokens = tokensOf(text);
  const markers = markersOf(tokens);
  const found = VALUED_WORDS.findIn(tokens);
  const shifts = shiftsOf(tokens, found);
  const feelings = Object.fromEntries(EMOTIONS.filter((label) => label !== "neutral").map((label) => [label, 0]));
  const sums = { positive: 0, negative: 0, negatedPositive: 0, negatedNegative: 0 };
  const valued = { positive: [] as string[], negative: [] as string[] };
  for (const { from, to, value: entry } of found) {
    const shift = shifts[from] ?? { negated: false, factor: 1 };
    const value = entry.value * shift.factor;
    weigh(sums, value, shift.negated);
    const shown = tokens.slice(from, to).map(({ word }) => word);
    if (value !== 0) (value > 0 === !shift.negated ? valued.positive : valued.negative).push(shown.join(" "));
    if (shift.negated) continue;
    for (const { label, weight } of entry.emotions) feelings[label] = (feelings[label] ?? 0) + weight * shift.factor;
  }
  return {
    tokens,
    feelings: feelings as Record<FeltLabel, number>,
    ...sums,
    negations: markers.negator.length,
    exclamations: tokens.filter(({ marks }) => marks.includes("!")).length,
    questions: questionsIn(tokens),
    shouted: shoutedIn(text),
    knownShare: knownShare(tokens),
    markers: { ...markers, ...valued },
  };
}

function weigh(sums: Record<string, number>, value: number, negated: boolean): void {
  const add = (name: string, by: number): void => void (sums[name] = (sums[name] ?? 0) + by);
  if (value > 0 && negated) {
    add("negatedPositive", value);
    add("negative", value * REVERSED);
  } else if (value > 0) add("positive", value);
  else if (value < 0 && negated) {
    add("negatedNegative", -value);
    add("positive", -value * REVERSED * 0.6);
  } else add("negative", -value);
}

/** For each word, whether a negation reaches it and how much what stands around it strengthens or weakens it. */
function shiftsOf(tokens: readonly Token[], valued: readonly Span[]): { negated: boolean; factor: number }[] {
  const shifts = tokens.map(() => ({ negated: false, factor: 1 }));
  // A negation that belongs to a listed phrase ("can't wait", "no problem") is spent there.
  const phrases = valued.filter(({ from, to }) => to - from > 1);
  const spent = (at: number): boolean => phrases.some(({ from, to }) => from <= at && at < to);
  for (const { from, to } of LISTS.negator.findIn(tokens)) {
    if (spent(from) || isAnswer(tokens, from)) continue;
    for (let at = to; at < Math.min(tokens.length, to + NEGATION_REACH); at += 1) {
      if (endsClause(tokens[at - 1]) || CONTRASTS.has(tokens[at]?.word ?? "")) break;
      // "no wonder" and "not only" deny nothing.
      if (from + 1 === to && /^(?:only|wonder|just)$/.test(tokens[to]?.word ?? "")) break;
      const shift = shifts[at];
      if (shift !== undefined) shift.negated = !shift.negated;
    }
  }
  for (const [name, factor] of [["amplifier", AMPLIFIED] as const, ["downtoner", SOFTENED] as const]) {
    for (const { to } of LISTS[name].findIn(tokens)) {
      for (const shift of shifts.slice(to, to + 2)) shift.factor *= factor;
    }
  }
  const contrast = tokens.findLastIndex(({ word }, at) => at > 0 && word === "but");
  if (contrast > 0) {
    for (const [at, shift] of shifts.entries()) shift.factor *= at < contrast ? BEFORE_BUT : AFTER_BUT;
  }
  return shifts;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The "no" that answers denies what was asked, not what follows: "no i love it". */
function isAnswer(tokens: readonly Token[], at: number): boolean {
  return (
    tokens[at]?.word === "no" &&
    /^(?:i|i'm|we|we're|it|it's|that|that's|you|they|he|she|the|this|no)$/.test(tokens[at + 1]?.word ?? "")
  );
}

function endsClause(token: Token | undefined): boolean {
  return token !== undefined && /[.,;:!?…—]/.test(token.marks);
}

function markersOf(tokens: readonly Token[]): Record<SpeechClass, string[]> {
  const words = (found: readonly Span[]): string[] =>
    found.map(({ from, to }) =>
      tokens
        .slice(from, to)
        .map(({ word }) => word)
        .join(" "),
    );
  const markers = { filler: words(FILLER_WORDS.findIn(tokens)) } as Record<SpeechClass, string[]>;
  for (const name of Object.keys(CLASSES) as ListedClass[]) markers[name] = words(LISTS[name].findIn(tokens));
  return markers;
}

const LEADS = new Set(listed(`so and but well okay ok oh um uh now yeah yes right hey hi look then also sorry please`));

/** Question marks; without any punctuation, an opening that only questions have. */
function questionsIn(tokens: readonly Token[]): number {
  const marked = tokens.filter(({ marks }) => marks.includes("?")).length;
  if (marked > 0 || tokens.some(({ marks }) => /[.!]/.test(marks))) return marked;
  const start = tokens.findIndex(({ word }) => !LEADS.has(word));
  if (start < 0) return 0;
  const opening = tokens.slice(start, start + 3);
  if (
    /^(?:what|how) a$/.test(
      opening
        .slice(0, 2)
        .map(({ word }) => word)
        .join(" "),
    )
  )
    return 0;
  if (OPENERS.findIn(opening).some(({ from }) => from === 0)) return 1;
  return INVERTED.findIn(tokens).some(({ from }) => !SUBORDINATING.has(tokens[from - 1]?.word ?? "")) ? 1 : 0;
}

/** Words in capitals, unless everything is. */
function shoutedIn(text: string): number {
  const capitals = text.match(/\b\p{Lu}{3,}\b/gu)?.length ?? 0;
  return /\p{Ll}/u.test(text) ? capitals : 0;
}

function knownShare(tokens: readonly Token[]): number {
  if (tokens.length === 0) return 0;
  const known = tokens.filter(({ word }) => ENGLISH.has(word) || VALUED_WORDS.has(word) || /^\d+$/.test(word));
  return known.length / tokens.length;
}
