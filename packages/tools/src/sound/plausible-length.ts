interface SpokenLength {
  readonly text: string;
  readonly seconds: number;
}

/**
 * Indexes of the sentences whose sound is much shorter or longer for their text than the others of the same run: an answer that was cut off, babble, or
 * repetition. Judged by the median of the run alone, as voices differ in pace; too few sentences give no judgement.
 */
export function implausibleLengths(spoken: readonly SpokenLength[]): readonly number[] {
  const measured = spoken.flatMap(({ text, seconds }, index) => {
    const load = speakingLoad(text);
    return load >= LEAST_LOAD && seconds > 0 ? [{ index, paceS: seconds / (load + OVERHEAD) }] : [];
  });
  if (measured.length < LEAST_SENTENCES) return [];
  const medianS = median(measured.map(({ paceS }) => paceS));
  return measured
    .filter(({ paceS }) => paceS < SHORTEST * medianS || paceS > LONGEST * medianS)
    .map(({ index }) => index);
}

const LEAST_SENTENCES = 4;
/** Shorter sentences vary too much: "No." may be said in a breath or slowly. */
const LEAST_LOAD = 15;
/** What a sentence takes besides its letters. */
const OVERHEAD = 6;
const SHORTEST = 0.55;
const LONGEST = 2.2;

/** Letters to be spoken: a digit stands for a word, a sign of Chinese or Japanese for a syllable. */
function speakingLoad(text: string): number {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  return (
    count(/\p{L}/gu) +
    2 * count(/[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/gu) +
    4 * count(/\p{N}/gu)
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
