import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EMOTIONS } from "./analysis.ts";
import { createAnalysis } from "./create-analysis.ts";
import { transcript } from "./testing/transcript.ts";

describe("the analysis of a conversation", () => {
  it("gives seven chances that sum to 1, and everything else in its range, for any text", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom("A", "B"), fc.string({ unit: "binary", maxLength: 300 })), { maxLength: 12 }),
        (lines) => {
          const analysis = createAnalysis({ conversationId: "c" });
          for (const utterance of transcript(lines)) {
            const { emotion, sentiment, cognitive, commitment, passion, conviction } = analysis.add(utterance);
            const chances = EMOTIONS.map((label) => emotion.distribution[label]);
            expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 9);
            const units = [
              ...chances,
              ...Object.values(emotion.scores),
              emotion.confidence,
              sentiment.subjectivity,
              cognitive.engagement,
            ];
            for (const value of [...units, commitment.score, passion.score, conviction.score])
              expect(value >= 0 && value <= 1).toBe(true);
            expect(Math.abs(sentiment.polarity)).toBeLessThanOrEqual(1);
          }
          expect(analysis.conclude().summary.overview).not.toBe("");
        },
      ),
    );
  });

  it("comes to the same for the same utterances", () => {
    const lines = [
      ["A", "I am so happy about this!"],
      ["B", "That is too expensive for us."],
    ] as const;
    const run = () => {
      const analysis = createAnalysis({ conversationId: "c" });
      return [transcript(lines).map((utterance) => analysis.add(utterance)), analysis.conclude()];
    };
    expect(run()).toEqual(run());
  });
});
