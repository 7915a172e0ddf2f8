/** Errors by which a recogniser's words differ from what was said, and how many words were said. */
export interface WordErrors {
  readonly errors: number;
  readonly words: number;
}

const NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"] as const;

/** Words as they count: without case, punctuation and hyphens; small English numbers as words. */
export function wordsOf(text: string): string[] {
  return text
    .normalize("NFC")
    .toLowerCase()
    .replaceAll("’", "'")
    .split(/[^\p{L}\p{M}\p{N}']+/u)
    .map((word) => word.replaceAll(/^'+|'+$/g, ""))
    .filter((word) => word !== "")
    .map((word) => (/^(?:\d|10)$/.test(word) ? (NUMBERS[Number(word)] ?? word) : word));
}

/** Insertions, deletions and substitutions that make `heard` of `reference`, as few as possible. */
export function wordErrors(reference: readonly string[], heard: readonly string[]): number {
  let row = Array.from({ length: heard.length + 1 }, (_, at) => at);
  for (const [at, word] of reference.entries()) {
    const next = [at + 1];
    for (const [other, one] of heard.entries()) {
      const replaced = (row[other] ?? 0) + (one === word ? 0 : 1);
      next.push(Math.min(replaced, (row[other + 1] ?? 0) + 1, (next[other] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** The word errors of a text against its reference. */
export function textErrors(reference: string, heard: string): WordErrors {
  const words = wordsOf(reference);
  return { errors: wordErrors(words, wordsOf(heard)), words: words.length };
}
