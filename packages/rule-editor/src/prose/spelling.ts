import { MISSPELLINGS } from "./data/misspellings.ts";
import { caseLike } from "./rewrite.ts";

/** What the dictionary says of words. */
export interface SpellingPort {
  /** Loads it at the first call. */
  load(): Promise<Dictionary>;
}

export interface Dictionary {
  correct(word: string): boolean;
  suggest(word: string): readonly string[];
}

export type Verdict = { readonly correct: string } | { readonly doubtful: readonly string[] } | null;

const COMMON = new Map(
  MISSPELLINGS.split(/,|\n/u).flatMap((pair) => {
    const [, wrong, right] = /^(\S+) (.+)$/u.exec(pair.trim()) ?? [];
    return wrong === undefined || right === undefined ? [] : [[wrong, right] as const];
  }),
);

/** Words of law and offices that the dictionary does not have. */
const LEARNED = new Set(
  "annum inter alia mutatis mutandis versa pari passu prima facie caveat emptor ipso facto pursuant wherefor rata bona fide quorum viva voce ultra vires vires sine addendum addenda errata corrigenda alii infra supra ibidem passim mandamus certiorari".split(
    " ",
  ),
);

/** Names that have become words: "utopian", "an internet". */
const NO_LONGER_NAMES = new Set(
  "utopian dystopian platonic draconian herculean epicurean machiavellian gothic bohemian spartan byzantine puritan internet google googled googling xerox velcro teflon panama roman arabic quixotic stoic olympian samaritan java titan bluetooth".split(
    " ",
  ),
);

/** Suggestions cost up to a quarter of a second for long strange words. */
const MAX_SUGGESTIONS = 150;
const MAX_WORD_CHARS = 24;

/** Judges a document's words; what it has judged once it knows. */
export class Speller {
  readonly #dictionary: Dictionary;
  readonly #known: ReadonlySet<string>;
  readonly #verdicts = new Map<string, Verdict>();
  #asked = 0;

  /** `known`: words that are right because this document uses them as its own. */
  constructor(dictionary: Dictionary, known: ReadonlySet<string>) {
    this.#dictionary = dictionary;
    this.#known = known;
  }

  /** Null for what is right, or not for a dictionary to judge. */
  judge(word: string): Verdict {
    const known = this.#verdicts.get(word);
    if (known !== undefined) return known;
    const verdict = this.#judge(word.replaceAll("’", "'"));
    this.#verdicts.set(word, verdict);
    return verdict;
  }

