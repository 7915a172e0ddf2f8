/** Text of a model as one line without control characters, cut at a word. */
export function plainText(text: string, maxCharacters = 600): string {
  const flat = text
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
  if (flat.length <= maxCharacters) return flat;
  const cut = flat.slice(0, maxCharacters);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), maxCharacters / 2))} …`;
}

/** Whether a text holds these words in this order, punctuation and case aside. */
export function saysSo(text: string, words: string): boolean {
  const wanted = bare(words);
  return wanted !== "" && ` ${bare(text)} `.includes(` ${wanted} `);
}

/** What stands in double quotation marks. */
export function quotedIn(text: string): string[] {
  return [...text.matchAll(/["“”]([^"“”]{3,400})["“”]/g)].map(([, words]) =>
    (words ?? "").replace(/\s*(?:…|\.\.\.)$/, ""),
  );
}

function bare(text: string): string {
  return text
    .toLowerCase()
    .replaceAll("’", "'")
    .replaceAll(/[^\p{L}\p{N}']+/gu, " ")
    .trim();
}
