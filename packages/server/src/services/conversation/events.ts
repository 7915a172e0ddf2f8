import {
  type ConversationEventData,
  type ConversationEventName,
  EMOTION_LABELS,
  type JsonObject,
  type TimelineEntry,
} from "@headway-jobs/contract";
import type { NewEvent } from "@headway-jobs/engine";
import type {
  Affect,
  AffectState,
  ConversationSummary,
  EmotionReading,
  Moment,
  Transition,
  UtteranceAnalysis,
} from "@headway-jobs/ports/conversation-analysis";
import type { Utterance } from "@headway-jobs/ports/utterance";

const LIVE_SESSION = /^live_([0-9a-f]{8})$/;

/**
 * The conversation of a job, whose `sessionId` is the conversation's id or, live, the session's: `live_1a2b3c4d` is the capture of
 * `liveconv_1a2b3c4d`.
 */
export function conversationIdOf({ jobId, sessionId }: { readonly jobId: string; readonly sessionId: string | null }) {
  if (sessionId === null) return jobId;
  return sessionId.replace(LIVE_SESSION, "liveconv_$1");
}

export const isLiveSession = (sessionId: string | null): boolean => sessionId !== null && LIVE_SESSION.test(sessionId);

/** Utterances are numbered from 0 (SPEC §5). */
export const utteranceIdOf = (conversationId: string, index: number): string =>
  `${conversationId}_utt_${String(index).padStart(4, "0")}`;

/** What the native names of the catalogue's events begin with. */
export const NATIVE_PREFIX = "conversation.";

/** The native name of an event of the catalogue. */
export const nativeName = (name: ConversationEventName): string => `${NATIVE_PREFIX}${name}`;

export type Stability = "provisional" | "final";

/** The events of one utterance in the order of the catalogue: transcript, readings, transitions, moments. */
export function eventsOfUtterance(utterance: Utterance, analysis: UtteranceAnalysis, stability: Stability): NewEvent[] {
  return [
    newEvent("final_transcript", transcriptOf(utterance)),
    emotionEvent(utterance, analysis.emotion, stability),
    newEvent("cognitive", {
      utterance_id: utterance.utteranceId,
      speaker_id: utterance.speaker,
      ...cognitiveOf(analysis),
    }),
    ...analysis.transitions.map((transition) => newEvent("transition", transitionOf(transition))),
    ...analysis.moments.map((moment) => momentEvent(moment)),
  ];
}

/** The emotion of a published utterance: the first reading, or the final one. */
export const emotionEvent = (utterance: Utterance, emotion: EmotionReading, stability: Stability): NewEvent =>
  newEvent("emotion", {
    utterance_id: utterance.utteranceId,
    speaker_id: utterance.speaker,
    emotion: emotionOf(emotion),
    scores: affectOf(emotion.scores),
    confidence: unit(emotion.confidence),
    stability,
  });

export const momentEvent = (moment: Moment): NewEvent => newEvent("moment", momentOf(moment));

export const summaryEvent = (summary: ConversationSummary): NewEvent =>
  newEvent("summary_update", { summary: summaryOf(summary) });

export function newEvent<Name extends ConversationEventName>(name: Name, data: ConversationEventData<Name>): NewEvent {
  return { type: nativeName(name), data: data as JsonObject };
}

function transcriptOf(utterance: Utterance): ConversationEventData<"final_transcript"> {
  return {
    utterance_id: utterance.utteranceId,
    speaker: utterance.speaker,
    text: utterance.text,
    t_start: seconds(utterance.startS),
    t_end: seconds(utterance.endS),
    confidence: unit(utterance.asrConfidence),
  };
}

/** An utterance with all its readings, as the result lists it. */
export function timelineEntry(utterance: Utterance, analysis: UtteranceAnalysis) {
  const { emotion, sentiment, commitment, passion, conviction } = analysis;
  const polarity = rounded(sentiment.polarity);
  const subjectivity = unit(sentiment.subjectivity);
  return {
    utterance_id: utterance.utteranceId,
    speaker: utterance.speaker,
    t_start: seconds(utterance.startS),
    t_end: seconds(utterance.endS),
    text: utterance.text,
    asr_confidence: unit(utterance.asrConfidence),
    prosody: utterance.prosody === null ? null : prosodyOf(utterance.prosody),
    prosody_desc: analysis.prosodyDescription,
    emotion: {
      ...emotionOf(emotion),
      label: strongest(emotion),
      scores: affectOf(emotion.scores),
      confidence: unit(emotion.confidence),
      stability: "final",
    },
    sentiment: { label: sentiment.label, polarity, subjectivity },
    polarity,
    subjectivity,
    cognitive: cognitiveOf(analysis),
    commitment_score: unit(commitment.score),
    commitment_level: commitment.level,
    passion_score: unit(passion.score),
    passion_level: passion.level,
    conviction_score: unit(conviction.score),
    conviction_level: conviction.level,
    lexical_markers: listsOf(analysis.lexicalMarkers),
    acoustic_reasoning: analysis.acousticReasoning,
    confidence: unit(emotion.confidence),
  } satisfies TimelineEntry;
}

