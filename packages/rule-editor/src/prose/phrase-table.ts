import { FORM_NAMES, verbForms } from "./inflect.ts";

/** One phrase in one of its forms. */
export interface Phrase {
  readonly tokens: readonly string[];
  /** Null: it stays as it is, and no shorter phrase inside it counts. */
  readonly to: string | null;
  /** What stands for it at the beginning of a sentence, where that differs; `start` alone makes it count only there. */
  readonly start: string | null;
  readonly startOnly: boolean;
  /** The replacement's past, where the phrase's past and participle look alike and the replacement's differ. */
  readonly pastTo?: string;
  /** Its verb in the dictionary's form, and the replacement's; only of `{verb}` lines. */
  readonly verb?: string;
  readonly verbTo?: string;
  readonly form?: (typeof FORM_NAMES)[number];
}

/** Phrases by their first word, longest first. */
export type PhraseTable = ReadonlyMap<string, readonly Phrase[]>;

/** Compiles tables in the notation that `data/wordy-a-h.ts` describes. Of two lines with one phrase the first counts. */
export function compilePhrases(tables: readonly string[]): PhraseTable {
  const byKey = new Map<string, Phrase>();
  for (const line of tables.flatMap(linesOf)) {
    for (const phrase of phrasesOf(line)) {
      const key = phrase.tokens.join(" ");
      if (!byKey.has(key)) byKey.set(key, phrase);
    }
  }
  const byFirst = new Map<string, Phrase[]>();
  for (const phrase of byKey.values()) {
    const first = phrase.tokens[0] ?? "";
    byFirst.set(first, [...(byFirst.get(first) ?? []), phrase]);
  }
  for (const [first, phrases] of byFirst)
    byFirst.set(
      first,
      phrases.toSorted((a, b) => b.tokens.length - a.tokens.length),
    );
  return byFirst;
}

export function linesOf(table: string): string[] {
  return table
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function phrasesOf(line: string): Phrase[] {
  const [from = "", right = ""] = line.endsWith(" =") ? [line.slice(0, -2), "="] : line.split(" > ");
  const [plainTo = "", start] = right.split("^").map((part) => part.trim());
  const keep = right === "=";
  const base = { start: keep ? null : (start ?? null), startOnly: !keep && plainTo === "" };
  const verb = /\{(.+?)\}/u.exec(from)?.[1];
  if (verb === undefined) return [{ ...base, tokens: tokensOf(from), to: keep ? null : plainTo }];
  const target = /\{(.+?)\}/u.exec(plainTo)?.[1];
  const [forms, targets] = [verbForms(verb), target === undefined ? null : verbForms(target)];
  // Last forms first: where past and participle look alike, the participle's entry is the one that is kept.
  return FORM_NAMES.toReversed().map((form) => ({
    ...base,
    tokens: tokensOf(from.replace(/\{.+?\}/u, forms[form])),
    to: keep ? null : targets === null ? plainTo : plainTo.replace(/\{.+?\}/u, targets[form]),
    ...(targets !== null &&
    form === "participle" &&
    forms.past === forms.participle &&
    targets.past !== targets.participle
      ? { pastTo: plainTo.replace(/\{.+?\}/u, targets.past) }
      : {}),
    verb,
    ...(target === undefined ? {} : { verbTo: target }),
    form,
  }));
}

export interface Token {
  readonly text: string;
  /** Lower case, straight apostrophes. */
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly word: boolean;
}

const TOKEN = /[\p{L}\p{N}]+(?:[’'-][\p{L}\p{N}]+)*|[^\s]/gu;

export function tokenize(text: string): Token[] {
  return [...text.matchAll(TOKEN)].map((match) => ({
    text: match[0],
    key: match[0].toLowerCase().replaceAll("’", "'"),
    start: match.index,
    end: match.index + match[0].length,
    word: /^[\p{L}\p{N}]/u.test(match[0]),
  }));
}

function tokensOf(phrase: string): string[] {
  return tokenize(phrase).map(({ key }) => key);
}
