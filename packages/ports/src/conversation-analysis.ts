import type { EMOTION_LABELS, JsonObject, MOMENT_CATEGORIES } from "@headway-jobs/contract";
import type { Utterance } from "./utterance.ts";

export type EmotionLabel = (typeof EMOTION_LABELS)[number];

/** Valence, arousal and dominance, each 0–1 with 0.5 as the neutral middle. */
export interface Affect {
  readonly valence: number;
  readonly arousal: number;
  readonly dominance: number;
}

export interface EmotionReading {
  /** Sums to 1. */
  readonly distribution: Readonly<Record<EmotionLabel, number>>;
  readonly scores: Affect;
  /** Chance that the most likely label is right, calibrated on held-out utterances. */
  readonly confidence: number;
}

export interface SentimentReading {
  readonly label: "positive" | "negative" | "neutral";
  /** −1…1. */
  readonly polarity: number;
  /** 0–1. */
  readonly subjectivity: number;
}

export interface CognitiveReading {
  /** Named numbers: hedges, fillers, repairs, questions, confidence, … */
  readonly signals: Readonly<Record<string, number>>;
  /** 0–1. */
  readonly engagement: number;
  readonly load: "low" | "medium" | "high";
  /** One sentence that says what the reading rests on. */
  readonly rationale: string;
}

export interface AffectState extends Affect {
  readonly emotion: EmotionLabel;
}

export interface Evidence {
  readonly utteranceId: string;
  readonly text: string;
}

/** A significant change of one speaker's state. */
export interface Transition {
  /** `trans_0001` within the conversation. */
  readonly transitionId: string;
  readonly speaker: string;
  readonly atMs: number;
  readonly from: AffectState;
  readonly to: AffectState;
  /** What drove it, by name, with its share 0–1. */
  readonly drivers: Readonly<Record<string, number>>;
  readonly evidenceUtteranceIds: readonly string[];
  readonly confidence: number;
}

export type MomentCategory = (typeof MOMENT_CATEGORIES)[number];

export interface Moment {
  /** `moment_0001` within the conversation. */
  readonly momentId: string;
  readonly category: MomentCategory;
  readonly speaker: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly utteranceIds: readonly string[];
  readonly summary: string;
  readonly labels: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly confidence: number;
}

/** Everything that is said about one utterance, at once after it was heard. */
export interface UtteranceAnalysis {
  readonly emotion: EmotionReading;
  readonly sentiment: SentimentReading;
  readonly cognitive: CognitiveReading;
  readonly commitment: LevelledScore;
  readonly passion: LevelledScore;
  readonly conviction: LevelledScore;
  /** Words that carried the reading, by class (positive, negative, hedge, filler, …). */
  readonly lexicalMarkers: Readonly<Record<string, readonly string[]>>;
  /** The prosody in one sentence, relative to the speaker's usual way. */
  readonly prosodyDescription: string;
  /** What in the sound spoke for the reading. */
  readonly acousticReasoning: string;
  readonly transitions: readonly Transition[];
  readonly moments: readonly Moment[];
}

export interface LevelledScore {
  /** 0–1. */
  readonly score: number;
  readonly level: "low" | "medium" | "high";
}

export interface ConversationSummary {
  readonly overview: string;
  /** May open with a `[mm:ss]` mark. */
  readonly keyInsights: readonly string[];
  readonly notablePatterns: readonly string[];
  readonly recommendations: readonly string[];
  readonly whatWentWell: readonly string[];
  readonly whatWentWrong: readonly string[];
  /** By speaker: talk share, words, questions, mean valence, … */
  readonly speakerDynamics: JsonObject;
  readonly conversationQuality: string;
}

export interface Phase {
  readonly phaseId: string;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly utteranceIds: readonly string[];
}

export interface ConversationInsights {
  readonly overallSentiment: {
    readonly mean: number;
    readonly std: number;
    readonly trend: "positive" | "negative" | "stable";
  };
  readonly dominantEmotions: readonly EmotionLabel[];
  readonly engagementPattern: "increasing" | "decreasing" | "steady" | "fluctuating";
  readonly keyMoments: readonly Moment[];
  readonly speakerProfiles: JsonObject;
  readonly conversationDynamics: JsonObject;
  readonly cognitiveProfile: JsonObject;
}

export interface ConversationConclusion {
  readonly summary: ConversationSummary;
  readonly insights: ConversationInsights;
  readonly phases: readonly Phase[];
}

/**
 * The analysis of one conversation as a fold over its utterances: deterministic, without clock or chance, so that a replay comes to the same. `add` looks at
 * what came before, never at what comes after.
 */
export interface ConversationAnalysis {
  add(utterance: Utterance): UtteranceAnalysis;
  conclude(): ConversationConclusion;
}
