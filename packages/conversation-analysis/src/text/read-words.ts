import { EMOTION_LABELS } from "@headway-jobs/contract";
import type { EmotionLabel } from "@headway-jobs/ports/conversation-analysis";
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
  SYMPATHY,
  THANKS,
} from "../lexicon/speech-words.ts";
import { bareWords, listed, type Token, tokensOf } from "../lexicon/tokens.ts";

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
const SYMPATHETIC = classLookup({ sympathy: SYMPATHY });
const INVERTED = classLookup({ inversion: INVERSIONS });
/** "I wonder if you …", "as you …": after these the order is no question's. */
const SUBORDINATING = new Set(
  listed(`if whether that which who as because when while so know knows knew see saw tell told say said ask asked wonder understand explain show remember
    matter is was of in on about from sure idea forgot exactly where whatever the`),
);

/** A negation reaches this many words on, unless its clause ends before. */
const NEGATION_REACH = 4;
/** Shares of a reversed value: "not good" is weaker than "bad" (Taboada et al. 2011 shift rather than flip). */
const REVERSED = 0.65;
const AMPLIFIED = 1.35;
const SOFTENED = 0.6;
/** What is left of a feeling that is another's, and how many words on it may be named. */
const ANOTHERS = 0.25;
const SYMPATHY_REACH = 8;
const BEFORE_BUT = 0.5;
const AFTER_BUT = 1.4;
const CONTRASTS = new Set(["but", "however", "although", "though", "except", "yet"]);

/** Reads the words of an utterance with their scope: what is negated, amplified, softened or set against something by a "but". */
export function readWords(text: string): WordReading {
  const tokens = tokensOf(text);
  const markers = markersOf(tokens);
  const found = VALUED_WORDS.findIn(tokens);
  const shifts = shiftsOf(tokens, found);
  const feelings = Object.fromEntries(EMOTION_LABELS.filter((label) => label !== "neutral").map((label) => [label, 0]));
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
    negations: LISTS.negator.findIn(tokens).filter(({ from }) => !isAnswer(tokens, from)).length,
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
  for (const { from, to } of SYMPATHETIC.findIn(tokens)) {
    for (let at = from; at < Math.min(tokens.length, to + SYMPATHY_REACH); at += 1) {
      // A clause of their own begins: "I understand but I am angry".
      if (at >= to && (endsClause(tokens[at - 1]) || /^(?:but|i|i'm|i've)$/.test(tokens[at]?.word ?? ""))) break;
      const shift = shifts[at];
      if (shift !== undefined) shift.factor *= ANOTHERS;
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

/** Question marks; without any punctuation, word orders that only questions have, at the start or further on. */
function questionsIn(tokens: readonly Token[]): number {
  const marked = tokens.filter(({ marks }) => marks.includes("?")).length;
  if (marked > 0 || tokens.some(({ marks }) => /[.!]/.test(marks))) return marked;
  return asksAtStart(tokens) ||
    INVERTED.findIn(tokens).some(({ from }) => !isSubordinate(tokens, from)) ||
    asksWithin(tokens)
    ? 1
    : 0;
}

function asksAtStart(tokens: readonly Token[]): boolean {
  const start = tokens.findIndex(({ word }) => !LEADS.has(word));
  if (start < 0) return false;
  const opening = tokens.slice(start, start + 3);
  if (/^(?:what|how) a /.test(bareWords(opening))) return false;
  return OPENERS.findIn(opening).some(({ from }) => from === 0);
}

const ASKING = new Set(listed(`what which where when why how who whose`));
const AUXILIARY = new Set(listed(`is are was were do does did can could would will should have has am what's how's`));
const SUBJECT = new Set(listed(`you i we they he she it this that these those the your my our their his her there`));
const AMOUNT = new Set(listed(`many much long often far big old soon`));

/** "… which tool are you using", "… how are you", "… what about the import": not after words that make it a clause of theirs ("I know what …"). */
function asksWithin(tokens: readonly Token[]): boolean {
  return tokens.some(({ word }, at) => {
    if (!ASKING.has(word) || isSubordinate(tokens, at)) return false;
    const [next, ...later] = tokens.slice(at + 1, at + 5).map((token) => token.word);
    if (next === undefined) return false;
    if ((word === "what" || word === "how") && next === "about") return true;
    if (word === "how" && AMOUNT.has(next)) return later.length > 1;
    const auxiliary = [next, ...later].findIndex((one) => AUXILIARY.has(one));
    // "Which is …" and "where there is …" go on with what was said; a question's noun stands between.
    if (auxiliary < 0 || auxiliary > 2 || (auxiliary > 0 && SUBJECT.has(next))) return false;
    return SUBJECT.has([next, ...later][auxiliary + 1] ?? "") && !(word === "which" && auxiliary === 0);
  });
}

function isSubordinate(tokens: readonly Token[], at: number): boolean {
  return SUBORDINATING.has(tokens[at - 1]?.word ?? "");
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
