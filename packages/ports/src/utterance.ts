import type { Prosody } from "./prosody.ts";

/** One stretch of one speaker's speech with what was heard: the input of all analysis. Times are seconds in the recording. */
export interface Utterance {
  /** `{conversation_id}_utt_0007`. */
  readonly utteranceId: string;
  /** `Speaker_0`, `Speaker_1` … */
  readonly speaker: string;
  readonly startS: number;
  readonly endS: number;
  readonly text: string;
  readonly words: readonly UtteranceWord[];
  /** The recogniser's, 0–1. */
  readonly asrConfidence: number;
  /** Null when only a transcript is there. */
  readonly prosody: Prosody | null;
}

export interface UtteranceWord {
  readonly text: string;
  readonly startS: number;
  readonly endS: number;
}
