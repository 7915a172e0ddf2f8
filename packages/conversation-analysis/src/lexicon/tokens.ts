/** One word of an utterance as lookups want it: lower case, plain apostrophes. */
export interface Token {
  readonly word: string;
  /** The marks that follow it, e.g. `,` or `?!`; empty in text of a recogniser that writes none. */
  readonly marks: string;
}

const TOKEN = /([\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’-][\p{L}\p{N}]+)*)|([!?.,;:…—]+)/gu;
/** What recognisers write for breath, noise and silence. */
const NOISE = /<[^<>]{1,20}>|\[[^[\]]{1,20}\]|\+\+[^+]{1,20}\+\+/g;
/** A monologue of an hour in one utterance is read as far as this; its evidence has long been clear. */
const MAX_CHARACTERS = 20_000;

/** The words of a text; works on punctuated prose and on the bare lower-case words of a recogniser alike. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: { word: string; marks: string }[] = [];
  const bare = text.slice(0, MAX_CHARACTERS).replaceAll(NOISE, " ");
  for (const [, word, marks] of bare.matchAll(TOKEN)) {
    const last = tokens.at(-1);
    if (word !== undefined) tokens.push({ word: word.toLowerCase().replaceAll("’", "'"), marks: "" });
    else if (last !== undefined && marks !== undefined) last.marks += marks;
  }
  return tokens;
}

/** The words and phrases of a list written in a source file: separated by white space, the words of a phrase joined by `_`. */
export function listed(text: string): readonly string[] {
  return text
    .split(/\s+/)
    .filter((entry) => entry !== "")
    .map((entry) => entry.replaceAll("_", " "));
}

/** The words alone: lower case, single spaces, no punctuation. */
export function bareWords(tokens: readonly Token[]): string {
  return tokens.map(({ word }) => word).join(" ");
}
