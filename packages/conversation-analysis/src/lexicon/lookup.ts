import { EMOTION_LABELS } from "@headway-jobs/contract";
import type { EmotionLabel } from "@headway-jobs/ports/conversation-analysis";
import { listed, type Token } from "./tokens.ts";
import { EMOTION_WORDS, type Strengths } from "./emotion-words.ts";
import { NEGATIVE_WORDS, NEUTRAL_PHRASES, POSITIVE_WORDS } from "./value-words.ts";

/** What the lexicon knows of a word or phrase. */
export interface Entry {
  /** −3…3. */
  readonly value: number;
  /** The feeling it names, if it names one, with 0.5 for mild, 1 for plain, 1.5 for strong. */
  readonly emotions: readonly { readonly label: EmotionLabel; readonly weight: number }[];
  readonly valued: boolean;
}

/** A word or phrase of the lexicon found in a text: tokens `from` to `to` (exclusive). */
export interface Found<T> {
  readonly from: number;
  readonly to: number;
  readonly value: T;
}

/** Phrases of up to this many words are looked up. */
const MAX_PHRASE_WORDS = 5;
const STRENGTHS = { mild: 1, plain: 2, strong: 3 } as const;

/** Finds listed words and phrases, the longest first; a listed base form stands for its inflections. */
export class Lookup<T> {
  readonly #entries = new Map<string, T>();
  readonly #phraseStarts = new Set<string>();

  constructor(entries: Iterable<readonly [string, T]>) {
    for (const [form, value] of entries) {
      this.#entries.set(form, value);
      const space = form.indexOf(" ");
      if (space > 0) this.#phraseStarts.add(form.slice(0, space));
    }
  }

  /** All that is found, left to right, without overlaps. */
  findIn(tokens: readonly Token[]): Found<T>[] {
    const found: Found<T>[] = [];
    for (let at = 0; at < tokens.length;) {
      const hit = this.#phraseAt(tokens, at) ?? this.#wordAt(tokens, at);
      if (hit !== undefined) found.push(hit);
      at = hit?.to ?? at + 1;
    }
    return found;
  }

  has(word: string): boolean {
    return this.#entries.has(word);
  }

  #phraseAt(tokens: readonly Token[], from: number): Found<T> | undefined {
    const first = tokens[from]?.word ?? "";
    if (!this.#phraseStarts.has(first)) return undefined;
    let phrase = first;
    let longest: Found<T> | undefined;
    for (let to = from + 2; to <= Math.min(tokens.length, from + MAX_PHRASE_WORDS); to += 1) {
      phrase += ` ${tokens[to - 1]?.word ?? ""}`;
      const value = this.#entries.get(phrase);
      if (value !== undefined) longest = { from, to, value };
    }
    return longest;
  }

  #wordAt(tokens: readonly Token[], from: number): Found<T> | undefined {
    const word = tokens[from]?.word ?? "";
    for (const form of baseForms(word)) {
      const value = this.#entries.get(form);
      if (value !== undefined) return { from, to: from + 1, value };
    }
    return undefined;
  }
}

/** Inflected look-alikes that mean something else. */
const FALSE_FRIENDS = new Set(
  listed(`fined kinds welling goods mads lates meaning meanings likely kindly hardly fairly lately shortly crosses crossed crossing coolly
    missed missing worse wells loved_one smelling reals noes nos lots lovely oks safes fresher rights righted welly nicety easing strangers stranger
    clears cleared clearing cleaner cleaners cleaning raised raises lost freshly trusts presented presents presenting number numbers spines ass assess goo poor ick icks rant ranted`),
);

/** The word itself, then what it may be an inflection of (suffix stripping after Porter 1980, kept to endings that do not change the sense). */
export function baseForms(word: string): readonly string[] {
  if (word.length < 4 || FALSE_FRIENDS.has(word)) return [word];
  const forms = [word];
  for (const [suffix, ...replacements] of SUFFIXES) {
    if (!word.endsWith(suffix)) continue;
    const stem = word.slice(0, -suffix.length);
    if (stem.length < 3) continue;
    for (const replacement of replacements) forms.push(stem + replacement);
    if (stem.at(-1) === stem.at(-2) && (suffix === "ing" || suffix === "ed" || suffix === "er" || suffix === "est"))
      forms.push(stem.slice(0, -1));
  }
  return forms;
}

const SUFFIXES: readonly (readonly [suffix: string, ...replacements: readonly string[]])[] = [
  ["iness", "y"],
  ["ness", ""],
  ["ily", "y"],
  ["ly", "", "le"],
  ["iest", "y"],
  ["ier", "y"],
  ["ies", "y"],
  ["ied", "y"],
  ["est", "", "e"],
  ["er", "", "e"],
  ["ing", "", "e"],
  ["ed", "", "e"],
  ["es", ""],
  ["s", ""],
  ["'s", ""],
];

/** A lookup of plain lists, each under the name of its class. */
export function classLookup<Name extends string>(lists: Readonly<Record<Name, string>>): Lookup<readonly Name[]> {
  const byForm = new Map<string, Name[]>();
  for (const name of Object.keys(lists) as Name[]) {
    for (const form of listed(lists[name])) byForm.set(form, [...(byForm.get(form) ?? []), name]);
  }
  return new Lookup(byForm);
}

/** Feelings and values in one lookup, so that the longest phrase wins whatever its kind. */
export const VALUED_WORDS: Lookup<Entry> = new Lookup(valuedEntries());

function valuedEntries(): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const add = (form: string, value: number, emotion: Entry["emotions"][number] | undefined): void => {
    const known = entries.get(form);
    const emotions = [...(known?.emotions ?? []), ...(emotion === undefined ? [] : [emotion])];
    const stronger = Math.abs(known?.value ?? 0) > Math.abs(value) ? (known?.value ?? 0) : value;
    entries.set(form, { value: stronger, emotions, valued: (known?.valued ?? false) || emotion === undefined });
  };
  for (const [list, sign] of [
    [POSITIVE_WORDS, 1],
    [NEGATIVE_WORDS, -1],
  ] as const) {
    forEachForm(list, (form, strength) => add(form, sign * strength, undefined));
  }
  for (const label of EMOTION_LABELS) {
    if (label === "neutral") continue;
    const sign = label === "joy" ? 1 : label === "surprise" ? 0 : -1;
    forEachForm(EMOTION_WORDS[label], (form, strength) => add(form, sign * strength, { label, weight: strength / 2 }));
  }
  for (const form of listed(NEUTRAL_PHRASES)) add(form, 0, undefined);
  return entries;
}

function forEachForm(list: Strengths, visit: (form: string, strength: number) => void): void {
  for (const name of ["mild", "plain", "strong"] as const) {
    for (const form of listed(list[name])) visit(form, STRENGTHS[name]);
  }
}
