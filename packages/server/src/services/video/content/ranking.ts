import { contentWords, countWords } from "./sentences.ts";

/** How often each content word occurs in the whole source: what the text is about. */
export type Frequencies = ReadonlyMap<string, number>;

export function wordFrequencies(sentences: readonly string[]): Frequencies {
  const counts = new Map<string, number>();
  for (const sentence of sentences) {
    for (const word of contentWords(sentence)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

// "It", "This" … point at the sentence before; without it they would point at nothing.
const LEANING = new RegExp(
  `^(?:${[
    "it|its|this|that|these|those|they|their|he|she|his|her|such|both|here|there",
    "however|but|so|then|thus|therefore|hence|instead|otherwise|also|moreover|furthermore|consequently",
    "as a result|for example|for instance|in other words|because of this|yet|still|similarly|likewise|and|or",
    "each of|neither|the same|the latter|the former|another",
  ].join("|")})\\b`,
  "iu",
);

export function leansOnPrevious(sentence: string): boolean {
  return LEANING.test(sentence);
}

/**
 * Extractive summary: the sentences that carry the part's most frequent content words (Luhn's method with a bonus for leading sentences), in
 * reading order, up to about `maxWords`. A sentence that leans on its predecessor is only taken together with it. At least one is returned.
 */
export function selectSentences(
  sentences: readonly string[],
  request: { readonly maxWords: number; readonly title: string; readonly frequencies: Frequencies },
): string[] {
  const scores = scoreSentences(sentences, request);
  const byScore = sentences.map((_, index) => index).toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  const chosen = new Set<number>();
  let words = 0;
  for (const index of byScore) {
    const wanted = withAntecedents(sentences, index).filter((at) => !chosen.has(at));
    const cost = wanted.reduce((sum, at) => sum + countWords(sentences[at] ?? ""), 0);
    if (words > 0 && words + cost > request.maxWords) continue;
    for (const at of wanted) chosen.add(at);
    words += cost;
    if (words >= request.maxWords) break;
  }
  const kept = sentences.filter(
    (sentence, index) => chosen.has(index) && (!sentence.endsWith("?") || chosen.has(index + 1)),
  );
  // A question whose answer was left out would hang in the air.
  return kept.length > 0 ? kept : sentences.filter((_, index) => chosen.has(index));
}

/** The most telling words of some text, best first; in the source's own most frequent lower-case form. */
export function keywordsOf(title: string, sentences: readonly string[], frequencies: Frequencies, limit = 6): string[] {
  const own = wordFrequencies(sentences);
  const fromTitle = new Set(contentWords(title));
  const candidates = new Set([...fromTitle, ...own.keys()]);
  const score = (word: string): number =>
    (own.get(word) ?? 0) * (1 + Math.log2(1 + (frequencies.get(word) ?? 0))) + (fromTitle.has(word) ? 4 : 0);
  return [...candidates]
    .filter((word) => /\p{L}{2}/u.test(word) && word.length <= 40 && !/.{4}ly$/u.test(word))
    .toSorted((a, b) => score(b) - score(a) || (a < b ? -1 : 1))
    .slice(0, limit);
}

function scoreSentences(
  sentences: readonly string[],
  request: { readonly title: string; readonly frequencies: Frequencies },
): number[] {
  const titleWords = new Set(contentWords(request.title));
  const own = wordFrequencies(sentences);
  return sentences.map((sentence, index) => {
    const words = new Set(contentWords(sentence));
    if (words.size === 0) return 0;
    let weight = 0;
    for (const word of words) {
      weight += Math.log2(1 + (own.get(word) ?? 0)) + 0.5 * Math.log2(1 + (request.frequencies.get(word) ?? 0));
      if (titleWords.has(word)) weight += 0.8;
    }
    const lead = index === 0 ? 1.5 : index === 1 ? 1.15 : 1;
    const length = countWords(sentence);
    const comfort = length < 5 ? 0.6 : length > 34 ? 0.75 : 1;
    return (weight / Math.sqrt(words.size + 2)) * lead * comfort;
  });
}

function withAntecedents(sentences: readonly string[], index: number): number[] {
  const run = [index];
  for (let at = index; at > 0 && run.length < 3 && leansOnPrevious(sentences[at] ?? ""); at -= 1) run.unshift(at - 1);
  return run;
}