export function transitionOf(transition: Transition): ConversationEventData<"transition"> {
  return {
    transition_id: transition.transitionId,
    speaker_id: transition.speaker,
    at_ms: Math.round(transition.atMs),
    from_state: stateOf(transition.from),
    to_state: stateOf(transition.to),
    drivers: numbersOf(transition.drivers),
    evidence_utterance_ids: [...transition.evidenceUtteranceIds],
    confidence: unit(transition.confidence),
    stability: "final",
  };
}

export function momentOf(moment: Moment): ConversationEventData<"moment"> {
  return {
    moment_id: moment.momentId,
    category: moment.category,
    speaker_id: moment.speaker,
    start_ms: Math.round(moment.startMs),
    end_ms: Math.round(moment.endMs),
    utterance_ids: [...moment.utteranceIds],
    summary: moment.summary,
    labels: [...moment.labels],
    evidence: moment.evidence.map(({ utteranceId, text }) => ({ utterance_id: utteranceId, text })),
    confidence: unit(moment.confidence),
  };
}

export function summaryOf(summary: ConversationSummary): ConversationEventData<"summary_update">["summary"] {
  return {
    overview: summary.overview,
    key_insights: [...summary.keyInsights],
    notable_patterns: [...summary.notablePatterns],
    recommendations: [...summary.recommendations],
    what_went_well: [...summary.whatWentWell],
    what_went_wrong: [...summary.whatWentWrong],
    speaker_dynamics: summary.speakerDynamics,
    conversation_quality: summary.conversationQuality,
  };
}

type Shares = ConversationEventData<"emotion">["emotion"]["emotions"];

/** Rounded so that the seven still sum to 1 to the last digit that is sent: what rounding leaves over goes to the largest. */
function emotionOf({ distribution }: EmotionReading): ConversationEventData<"emotion">["emotion"] {
  const labels: readonly (keyof Shares)[] = EMOTION_LABELS;
  const shares = Object.fromEntries(labels.map((label) => [label, 0])) as Shares;
  const largest = labels.reduce((best, label) => (distribution[label] > distribution[best] ? label : best));
  const rest = labels.reduce((sum, label) => (label === largest ? sum : sum + units(distribution[label])), 0);
  for (const label of labels)
    shares[label] = (label === largest ? SHARE_UNITS - rest : units(distribution[label])) / SHARE_UNITS;
  return { ...shares, emotions: { ...shares } };
}

const SHARE_UNITS = 10_000;
const units = (share: number): number => Math.round(share * SHARE_UNITS);

export const strongest = ({ distribution }: EmotionReading): keyof Shares =>
  (Object.keys(distribution) as (keyof Shares)[]).reduce((best, label) =>
    distribution[label] > distribution[best] ? label : best,
  );

function cognitiveOf({ cognitive }: UtteranceAnalysis) {
  return {
    signals: numbersOf(cognitive.signals),
    engagement: unit(cognitive.engagement),
    cognitive_load: cognitive.load,
    rationale: cognitive.rationale,
  };
}

const affectOf = ({ valence, arousal, dominance }: Affect) => ({
  valence: unit(valence),
  arousal: unit(arousal),
  dominance: unit(dominance),
});

const stateOf = (state: AffectState) => ({ emotion: state.emotion, ...affectOf(state) });

/** `pitchMedianHz` becomes `pitch_median_hz`. */
export function prosodyOf(prosody: NonNullable<Utterance["prosody"]>): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(prosody).map(([name, value]: [string, number | null]) => [
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value === null ? null : rounded(value),
    ]),
  );
}

const numbersOf = (numbers: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, rounded(value)]));

const listsOf = (lists: Readonly<Record<string, readonly string[]>>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(lists).map(([name, words]) => [name, [...words]]));

const seconds = (value: number): number => Math.round(value * 1000) / 1000;
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
const unit = (value: number): number => rounded(Math.min(1, Math.max(0, value)));
