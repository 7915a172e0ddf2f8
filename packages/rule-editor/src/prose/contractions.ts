import { textBefore } from "../draft/ranges.ts";
import type { Correction } from "./grammar.ts";

const EXPANDED: readonly (readonly [string, string])[] = [
  ["can't", "cannot"],
  ["won't", "will not"],
  ["shan't", "shall not"],
  ["let's", "let us"],
  ["i'm", "I am"],
  ["isn't", "is not"],
  ["aren't", "are not"],
  ["wasn't", "was not"],
  ["weren't", "were not"],
  ["don't", "do not"],
  ["doesn't", "does not"],
  ["didn't", "did not"],
  ["haven't", "have not"],
  ["hasn't", "has not"],
  ["hadn't", "had not"],
  ["wouldn't", "would not"],
  ["couldn't", "could not"],
  ["shouldn't", "should not"],
  ["mustn't", "must not"],
  ["needn't", "need not"],
  ["mightn't", "might not"],
  ["you're", "you are"],
  ["we're", "we are"],
  ["they're", "they are"],
  ["i've", "I have"],
  ["you've", "you have"],
  ["we've", "we have"],
  ["they've", "they have"],
  ["i'll", "I will"],
  ["you'll", "you will"],
  ["he'll", "he will"],
  ["she'll", "she will"],
  ["it'll", "it will"],
  ["we'll", "we will"],
  ["they'll", "they will"],
  ["that'll", "that will"],
  ["there'll", "there will"],
  ["should've", "should have"],
  ["would've", "would have"],
  ["could've", "could have"],
  ["might've", "might have"],
];
const EXPAND = new Map(EXPANDED);

/** Writes contractions out; `'s` and `'d` only where what follows shows which word they stand for. */
export function expandContractions(text: string): Correction[] {
  return [...text.matchAll(/(?<![\p{L}\p{N}])\p{L}+['’]\p{L}{1,2}(?![\p{L}\p{N}])/gu)].flatMap((match) => {
    const [word] = match;
    const lower = word.toLowerCase().replaceAll("’", "'");
    const after = text.slice(match.index + word.length);
    // "Isn't it": what is turned round cannot simply be written out.
    const told = /\b(?:i|you|he|she|it|we|they|who|that|this)\s+$/iu.test(textBefore(text, match.index));
    const asks = !told && lower.endsWith("n't") && /^\s+(?:i|you|he|she|it|we|they|there|this|that)\b/iu.test(after);
    const full = asks ? undefined : (EXPAND.get(lower) ?? openEnded(lower, after));
    return full === undefined ? [] : [change(match.index, word, full)];
  });
}

function openEnded(word: string, after: string): string | undefined {
  const [, head = "", tail = ""] =
    /^(it|he|she|that|there|here|what|who|where)'(s|d)$/u.exec(word) ?? /^(i|you|we|they)'(d)$/u.exec(word) ?? [];
  if (head === "") return undefined;
  const shown = head === "i" ? "I" : head;
  if (tail === "d") {
    if (/^\s+(?:like|love|prefer|be|have|rather not)\b/iu.test(after)) return `${shown} would`;
    return /^\s+(?:better|been|\p{L}{3,}ed)\b/iu.test(after) ? `${shown} had` : undefined;
  }
  if (/^\s+(?:been|got|had|become|\p{L}{2,}ed (?:the|a|an|its|to|since|by))\b/iu.test(after))
    return /^\s+\p{L}+ed by\b/iu.test(after) ? `${shown} is` : `${shown} has`;
  return /^\s+(?:a|an|the|not|no|very|also|always|never|still|now|our|their|your|my|in|on|at|about|all|too|so|more|less|worth|important|clear|possible|likely|easy|hard|ready|available|going|\p{L}{2,}ing)\b/iu.test(
    after,
  )
    ? `${shown} is`
    : undefined;
}

const CONTRACT: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [
    /\b(is|are|was|were|do|does|did|have|has|had|would|could|should)( )not\b(?! (?:only|just|merely|simply)\b)/giu,
    (match) => `${match[1]}n't`,
  ],
  [/\bcannot\b/giu, (match) => (match[0].startsWith("C") ? "Can't" : "can't")],
  [/\b(w)ill not\b/giu, (match) => `${match[1]}on't`],
  [/\b(I|you|we|they|he|she|it)( )will\b(?= (?!not\b)\p{L})/giu, (match) => `${match[1]}'ll`],
  [/\b(you|we|they)( )are\b(?= (?!not\b)\p{L})/giu, (match) => `${match[1]}'re`],
  [/\bI am\b(?= (?!not\b)\p{L})/gu, () => "I'm"],
  [/\b(it|he|she|that|there)( )is\b(?= (?!not\b)\p{L})/giu, (match) => `${match[1]}'s`],
  [
    /\b(I|you|we|they)( )have\b(?= (?:\p{L}+ed|been|had|made|seen|done|taken|given|found|built|sent)\b)/giu,
    (match) => `${match[1]}'ve`,
  ],
];

