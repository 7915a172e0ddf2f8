import { describe, expect, it } from "vitest";
import type { Prosody } from "@headway-jobs/ports/prosody";
import type { UtteranceAnalysis } from "@headway-jobs/ports/conversation-analysis";
import { createAnalysis } from "../create-analysis.ts";
import { CALM_VOICE, transcript } from "../testing/transcript.ts";

/** The last of several utterances, all said calmly but this one. */
function lastSaid(voice: Partial<Prosody> | null, text = "The form has two pages.", before = 6): UtteranceAnalysis {
  const analysis = createAnalysis({ conversationId: "c" });
  const lines = Array.from({ length: before }, () => ["A", "It opens at nine on Mondays."] as const);
  const said = transcript([...lines, ["A", text]], (at) =>
    voice === null ? null : at < before ? CALM_VOICE : { ...CALM_VOICE, ...voice },
  );
  return said.map((utterance) => analysis.add(utterance)).at(-1) ?? analysis.add(said[0] ?? never());
}

function never(): never {
  throw new Error("nothing was said");
}

const usual = lastSaid({});

describe("the voice", () => {
  it.each<[string, Partial<Prosody>]>([
    ["higher", { pitchMedianHz: 180 }],
    ["louder", { levelDb: -14 }],
    ["faster", { syllablesPerS: 6.5 }],
    ["livelier", { pitchSpreadSemitones: 5 }],
  ])("that is %s than usual means more arousal, and is named", (word, voice) => {
    const said = lastSaid(voice);
    expect(said.emotion.scores.arousal).toBeGreaterThan(usual.emotion.scores.arousal + 0.02);
    expect(said.prosodyDescription).toContain(`${word} than usual`);
    expect(said.acousticReasoning).toContain("higher arousal");
  });

  it("that is low, quiet and slow means less arousal and makes sadness likelier", () => {
    const said = lastSaid({
      pitchMedianHz: 95,
      levelDb: -34,
      syllablesPerS: 2.6,
      pitchSpreadSemitones: 0.8,
      pauseShare: 0.4,
    });
    expect(said.emotion.scores.arousal).toBeLessThan(usual.emotion.scores.arousal - 0.05);
    expect(said.emotion.distribution.sadness).toBeGreaterThan(3 * usual.emotion.distribution.sadness);
  });

  it("that is loud, sharp and fast speaks for anger, but does not outvote happy words", () => {
    const shouting = { pitchMedianHz: 150, levelDb: -12, highToLowDb: -5, syllablesPerS: 5.5 };
    expect(lastSaid(shouting).emotion.distribution.anger).toBeGreaterThan(3 * usual.emotion.distribution.anger);
    const happy = lastSaid(shouting, "I am so happy, this is wonderful news!").emotion.distribution;
    expect(happy.joy).toBeGreaterThan(happy.anger);
  });

  it("is compared with the same speaker's earlier utterances, so the first one is never unusual", () => {
    const first = lastSaid({ pitchMedianHz: 300, levelDb: -8 }, "The form has two pages.", 0);
    expect(first.prosodyDescription).toContain("first utterance");
    expect(first.emotion.scores.arousal).toBeCloseTo(
      lastSaid(null, "The form has two pages.", 0).emotion.scores.arousal,
      4,
    );
  });

  it("need not be there: the reading then rests on the words and says so", () => {
    const said = lastSaid(null, "I am so happy about this!");
    expect(said.acousticReasoning).toContain("rests on the words");
    expect(said.emotion.distribution.joy).toBeGreaterThan(0.6);
  });

  it("without any voiced sound is still described", () => {
    const whispered = { pitchMedianHz: null, pitchSpreadSemitones: null, jitter: null, finalSlopeSemitonesPerS: null };
    expect(lastSaid(whispered).prosodyDescription).toContain("No measurable pitch");
  });
});
