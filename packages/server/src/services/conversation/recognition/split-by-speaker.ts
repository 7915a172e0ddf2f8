import type { SpokenSpan } from "@headway-jobs/ports/speaker-finder";
import type { TranscribedSegment, TranscribedWord } from "@headway-jobs/ports/transcription";
import { spokenBy } from "../transcript/spoken-by.ts";

/** What one speaker says of a segment. */
export interface SpokenSegment {
  readonly speaker: string;
  readonly segment: TranscribedSegment;
}

/**
 * A recogniser's segment, cut where its speaker changes: each word belongs to the speaker in whose stretch its middle is. A change next to the end of a
 * sentence is moved there, as times of words and of speakers are both inexact. Without times of words the segment has one speaker. `fromS`: where the sound
 * that was recognised begins in the recording.
 */
export function splitBySpeaker(
  segment: TranscribedSegment,
  spoken: readonly SpokenSpan[],
  fromS: number,
): readonly SpokenSegment[] {
  const speakerAt = (startS: number, endS: number): string =>
    spokenBy({ startS: fromS + startS, endS: fromS + endS }, spoken).speaker;
  const texts = textsOfWords(segment);
  const words = segment.words.map((word, at) => ({
    word,
    text: texts?.[at] ?? word.text,
    speaker: speakerAt(middleOf(word), middleOf(word)),
  }));
  const runs = atSentenceEnds(withoutFragments(runsOf(words)));
  if (runs.length < 2) {
    const speaker = runs[0]?.[0]?.speaker ?? speakerAt(segment.startS, segment.endS);
    return [{ speaker, segment }];
  }
  return runs.map((run, at) => {
    const own = run.map(({ word }) => word);
    return {
      speaker: run[0]?.speaker ?? "",
      segment: {
        ...segment,
        text: run
          .map(({ text }) => text)
          .join(texts === null ? " " : "")
          .trim(),
        startS: at === 0 ? segment.startS : (own[0]?.startS ?? segment.startS),
        endS: at === runs.length - 1 ? segment.endS : (own.at(-1)?.endS ?? segment.endS),
        words: own,
      },
    };
  });
}

interface SpokenWord {
  readonly word: TranscribedWord;
  readonly text: string;
  readonly speaker: string;
}

type Run = readonly SpokenWord[];

const middleOf = ({ startS, endS }: TranscribedWord): number => (startS + endS) / 2;

/** The part of the segment's text that belongs to each word, with punctuation and spaces; null where the words are not those of the text. */
function textsOfWords({ text, words }: TranscribedSegment): readonly string[] | null {
  const starts: number[] = [];
  let from = 0;
  for (const word of words) {
    const at = text.indexOf(word.text, from);
    if (at === -1) return null;
    starts.push(starts.length === 0 ? 0 : at);
    from = at + word.text.length;
  }
  return starts.map((start, index) => text.slice(start, starts[index + 1]));
}

function runsOf(words: readonly SpokenWord[]): readonly Run[] {
  const runs: SpokenWord[][] = [];
  for (const word of words) {
    const last = runs.at(-1);
    if (last?.[0]?.speaker === word.speaker) last.push(word);
    else runs.push([word]);
  }
  return runs;
}

/** Words by which a change of speakers may be wrong. */
const INEXACT_WORDS = 2;
const SENTENCE_END = /[.?!…。？！]["”’»)\]]?\s*$/u;

const endsSentence = (word: SpokenWord | undefined): boolean => word !== undefined && SENTENCE_END.test(word.text);

/** Each change moved to the nearest end or beginning of a sentence, where there is one within two words. */
function atSentenceEnds(runs: readonly Run[]): readonly Run[] {
  const moved: Run[] = [];
  for (const run of runs) {
    const before = moved.pop();
    if (before === undefined) {
      moved.push(run);
      continue;
    }
    const [kept, next] = movedChange(before, run, moved.length === 0);
    moved.push(...[kept, next].filter(({ length }) => length > 0));
  }
  return joined(moved);
}

function movedChange(before: Run, after: Run, isFirst: boolean): readonly [Run, Run] {
  if (endsSentence(before.at(-1))) return [before, after];
  const as = (run: Run, other: Run): Run => run.map((one) => ({ ...one, speaker: other[0]?.speaker ?? one.speaker }));
  for (let by = 1; by <= INEXACT_WORDS; by++) {
    if (endsSentence(after[by - 1])) return [[...before, ...as(after.slice(0, by), before)], after.slice(by)];
    // Segments begin with a sentence; of two equally short parts neither is an error.
    const isBeginning = isFirst && after.length > INEXACT_WORDS;
    const beginsSentence = before.length === by ? isBeginning : endsSentence(before.at(-1 - by));
    if (before.length >= by && beginsSentence)
      return [before.slice(0, -by), [...as(before.slice(-by), after), ...after]];
  }
  return [before, after];
}

/** A word or two of another speaker in the middle of a sentence are an error of times; a whole sentence, such as "Yes.", is not. */
function withoutFragments(runs: readonly Run[]): readonly Run[] {
  const whole = runs.map((run, at) => {
    const [before, after] = [runs[at - 1], runs[at + 1]];
    const speaker = before?.[0]?.speaker;
    const isInside = speaker !== undefined && speaker === after?.[0]?.speaker;
    const isSentence = endsSentence(before?.at(-1)) && endsSentence(run.at(-1));
    return isInside && run.length <= INEXACT_WORDS && !isSentence ? run.map((word) => ({ ...word, speaker })) : run;
  });
  return joined(whole);
}

const joined = (runs: readonly Run[]): readonly Run[] => runsOf(runs.flat());
