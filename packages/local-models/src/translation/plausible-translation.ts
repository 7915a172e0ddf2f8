/** The longest group of words that is looked for. */
const MAX_GROUP = 8;
/** So often one group of words follows itself in no natural text. */
const MAX_REPEATS = 4;
/** Below this length a translation may be several times as long. */
const SHORT_CHARS = 40;
const MAX_GROWTH = 3;

/**
 * Whether a translation may be one: neural models sometimes say one group of words again and again, or stop early. It is held against its source, which
 * may repeat itself too.
 */
export function isPlausible(source: string, translated: string): boolean {
  if (mostRepeats(translated) >= MAX_REPEATS && mostRepeats(translated) > mostRepeats(source) + 1) return false;
  const [before, after] = [lengthOf(source), lengthOf(translated)];
  if (after > SHORT_CHARS && after > before * MAX_GROWTH) return false;
  return !(before > SHORT_CHARS && after * MAX_GROWTH < before);
}

/** How often a group of words stands there in a row, at most. */
function mostRepeats(text: string): number {
  const words = wordsOf(text);
  let most = 1;
  for (let size = 1; size <= Math.min(MAX_GROUP, words.length / 2); size += 1) {
    let inARow = size;
    for (let at = size; at < words.length; at += 1) {
      inARow = words[at] === words[at - size] ? inARow + 1 : size;
      most = Math.max(most, Math.floor(inARow / size));
    }
  }
  return most;
}

const IDEOGRAPH = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/gu;
/** Letters of an alphabet that such a sign stands for, about. */
const LETTERS_OF_A_SIGN = 2.5;

function wordsOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replaceAll(IDEOGRAPH, " $& ")
      .match(/[^\s]+/gu) ?? []
  );
}

function lengthOf(text: string): number {
  return text.length + (LETTERS_OF_A_SIGN - 1) * (text.match(IDEOGRAPH)?.length ?? 0);
}