export function contract(text: string): Correction[] {
  return CONTRACT.flatMap(([pattern, to]) =>
    [...text.matchAll(pattern)]
      .filter((match) => /\bnot$/iu.test(match[0]) || !isTurned(text, match.index))
      .map((match) => change(match.index, match[0], to(match))),
  );
}

/** "How good it is at scoring": a subject that stands behind what is asked for keeps its verb whole. */
function isTurned(text: string, at: number): boolean {
  return /\b(?:how|what|which|where|who|whatever|however|than|as)\b[^.,;:!?]*$/iu.test(textBefore(text, at));
}

function change(at: number, was: string, to: string): Correction {
  const cased = /^\p{Lu}/u.test(was) ? to.charAt(0).toUpperCase() + to.slice(1) : to;
  return { start: at, end: at + was.length, text: cased, what: `'${was}' to '${cased}'` };
}

const SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/** Digits below ten in words, where they count things: not in dates, times, amounts, versions, references. */
export function spellNumbers(text: string): Correction[] {
  return [...text.matchAll(/(?<=^|[\s(“"])([0-9])(?=\s+(\p{Ll}[\p{L}-]+))/gu)].flatMap((match) => {
    const before = /(\S+)\s+$/u.exec(text.slice(Math.max(0, match.index - 30), match.index))?.[1] ?? "";
    const next = match[2] ?? "";
    // "Option 2 comes first": a number in a name.
    if (
      /^\p{Lu}/u.test(before) &&
      /\p{L}$/u.test(before) &&
      !/(?:^|[.!?:]\s+)\S+\s+$/u.test(textBefore(text, match.index))
    )
      return [];
    if (
      /^(?:section|article|clause|chapter|page|table|figure|fig\.|no\.|step|part|version|item|level|phase|appendix|annex|paragraph|number|q|year|room|day|week|€|\$|£|eur|usd|gbp|january|february|march|april|may|june|july|august|september|october|november|december)$/iu.test(
        before,
      )
    )
      return [];
    if (
      /^(?:is|are|was|were|has|have|had|will|of|in|on|at|for|with|by|from|as|but|than|shall|may|must|can|then|which|that|if|am|pm|a|p|percent|per|km|kg|cm|mm|mb|gb|tb|kb|ms|hz|ghz|mhz|kw|mw|v|million|billion|thousand|st|nd|rd|th|and|to|or|x|january|february|march|april|may|june|july|august|september|october|november|december)$/iu.test(
        next,
      )
    )
      return [];
    if (OF_MORE.test(textBefore(text, match.index)) || !COUNTING.test(before)) return [];
    return [
      change(
        match.index,
        match[0],
        begins(text, match.index) ? capitalised(SMALL[Number(match[1])] ?? "") : (SMALL[Number(match[1])] ?? ""),
      ),
    ];
  });
}

/** What stands before a number that counts: "type 2", "Windows 7" and "layer 7" are names. */
const COUNTING =
  /^$|[,;:.!?(“"–—]$|^[(“"]?(?:the|these|those|this|that|all|about|only|at|in|for|over|our|my|your|his|her|its|their|every|some|with|by|from|after|before|within|of|and|but|or|than|to|have|has|had|are|is|were|was|be|been|need|needs|needed|take|takes|took|last|next|first|another|least|most|approximately|roughly|around|nearly|almost|just|exactly|plus|into|between|under|other|contains?|includes?|employs?|hired|bought|sold|lost|won|made|gave|got|saw|found|there|we|they|you|up|on|as|per|until|if|when)$|(?:ed|ing)$/iu;

/** "2 of the 5 posts": either both in words, or none. */
const OF_MORE = /\b\d+ of (?:the|these|those|our|your|their) $/u;

function begins(text: string, at: number): boolean {
  return /(?:^|[.!?]\s+)$/u.test(textBefore(text, at));
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

const MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december";

/** "5 March 2026" and "March 5, 2026" → 2026-03-05; dates of digits alone stay: which is the day is not certain. */
export function isoDates(text: string): Correction[] {
  const pattern = new RegExp(
    `\\b(?:(\\d{1,2})(?:st|nd|rd|th)? (?:of )?(${MONTHS}),? (\\d{4})|(${MONTHS}) (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4}))\\b`,
    "giu",
  );
  return [...text.matchAll(pattern)].flatMap((match) => {
    const [day, month, year] = [match[1] ?? match[5] ?? "", match[2] ?? match[4] ?? "", match[3] ?? match[6] ?? ""];
    if (Number(day) < 1 || Number(day) > 31) return [];
    const number = MONTHS.split("|").indexOf(month.toLowerCase()) + 1;
    return [change(match.index, match[0], `${year}-${String(number).padStart(2, "0")}-${day.padStart(2, "0")}`)];
  });
}
