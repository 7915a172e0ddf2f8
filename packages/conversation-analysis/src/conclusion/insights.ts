import { EMOTION_LABELS, type JsonObject } from "@headway-jobs/contract";
import type { ConversationInsights, EmotionLabel, Moment } from "@headway-jobs/ports/conversation-analysis";
import type { ReadUtterance } from "../read-utterance.ts";
import { deviationOf, type Facts, mean, rounded, type SpeakerFacts } from "./facts.ts";

/** Changes of mean polarity between the first and last third that are called a trend. */
const TREND = 0.12;
const ENGAGEMENT_TREND = 0.07;
const FLUCTUATING_SD = 0.16;
const SHOWN_MOMENTS = 8;
/** What matters first to a reader: what was decided, then what stood in the way, then what was offered. */
const WEIGHT: Readonly<Record<Moment["category"], number>> = {
  cta_accepted: 1,
  cta_rejected: 0.95,
  objection: 0.9,
  cta_offered: 0.7,
  topic_shift: 0.5,
};

export function insightsOf(facts: Facts): ConversationInsights {
  const polarities = facts.read.map(({ analysis }) => analysis.sentiment.polarity);
  const change = thirdsChange(polarities);
  return {
    overallSentiment: {
      mean: rounded(mean(polarities)),
      std: rounded(deviationOf(polarities)),
      trend: change > TREND ? "positive" : change < -TREND ? "negative" : "stable",
    },
    dominantEmotions: dominantEmotions(facts.read),
    engagementPattern: engagementPattern(facts.read.map(({ analysis }) => analysis.cognitive.engagement)),
    keyMoments: keyMoments(facts),
    speakerProfiles: Object.fromEntries(facts.speakers.map((one) => [one.speaker, profileOf(one)])),
    conversationDynamics: dynamicsOf(facts),
    cognitiveProfile: cognitiveProfile(facts),
  };
}

/** Difference of the last third's mean to the first's; 0 for what is too short to have a course. */
export function thirdsChange(values: readonly number[]): number {
  const third = Math.floor(values.length / 3);
  return third === 0 ? 0 : mean(values.slice(-third)) - mean(values.slice(0, third));
}

/** The most frequent feelings by mean share; neutral leads only where nothing else is felt. */
export function dominantEmotions(read: readonly ReadUtterance[]): EmotionLabel[] {
  const shares = EMOTION_LABELS.map((label) => ({
    label,
    share: mean(read.map(({ analysis }) => analysis.emotion.distribution[label])),
  }));
  const felt = shares
    .filter(({ label, share }) => label !== "neutral" && share >= 0.12)
    .toSorted((a, b) => b.share - a.share);
  const neutral = shares.find(({ label }) => label === "neutral")?.share ?? 0;
  const names = felt.slice(0, 3).map(({ label }) => label);
  return neutral >= (felt[0]?.share ?? 0) ? ["neutral", ...names.slice(0, 2)] : names;
}

function engagementPattern(values: readonly number[]): ConversationInsights["engagementPattern"] {
  const change = thirdsChange(values);
  if (change > ENGAGEMENT_TREND) return "increasing";
  if (change < -ENGAGEMENT_TREND) return "decreasing";
  return deviationOf(values) > FLUCTUATING_SD ? "fluctuating" : "steady";
}

/** Moments that have to do with the goal come first. */
export function keyMoments({ moments, related }: Facts): Moment[] {
  const wanted = new Set(related.map(({ utterance }) => utterance.utteranceId));
  const weigh = (moment: Moment): number =>
    WEIGHT[moment.category] * moment.confidence + (wanted.has(moment.utteranceIds.at(-1) ?? "") ? 1 : 0);
  return moments.toSorted((a, b) => weigh(b) - weigh(a)).slice(0, SHOWN_MOMENTS);
}

function profileOf({ utterances, talkShare, words, speechS, topics }: SpeakerFacts): JsonObject {
  const of = (value: (one: ReadUtterance) => number): number => rounded(mean(utterances.map(value)));
  return {
    talk_share: rounded(talkShare),
    dominant_emotions: dominantEmotions(utterances),
    mean_polarity: of(({ analysis }) => analysis.sentiment.polarity),
    mean_valence: of(({ analysis }) => analysis.emotion.scores.valence),
    mean_arousal: of(({ analysis }) => analysis.emotion.scores.arousal),
    mean_dominance: of(({ analysis }) => analysis.emotion.scores.dominance),
    mean_engagement: of(({ analysis }) => analysis.cognitive.engagement),
    mean_commitment: of(({ analysis }) => analysis.commitment.score),
    mean_passion: of(({ analysis }) => analysis.passion.score),
    mean_conviction: of(({ analysis }) => analysis.conviction.score),
    words_per_minute: speechS === 0 ? null : rounded((60 * words) / speechS, 1),
    topics,
  };
}

function dynamicsOf({ speakers, read, lengthS, transitions }: Facts): JsonObject {
  const turns = speakers.reduce((sum, speaker) => sum + speaker.turns, 0);
  const latencies = read.flatMap(({ responseLatencyS }) =>
    responseLatencyS === null ? [] : [Math.max(0, responseLatencyS)],
  );
  return {
    length_s: rounded(lengthS, 1),
    utterances: read.length,
    turns,
    turns_per_minute: lengthS === 0 ? null : rounded((60 * turns) / lengthS, 2),
    /** 1 when all speak equally long, 0 when one speaks alone (normalised entropy). */
    balance: rounded(balanceOf(speakers.map(({ talkShare }) => talkShare))),
    overlaps: speakers.reduce((sum, { overlaps }) => sum + overlaps, 0),
    interruptions: speakers.reduce((sum, { interruptions }) => sum + interruptions, 0),
    mean_response_latency_s: latencies.length === 0 ? null : rounded(mean(latencies)),
    transitions: transitions.length,
  };
}

export function balanceOf(shares: readonly number[]): number {
  if (shares.length < 2) return 0;
  const entropy = shares.reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0);
  return entropy / Math.log(shares.length);
}

function cognitiveProfile({ read, speakers }: Facts): JsonObject {
  const loads = { low: 0, medium: 0, high: 0 };
  for (const { analysis } of read) loads[analysis.cognitive.load] += 1;
  const words = Math.max(
    1,
    speakers.reduce((sum, speaker) => sum + speaker.words, 0),
  );
  const per100 = (name: string): number =>
    rounded((100 * read.reduce((sum, { analysis }) => sum + (analysis.cognitive.signals[name] ?? 0), 0)) / words, 2);
  return {
    mean_engagement: rounded(mean(read.map(({ analysis }) => analysis.cognitive.engagement))),
    load: {
      low: rounded(loads.low / read.length),
      medium: rounded(loads.medium / read.length),
      high: rounded(loads.high / read.length),
    },
    hedges_per_100_words: per100("hedges"),
    fillers_per_100_words: per100("fillers"),
    repairs_per_100_words: per100("repairs"),
    repetitions_per_100_words: per100("repetitions"),
    questions: read.reduce((sum, { words: said }) => sum + said.questions, 0),
    mean_conviction: rounded(mean(read.map(({ analysis }) => analysis.conviction.score))),
    mean_commitment: rounded(mean(read.map(({ analysis }) => analysis.commitment.score))),
  };
}
