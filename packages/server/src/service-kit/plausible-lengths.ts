import type { JobContext } from "@headway-jobs/engine";
import { isFailureOfVoice } from "./with-first-voice.ts";

interface SpokenLength {
  readonly text: string;
  readonly seconds: number;
}

/** How a narration is made of parts that can be spoken again: single sentences, or the slides of a film. */
export interface SpokenParts<Part> {
  /** Indexes of the sentences whose length does not fit their text, judged by all of them. */
  readonly judge: (spoken: readonly SpokenLength[]) => readonly number[];
  readonly sentencesOf: (part: Part, index: number) => readonly SpokenLength[];
  /** The part once more; in a step of its own, so that a run that is repeated takes the same way. */
  readonly speakAgain: (index: number) => Promise<Part>;
  /** `sentence 3`, `a sentence of slide 2`, for the warning. */
  readonly nameOf: (index: number) => string;
}

/**
 * Parts with a sentence whose sound is far too short or too long for its text, judged by the whole narration, are spoken once more: vendors cut answers off,
 * and neural voices babble or repeat. What stays doubtful, or cannot be spoken again, is kept and named in a warning.
 */
export async function withPlausibleLengths<Part>(
  ctx: Pick<JobContext, "warn">,
  first: readonly Part[],
  { judge, sentencesOf, speakAgain, nameOf }: SpokenParts<Part>,
): Promise<readonly Part[]> {
  const doubtsIn = (parts: readonly Part[]): readonly Doubt[] => doubtful(parts.map(sentencesOf), judge);
  let spoken = first;
  const again = new Set(doubtsIn(first).map(({ part }) => part));
  for (const index of again) {
    try {
      const other = await speakAgain(index);
      const changed = spoken.map((part, at) => (at === index ? other : part));
      if (countOf(doubtsIn(changed), index) <= countOf(doubtsIn(spoken), index)) spoken = changed;
    } catch (error) {
      if (!isFailureOfVoice(error)) throw error;
    }
  }
  // What became doubtful only by the change of others was right when it was judged first.
  for (const { part, text, seconds } of doubtsIn(spoken).filter((doubt) => again.has(doubt.part))) {
    const message = `The sound of ${nameOf(part)} lasts ${seconds.toFixed(1)} s, which does not fit its text: “${shortened(text)}”. Listen to it.`;
    await ctx.warn("VOICE_LENGTH", message);
  }
  return spoken;
}

interface Doubt extends SpokenLength {
  readonly part: number;
}

function doubtful(
  parts: readonly (readonly SpokenLength[])[],
  judge: (spoken: readonly SpokenLength[]) => readonly number[],
): readonly Doubt[] {
  const all = parts.flatMap((sentences, part) => sentences.map((sentence) => ({ ...sentence, part })));
  const indexes = new Set(judge(all));
  return all.filter((_sentence, index) => indexes.has(index));
}

const countOf = (doubts: readonly Doubt[], part: number): number =>
  doubts.filter((doubt) => doubt.part === part).length;

const SHOWN_CHARS = 60;

function shortened(text: string): string {
  return text.length <= SHOWN_CHARS ? text : `${text.slice(0, SHOWN_CHARS).trimEnd()}…`;
}
