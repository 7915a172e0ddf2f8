/** How many of the words that a translation should leave as they are it has. */
export interface Kept {
  readonly kept: number;
  readonly expected: number;
}

export interface KeptWords {
  readonly names: Kept;
  readonly numbers: Kept;
  readonly placeholders: Kept;
}

/**
 * What of names, numbers and placeholders stands in a translation as it stands in the source. Expected is what the reference kept as well:
 * where a translator wrote "5" as a word, nothing is counted. Placeholders are expected without a look at the reference.
 */
export function keptWords(source: string, translation: string, reference: string): KeptWords {
  const [numbers, names] = [numbersOf(source), namesOf(source)];
  const placeholders = placeholdersOf(source);
  return {
    names: keptOf(commonOf(names, wordsIn(reference)), wordsIn(translation)),
    numbers: keptOf(commonOf(numbers, numbersOf(reference)), numbersOf(translation)),
    placeholders: keptOf(placeholders, placeholdersOf(translation)),
  };
}

/** The sums over sentences. */
export function sumOfKept(all: readonly KeptWords[]): KeptWords {
  const sum = (of: (one: KeptWords) => Kept): Kept => ({
    kept: all.reduce((total, one) => total + of(one).kept, 0),
    expected: all.reduce((total, one) => total + of(one).expected, 0),
  });
  return {
    names: sum(({ names }) => names),
    numbers: sum(({ numbers }) => numbers),
    placeholders: sum(({ placeholders }) => placeholders),
  };
}

function keptOf(expected: readonly string[], found: readonly string[]): Kept {
  return { kept: commonOf(expected, found).length, expected: expected.length };
}

/** Those of the first list that the second has, each as often as both have it. */
function commonOf(one: readonly string[], other: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const word of other) left.set(word, (left.get(word) ?? 0) + 1);
  return one.filter((word) => {
    const count = left.get(word) ?? 0;
    left.set(word, count - 1);
    return count > 0;
  });
}

/** `{name}`, `{{name}}`, `${name}`, `%s`, `%1$d`, `%(name)s`, `<b>`, `&nbsp;`. A percentage ("5 %") is none. */
const PLACEHOLDER =
  /\$?\{\{?[\w.$-]+\}?\}|%(?:\d+\$)?(?:\([\w.]+\))?[sdif@](?![\p{L}\p{N}])|<\/?[a-z][^<>]*>|&[a-z]+;/giu;

const placeholdersOf = (text: string): string[] => text.match(PLACEHOLDER) ?? [];

/** Digits without the separators of a language: "1,234.50" and "1.234,50" are the same number. */
function numbersOf(text: string): string[] {
  const bare = text.replaceAll(PLACEHOLDER, " ");
  return (bare.match(/\p{Nd}+(?:[.,'’\u00a0\u202f ]\p{Nd}+)*/gu) ?? []).map((number) =>
    number.replaceAll(/[^\p{Nd}]/gu, ""),
  );
}

function wordsIn(text: string): string[] {
  return text.replaceAll(PLACEHOLDER, " ").match(/[\p{L}\p{M}][\p{L}\p{M}\p{N}'’-]*/gu) ?? [];
}

/** Words with a capital letter that do not begin a sentence: names, in languages that write other nouns small. */
function namesOf(text: string): string[] {
  const bare = text.replaceAll(PLACEHOLDER, " ");
  return [...bare.matchAll(/(?<=[\p{L}\p{N},;’'] )\p{Lu}[\p{L}\p{M}\p{N}-]+/gu)].map(([name]) => name);
}