  #judge(word: string): Verdict {
    const lower = word.toLowerCase();
    const first = /^\p{Lu}/u.test(word);
    if (/^\p{Lu}{2,}s?$/u.test(word) || /\p{Ll}\p{Lu}/u.test(word)) return null;
    const common = COMMON.get(lower);
    if (common !== undefined && !(first && /^\p{Lu}/u.test(common)) && !this.#known.has(lower))
      return { correct: caseLike(common, word, first) };
    if (
      /[^\p{L}']/u.test(word) ||
      lower.length < 4 ||
      lower.length > MAX_WORD_CHARS ||
      !/^[\p{Script=Latin}']+$/u.test(word)
    )
      return null;
    if (
      LEARNED.has(lower) ||
      NO_LONGER_NAMES.has(lower) ||
      this.#known.has(lower) ||
      this.#isWord(word) ||
      this.#isWord(lower)
    )
      return null;
    // Names of places, days, makers: a word only with its capital.
    const name = lower.charAt(0).toUpperCase() + lower.slice(1);
    if (!first && lower.length >= 5 && !lower.includes("'") && this.#dictionary.correct(name)) return { correct: name };
    if (first || /[^a-z']/u.test(lower)) return null;
    if (this.#asked >= MAX_SUGGESTIONS) return { doubtful: [] };
    this.#asked++;
    return certain(
      lower,
      this.#dictionary.suggest(lower).filter((one) => !/^\p{Lu}|'s$/u.test(one)),
      this.#known,
    );
  }

  #isWord(word: string): boolean {
    if (this.#dictionary.correct(word)) return true;
    const bare = word.replace(/'s?$/u, "");
    if (bare !== word && this.#dictionary.correct(bare)) return true;
    return american(word).some((one) => this.#dictionary.correct(one)) || isFormed(word, this.#dictionary);
  }
}

/** New words out of known ones: onboarding, cybersecurity, rollouts. */
function isFormed(word: string, dictionary: Dictionary): boolean {
  if (stems(word).some((stem) => dictionary.correct(stem) || isFormed(stem, dictionary))) return true;
  const [, rest = ""] =
    /^(?:anti|auto|bi|bio|co|counter|cross|cyber|de|e|eco|geo|hyper|inter|intra|macro|mega|meta|micro|mid|mini|mis|mono|multi|nano|neuro|non|on|out|over|photo|poly|post|pre|pro|pseudo|psycho|re|self|semi|sub|super|tele|trans|tri|ultra|un|under|up)([a-z]{4,})$/u.exec(
      word,
    ) ?? [];
  if (rest !== "" && dictionary.correct(rest)) return true;
  const [, stem = ""] = /^([a-z]{4,})(?:s|ed|ing|er|ers|ness|less|able|ly)$/u.exec(word) ?? [];
  return (
    stem !== "" &&
    /^(?:roll|log|work|road|data|back|front|time|life|soft|team|block|down|up|web|net|cloud)/u.test(stem) &&
    dictionary.correct(stem)
  );
}

/**
 * What a word may be a form of; the dictionary lists such forms of some words and not of others ("mitigation", not "mitigations"). Endings that a slip makes as
 * often as a form are none here: "-s" goes behind endings of nouns only, so that "tomatos" and "usefull" stay in doubt.
 */
function stems(word: string): string[] {
  const [, noun = ""] =
    /^(\p{L}{2,}(?:tion|sion|ment|ness|ity|ance|ence|ing|ism|ist|ship|age|ure|logy|graphy|or|er|al|ic))s$/u.exec(
      word,
    ) ?? [];
  const [, many = ""] = /^(\p{L}{3,}(?:it|log|graph|nc))ies$/u.exec(word) ?? [];
  const [, adjective = ""] = /^(\p{L}{3,}(?:al|ive|ous|ent|ant|able|ed|ing|less|ful|ic|ary))ly$/u.exec(word) ?? [];
  const [, quality = ""] = /^(\p{L}{3,}(?:ive|ous|ful|less|ed|able|ible|ent|al))ness$/u.exec(word) ?? [];
  const [, verb = "", ending = ""] =
    /^(\p{L}{2,}(?:iz|is|at|ify|ifi|en|er|ck|sh|ss|nt|rt|ct|st|lt|pt))(ed|ing|er|ers|able)$/u.exec(word) ?? [];
  const open =
    verb === ""
      ? []
      : [verb, `${verb}e`, ...(verb.endsWith("ifi") && ending === "ed" ? [`${verb.slice(0, -1)}y`] : [])];
  return [
    noun,
    many === "" ? "" : `${many}y`,
    adjective,
    adjective.endsWith("ic") ? `${adjective}al` : "",
    quality,
    ...open,
  ].filter((stem) => stem.length >= 4);
}

/** What an American dictionary calls a British word. */
export function american(word: string): string[] {
  const forms = [
    word.replace(/is(e|es|ed|ing|er|ers|ation|ations|ational|able)$/u, "iz$1"),
    word.replace(/ys(e|es|ed|ing|er|ers)$/u, "yz$1"),
    word.replace(/our(s|ed|ing|able|ful|less|ite|ites|hood|hoods|er|ers|al|ally)?$/u, "or$1"),
    word.replace(/re(s|d)?$/u, "er$1"),
    word.replace(/ogue(s)?$/u, "og$1"),
    word.replace(/ll(ed|ing|er|ers|ation|or|ors)$/u, "l$1"),
    word.replace(/(fulfi|enro|insta|ski|wi)l(s|ment|ments|ful)?$/u, "$1ll$2"),
    word.replace(/ence(s)?$/u, "ense$1"),
    word.replace(/(?<=[a-z])(?:ae|oe)/u, "e"),
    word.replace(/^(?:ae|oe)/u, "e"),
    word.replace(/pp(ed|ing|er)$/u, "p$1"),
    word.replace(/gramme(s)?$/u, "gram$1"),
    word.replace(/gement(s)?$/u, "gment$1"),
    word.replace(/wards$/u, "ward"),
    word.replace(/que(s)?$/u, "ck$1"),
    word.replace(/yre(s)?$/u, "ire$1"),
  ];
  return forms.filter((form) => form !== word);
}

/** One way to spell it that is a slip away; with several, none is certain. */
function certain(word: string, suggestions: readonly string[], known: ReadonlySet<string>): Verdict {
  const near = suggestions.filter((one) => slipBetween(word, one) && !one.includes(" ") && !one.includes("-"));
  const own = near.filter((one) => known.has(one));
  const candidates = own.length === 1 ? own : near;
  const [only] = candidates;
  if (
    only !== undefined &&
    candidates.length === 1 &&
    (own.length === 1 ? word.length >= 5 : word.length >= 6 && suggestions.length <= 3 && likely(word, only))
  )
    return { correct: only };
  return { doubtful: suggestions.slice(0, 3) };
}

/** Another letter in a letter's place is as often another word; vowels are mixed up, and long words leave little doubt. */
function likely(word: string, meant: string): boolean {
  if (word.length !== meant.length || word.length >= 9) return true;
  const at = [...word].findIndex((letter, index) => letter !== meant.charAt(index));
  return word.charAt(at + 1) !== meant.charAt(at + 1) || /[aeiou]{2}/u.test(word.charAt(at) + meant.charAt(at));
}

/** One letter left out, put in, exchanged, or two that changed places. The first letter is rarely wrong. */
export function slipBetween(a: string, b: string): boolean {
  if (a.charAt(0) !== b.charAt(0) && a.slice(0, 2) !== `${b.charAt(1)}${b.charAt(0)}`) return false;
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a.charAt(start) === b.charAt(start)) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (left.length + right.length <= 1) return true;
  if (left.length === 1 && right.length === 1) return true;
  return left.length === 2 && right === `${left.charAt(1)}${left.charAt(0)}`;
}

/** Words that a document may call its own: names, and what it says again and again. */
export function ownWords(text: string): ReadonlySet<string> {
  const counts = new Map<string, number>();
  const known = new Set<string>();
  for (const match of text.matchAll(/[\p{L}]+(?:['’][\p{L}]+)*/gu)) {
    const word = match[0].replaceAll("’", "'");
    const lower = word.toLowerCase();
    const times = (counts.get(lower) ?? 0) + 1;
    counts.set(lower, times);
    const inside = /[\p{L}\p{N},;]\s+$/u.test(text.slice(Math.max(0, match.index - 4), match.index));
    if ((inside && /^\p{Lu}/u.test(word)) || (times >= 3 && !COMMON.has(lower))) known.add(lower);
  }
  return known;
}
