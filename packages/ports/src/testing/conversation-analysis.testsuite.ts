import { EMOTION_LABELS, MOMENT_CATEGORIES } from "@headway-jobs/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConversationAnalysis, UtteranceAnalysis } from "../conversation-analysis.ts";
import type { Utterance } from "../utterance.ts";
import { anyText } from "./hostile-texts.ts";

export type CreateAnalysis = (options: {
  readonly conversationId: string;
  readonly goal: string | undefined;
}) => ConversationAnalysis;

const anyConversation = fc
  .array(
    fc.tuple(
      fc.constantFrom("Speaker_0", "Speaker_1", "Speaker_2"),
      anyText,
      fc.double({ min: 0, max: 1, noNaN: true }),
    ),
    {
      maxLength: 12,
    },
  )
  .map((lines) => lines.map(([speaker, text, asrConfidence], at) => utteranceAt(at, speaker, text, asrConfidence)));

/** What holds for every analysis of conversations. `isFold` is false for a double that gives other readings each time. */
export function testConversationAnalysis(
  name: string,
  create: CreateAnalysis,
  { runs = 50, isFold = true }: { readonly runs?: number; readonly isFold?: boolean } = {},
): void {
  describe(`${name} as an analysis of conversations`, () => {
    it("keeps every figure in its range, and names only what was said by then", () => {
      fc.assert(
        fc.property(anyConversation, fc.option(anyText, { nil: undefined }), (utterances, goal) => {
          const analysis = create({ conversationId: "c", goal });
          const said = new Set<string>();
          for (const utterance of utterances) {
            said.add(utterance.utteranceId);
            requireReading(analysis.add(utterance), said);
          }
        }),
        { numRuns: runs },
      );
    });

    it("concludes with every utterance in one phase, in order, and sentences that say something", () => {
      fc.assert(
        fc.property(anyConversation, (utterances) => {
          const analysis = create({ conversationId: "c", goal: undefined });
          for (const utterance of utterances) analysis.add(utterance);
          const { phases, summary, insights } = analysis.conclude();
          expect(phases.flatMap(({ utteranceIds }) => utteranceIds)).toEqual(
            utterances.map(({ utteranceId }) => utteranceId),
          );
          expect(summary.overview).toMatch(/\S/);
          expect(JSON.stringify([summary, insights])).not.toMatch(/\bNaN\b|\bInfinity\b/);
          for (const label of insights.dominantEmotions) expect(EMOTION_LABELS).toContain(label);
        }),
        { numRuns: runs },
      );
    });

    if (!isFold) return;
    it("comes to the same again, and is not disturbed by concluding on the way", () => {
      fc.assert(
        fc.property(anyConversation, fc.nat(10), (utterances, stop) => {
          const run = (concludeAt: number) => {
            const analysis = create({ conversationId: "c", goal: "find objections" });
            const readings = utterances.map((utterance, at) => {
              if (at === concludeAt) analysis.conclude();
              return analysis.add(utterance);
            });
            return { readings, conclusion: analysis.conclude() };
          };
          expect(run(stop)).toEqual(run(-1));
        }),
        { numRuns: runs },
      );
    });
  });
}

function requireReading(reading: UtteranceAnalysis, said: ReadonlySet<string>): void {
  const { emotion, sentiment, cognitive, commitment, passion, conviction, moments, transitions } = reading;
  const chances = EMOTION_LABELS.map((label) => emotion.distribution[label]);
  expect(Math.abs(chances.reduce((sum, chance) => sum + chance, 0) - 1)).toBeLessThan(1e-9);
  const states = transitions.flatMap(({ from, to }) => [from, to]);
  const shares = [
    ...chances,
    ...Object.values(emotion.scores),
    ...[emotion, ...moments, ...transitions].map(({ confidence }) => confidence),
    ...[commitment, passion, conviction].map(({ score }) => score),
    sentiment.subjectivity,
    cognitive.engagement,
    ...states.flatMap(({ valence, arousal, dominance }) => [valence, arousal, dominance]),
  ];
  expect(shares.filter((value) => !(value >= 0 && value <= 1))).toEqual([]);
  expect(Math.abs(sentiment.polarity)).toBeLessThanOrEqual(1);
  expect(Object.values(cognitive.signals).filter((value) => !Number.isFinite(value))).toEqual([]);
  const named = [
    ...moments.flatMap(({ utteranceIds, evidence }) => [...utteranceIds, ...evidence.map((one) => one.utteranceId)]),
    ...transitions.flatMap(({ evidenceUtteranceIds }) => evidenceUtteranceIds),
  ];
  expect(named.filter((id) => !said.has(id))).toEqual([]);
  for (const { category, summary } of moments) {
    expect(MOMENT_CATEGORIES).toContain(category);
    expect(summary).toMatch(/\S/);
  }
}

/** Two seconds of its own for each utterance. */
function utteranceAt(at: number, speaker: string, text: string, asrConfidence: number): Utterance {
  return {
    utteranceId: `c_utt_${String(at).padStart(4, "0")}`,
    speaker,
    startS: at * 2,
    endS: at * 2 + 1.5,
    text,
    words: [],
    asrConfidence,
    prosody: null,
  };
}
