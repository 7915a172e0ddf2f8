import type { Utterance } from "@headway-jobs/ports/utterance";
import type { UtteranceAnalysis } from "@headway-jobs/ports/conversation-analysis";
import type { WordReading } from "./text/read-words.ts";
import type { Noun } from "./topics/nouns.ts";

/** One utterance with all that was made of it, as the conclusion wants it. */
export interface ReadUtterance {
  readonly utterance: Utterance;
  readonly words: WordReading;
  /** Empty when the words are in a language that the lexicon does not know. */
  readonly nouns: readonly Noun[];
  readonly analysis: UtteranceAnalysis;
  /** Seconds since another speaker ended, negative in an overlap; null when it answers nobody. */
  readonly responseLatencyS: number | null;
  /** False when the words are in a language that the lexicon does not know. */
  readonly languageKnown: boolean;
}
