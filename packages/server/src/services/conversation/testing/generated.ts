import { EMOTION_LABELS, MOMENT_CATEGORIES } from "@headway-jobs/contract";
import fc from "fast-check";
import type {
  ConversationAnalysis,
  EmotionReading,
  UtteranceAnalysis,
} from "@headway-jobs/ports/conversation-analysis";
import type { Utterance } from "@headway-jobs/ports/utterance";
import { utteranceIdOf } from "../events.ts";

const share = fc.double({ min: 0, max: 1, noNaN: true });
const affect = fc.record({ valence: share, arousal: share, dominance: share });
const levelled = fc.record({ score: share, level: fc.constantFrom("low" as const, "medium", "high") });

export const emotions: fc.Arbitrary<EmotionReading> = fc
  .record({
    raw: fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 7, maxLength: 7 }),
    scores: affect,
    confidence: share,
  })
  .map(({ raw, scores, confidence }) => {
    const sum = raw.reduce((total, value) => total + value, 0);
    const at = (index: number): number => (raw[index] ?? 0) / sum;
    const [joy, sadness, anger, fear, surprise, disgust, neutral] = [0, 1, 2, 3, 4, 5, 6].map(at) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return { distribution: { joy, sadness, anger, fear, surprise, disgust, neutral }, scores, confidence };
  });

/** Some utterance of a conversation; its speech lies in its own two seconds. */
export const utteranceAt = (conversationId: string, index: number): fc.Arbitrary<Utterance> =>
  fc
    .record({
      speaker: fc.constantFrom("Speaker_0", "Speaker_1"),
      text: fc.string({ unit: "grapheme", minLength: 1 }),
      asrConfidence: share,
    })
    .map((said) => ({
      ...said,
      utteranceId: utteranceIdOf(conversationId, index),
      startS: index * 2,
      endS: index * 2 + 1.5,
      words: [],
      prosody: null,
    }));

/** Readings of one utterance, with transitions and moments that rest on it. */
export function analysisOf({ utteranceId, speaker, text }: Utterance): fc.Arbitrary<UtteranceAnalysis> {
  const state = fc
    .tuple(affect, fc.constantFrom(...EMOTION_LABELS))
    .map(([scores, emotion]) => ({ ...scores, emotion }));
  const transition = fc.record({ from: state, to: state, confidence: share }).map((change) => ({
    ...change,
    transitionId: "trans_0001",
    speaker,
    atMs: 1500,
    drivers: { valence: 0.5 },
    evidenceUtteranceIds: [utteranceId],
  }));
  const moment = fc.record({ category: fc.constantFrom(...MOMENT_CATEGORIES), confidence: share }).map((found) => ({
    ...found,
    momentId: "moment_0001",
    speaker,
    startMs: 0,
    endMs: 1500,
    utteranceIds: [utteranceId],
    summary: "Something was said.",
    labels: ["price"],
    evidence: [{ utteranceId, text }],
  }));
  return fc.record({
    emotion: emotions,
    sentiment: fc.record({
      label: fc.constantFrom("positive" as const, "negative", "neutral"),
      polarity: fc.double({ min: -1, max: 1, noNaN: true }),
      subjectivity: share,
    }),
    cognitive: fc.record({
      signals: fc.dictionary(fc.constantFrom("hedges", "fillers"), share),
      engagement: share,
      load: fc.constantFrom("low" as const, "medium", "high"),
      rationale: fc.string(),
    }),
    commitment: levelled,
    passion: levelled,
    conviction: levelled,
    lexicalMarkers: fc.dictionary(fc.constantFrom("hedge", "positive"), fc.array(fc.string(), { maxLength: 3 })),
    prosodyDescription: fc.string(),
    acousticReasoning: fc.string(),
    transitions: fc.array(transition, { maxLength: 2 }),
    moments: fc.array(moment, { maxLength: 2 }),
  });
}

/** Readings of every possible kind, where the embedded ones would be much alike; the conclusion is the embedded one. */
export function generatedAnalysis(
  embedded: ConversationAnalysis,
  seeds: IterableIterator<number>,
): ConversationAnalysis {
  return {
    add(utterance) {
      embedded.add(utterance);
      const seed = Number(seeds.next().value);
      return fc.sample(analysisOf(utterance), { numRuns: 1, seed })[0] ?? embedded.add(utterance);
    },
    conclude: () => embedded.conclude(),
  };
}
