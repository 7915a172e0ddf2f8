import type { Utterance } from "@headway-jobs/ports/utterance";
import type {
  ConversationAnalysis,
  ConversationConclusion,
  Moment,
  Transition,
  UtteranceAnalysis,
} from "@headway-jobs/ports/conversation-analysis";
import { readCognition } from "./cognitive/read-cognition.ts";
import { conclude } from "./conclusion/conclude.ts";
import { goalOf } from "./conclusion/goal.ts";
import { readFeeling } from "./emotion/read-emotion.ts";
import { MomentWatch, type Said } from "./moments/watch-moments.ts";
import type { ReadUtterance } from "./read-utterance.ts";
import { LanguageWatch } from "./text/language-known.ts";
import { readWords, type WordReading } from "./text/read-words.ts";
import { nounsIn } from "./topics/nouns.ts";
import { termsOf } from "./topics/terms.ts";
import { TopicWatch } from "./topics/watch-topics.ts";
import { TransitionWatch } from "./transitions/watch-transitions.ts";
import { acousticReasoning, describeProsody } from "./voice/describe-voice.ts";
import { type Deviations, UsualVoice } from "./voice/usual-voice.ts";

interface Speaker {
  readonly usual: UsualVoice;
  readonly transitions: TransitionWatch;
  heard: number;
}

/** Longer than this after the other's end is no answer to them any more, seconds. */
const ANSWER_WITHIN_S = 15;
const SHOWN_MARKERS = 12;

/**
 * The embedded analysis of one conversation: word lists and small fitted models over words and prosody (docs/analysis.md), no language model. `goal` steers
 * the conclusion: what of the talk comes first, and whether it was found.
 */
export function createAnalysis(options: {
  readonly conversationId: string;
  readonly goal?: string | undefined;
}): RevisableAnalysis {
  const fold = new Fold();
  return {
    add: (utterance) => fold.add(utterance),
    revise: (utteranceId, analysis) => fold.revise(utteranceId, analysis),
    conclude: (): ConversationConclusion => conclude(fold.read, goalOf(options.goal)),
  };
}

/** An analysis whose readings may be replaced by better ones, such as a language model's, before the conclusion is drawn from them. */
export interface RevisableAnalysis extends ConversationAnalysis {
  /** Ids that were never added are passed over. */
  revise(utteranceId: string, analysis: UtteranceAnalysis): void;
}

class Fold {
  readonly read: ReadUtterance[] = [];
  readonly #places = new Map<string, number>();
  readonly #speakers = new Map<string, Speaker>();
  readonly #language = new LanguageWatch();
  readonly #moments = new MomentWatch();
  readonly #topics = new TopicWatch();
  #momentCount = 0;
  #transitionCount = 0;

  add(utterance: Utterance): UtteranceAnalysis {
    const words = readWords(utterance.text);
    const speaker = this.#speakerOf(utterance.speaker);
    const languageKnown = this.#language.hears(words);
    const deviations = speaker.usual.hear(utterance);
    const responseLatencyS = this.#latencyOf(utterance);
    const feeling = readFeeling({ words, deviations, asrConfidence: utterance.asrConfidence, languageKnown });
    const cognition = readCognition(
      {
        words,
        deviations,
        pauseShare: utterance.prosody?.pauseShare ?? 0,
        pauses: utterance.prosody?.pauses ?? 0,
        hasSound: utterance.prosody !== null,
        responseLatencyS,
        takenUp: this.#takenUp(utterance, words),
        languageKnown,
      },
      1 - feeling.emotion.distribution.neutral,
    );
    const analysis: UtteranceAnalysis = {
      emotion: feeling.emotion,
      sentiment: feeling.sentiment,
      ...cognition,
      lexicalMarkers: shownMarkers(words),
      prosodyDescription: describeProsody(utterance.prosody, deviations, speaker.heard),
      acousticReasoning: acousticReasoning(deviations, feeling.label, utterance.prosody !== null),
      transitions: this.#transitionsOf(speaker, utterance, { ...feeling, deviations, responseLatencyS }),
      moments: this.#momentsOf(utterance, words),
    };
    speaker.heard += 1;
    this.#places.set(utterance.utteranceId, this.read.length);
    const nouns = languageKnown ? nounsIn(utterance.text) : [];
    this.read.push({ utterance, words, nouns, analysis, responseLatencyS, languageKnown });
    return analysis;
  }

  revise(utteranceId: string, analysis: UtteranceAnalysis): void {
    const place = this.#places.get(utteranceId);
    const read = place === undefined ? undefined : this.read[place];
    if (place !== undefined && read !== undefined) this.read[place] = { ...read, analysis };
  }

  #speakerOf(name: string): Speaker {
    const known = this.#speakers.get(name) ?? {
      usual: new UsualVoice(),
      transitions: new TransitionWatch(name),
      heard: 0,
    };
    this.#speakers.set(name, known);
    return known;
  }

  #latencyOf({ speaker, startS }: Utterance): number | null {
    const last = this.read.at(-1)?.utterance;
    if (last === undefined || last.speaker === speaker) return null;
    // Live, who was spoken to in the middle is told after who spoke: that is no answer.
    if (last.startS > startS) return null;
    const latencyS = startS - last.endS;
    return latencyS > ANSWER_WITHIN_S ? null : latencyS;
  }

  #takenUp({ speaker }: Utterance, words: WordReading): number {
    const last = this.read.at(-1);
    if (last === undefined || last.utterance.speaker === speaker) return 0;
    const theirs = new Set(termsOf(last.words.tokens).map(({ key }) => key));
    return new Set(termsOf(words.tokens).flatMap(({ key }) => (theirs.has(key) ? [key] : []))).size;
  }

  #transitionsOf(
    { transitions }: Speaker,
    { utteranceId, startS }: Utterance,
    seen: Pick<UtteranceAnalysis, "emotion" | "sentiment"> & {
      readonly deviations: Deviations;
      readonly responseLatencyS: number | null;
    },
  ): Transition[] {
    const found = transitions.observe(
      { ...seen, utteranceId, atMs: Math.round(startS * 1000), polarity: seen.sentiment.polarity },
      () => numbered("trans", (this.#transitionCount += 1)),
    );
    return found === null ? [] : [found];
  }

  #momentsOf({ utteranceId, speaker, startS, endS, text, asrConfidence }: Utterance, words: WordReading): Moment[] {
    const said: Said = {
      utteranceId,
      speaker,
      startMs: Math.round(startS * 1000),
      endMs: Math.round(endS * 1000),
      text,
      words,
      asrConfidence,
    };
    return [...this.#moments.observe(said), ...this.#topics.observe(said)].map((moment) => ({
      momentId: numbered("moment", (this.#momentCount += 1)),
      ...moment,
    }));
  }
}

function shownMarkers({ markers }: WordReading): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(markers)
      .filter(([, words]) => words.length > 0)
      .map(([name, words]) => [name, [...new Set(words)].slice(0, SHOWN_MARKERS)]),
  );
}

function numbered(prefix: string, count: number): string {
  return `${prefix}_${String(count).padStart(4, "0")}`;
}
