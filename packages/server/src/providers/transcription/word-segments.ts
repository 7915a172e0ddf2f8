/** A word of a vendor's answer; times are seconds. */
export interface VendorWord {
  readonly text: string;
  readonly startS: number;
  readonly endS: number;
  /** 0–1; undefined where the vendor does not say. */
  readonly confidence: number | undefined;
  readonly speaker: string | number | undefined;
}

/** A pause after which what follows is an utterance of its own. */
const PAUSE_S = 0.8;
/** A longer segment ends with its sentence. */
const LONG_S = 15;

/**
 * The words of a vendor as an answer in OpenAI's form, which rawSegments reads: a segment ends where the speaker changes, at a pause, and at the end of
 * a sentence once it is long. `separator` is what stands between two words.
 */
export function answerOfWords(words: readonly VendorWord[], separator = " "): { readonly segments: readonly object[] } {
  const groups: VendorWord[][] = [];
  for (const word of words) {
    const group = groups.at(-1);
    if (group === undefined || isNewSegment(group, word)) groups.push([word]);
    else group.push(word);
  }
  return { segments: groups.map((group) => segmentOf(group, separator)) };
}

function isNewSegment(group: readonly VendorWord[], word: VendorWord): boolean {
  const [first, last] = [group[0], group.at(-1)];
  if (first === undefined || last === undefined) return false;
  if (word.speaker !== last.speaker || word.startS - last.endS >= PAUSE_S) return true;
  return last.endS - first.startS >= LONG_S && /[.!?…。！？]["”’)]*$/u.test(last.text);
}

function segmentOf(words: readonly VendorWord[], separator: string): object {
  const known = words.flatMap(({ confidence }) => (confidence === undefined || confidence <= 0 ? [] : [confidence]));
  const mean = known.reduce((sum, confidence) => sum + Math.log(confidence), 0) / known.length;
  return {
    text: words.map(({ text }) => text).join(separator),
    start: words[0]?.startS,
    end: words.at(-1)?.endS,
    speaker: words[0]?.speaker ?? null,
    avg_logprob: known.length === 0 ? null : mean,
    words: words.map(({ text, startS, endS, confidence }) => ({ word: text, start: startS, end: endS, confidence })),
  };
}
