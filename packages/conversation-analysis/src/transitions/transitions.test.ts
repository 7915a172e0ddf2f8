import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Prosody } from "@headway-jobs/ports/prosody";
import type { Transition } from "@headway-jobs/ports/conversation-analysis";
import { createAnalysis } from "../create-analysis.ts";
import { CALM_VOICE, transcript } from "../testing/transcript.ts";
import { readLabelledSet } from "../../training/labelled-set.ts";

const FLAT = readLabelledSet("everyday-test")
  .filter(({ emotion, polarity }) => emotion === "neutral" && Math.abs(polarity) <= 0.1)
  .map(({ text }) => text);
const CALM = [
  "We have three offices.",
  "The form has two pages.",
  "It opens at nine.",
  "The bus stops there.",
  "I sent the file on Monday.",
];
const ANGRY = [
  "I am furious, this is outrageous!",
  "You lied to me, I hate this!",
  "I am sick of your stupid excuses!",
  "This is unacceptable, I am so angry!",
];
const EXCITED: Partial<Prosody> = {
  pitchMedianHz: 200,
  levelDb: -14,
  syllablesPerS: 5.8,
  pitchSpreadSemitones: 4.5,
  highToLowDb: -7,
};

function transitionsIn(
  lines: readonly (readonly [string, string])[],
  prosody?: (at: number) => Prosody | null,
): Transition[] {
  const analysis = createAnalysis({ conversationId: "c" });
  return transcript(lines, prosody).flatMap((utterance) => analysis.add(utterance).transitions);
}

describe("transitions", () => {
  it("are never found in flat talk, in whatever order and with the usual wobble of a voice", () => {
    const wobble = fc.double({ min: -1, max: 1, noNaN: true });
    const line = fc.tuple(fc.constantFrom("A", "B"), fc.constantFrom(...FLAT), wobble, wobble, wobble);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const voice = (at: number): Prosody => {
          const [, , pitch = 0, level = 0, rate = 0] = lines[at] ?? [];
          const { pitchMedianHz, levelDb, syllablesPerS } = CALM_VOICE;
          return {
            ...CALM_VOICE,
            pitchMedianHz: (pitchMedianHz ?? 0) * 2 ** (pitch / 12),
            levelDb: levelDb + 2 * level,
            syllablesPerS: syllablesPerS + 0.5 * rate,
          };
        };
        expect(
          transitionsIn(
            lines.map(([speaker, text]) => [speaker, text]),
            voice,
          ),
        ).toEqual([]);
      }),
    );
  });

  it("are found once when a calm speaker becomes angry and stays so, with the words as the driver", () => {
    const found = transitionsIn([...CALM, ...ANGRY].map((text) => ["A", text]));
    expect(found).toHaveLength(1);
    const [turn] = found;
    expect(turn).toMatchObject({
      transitionId: "trans_0001",
      speaker: "A",
      from: { emotion: "neutral" },
      to: { emotion: "anger" },
    });
    expect(turn?.evidenceUtteranceIds).toEqual(["c_utt_0005", "c_utt_0006"]);
    expect(turn?.to.valence).toBeLessThan((turn?.from.valence ?? 0) - 0.1);
    expect(Object.keys(turn?.drivers ?? {})[0]).toBe("words");
    expect(Object.values(turn?.drivers ?? {}).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 2);
    expect(turn?.confidence).toBeGreaterThan(0.5);
  });

  it("go back when the speaker calms down", () => {
    const found = transitionsIn([...CALM, ...ANGRY, ...CALM, ...CALM].map((text) => ["A", text]));
    expect(found.map(({ to }) => to.emotion)).toEqual(["anger", "neutral"]);
  });

  it("follow the voice where the words stay matter of fact, and say that it drove them", () => {
    const texts = [...CALM, ...CALM, ...CALM];
    const found = transitionsIn(
      texts.map((text) => ["A", text]),
      (at) => (at < 10 ? CALM_VOICE : { ...CALM_VOICE, ...EXCITED }),
    );
    expect(found).toHaveLength(1);
    expect(found[0]?.to.arousal).toBeGreaterThan((found[0]?.from.arousal ?? 1) + 0.1);
    expect(Object.keys(found[0]?.drivers ?? {})[0]).not.toBe("words");
  });

  it("are told at once when one strong feeling takes the place of another, also in a short call", () => {
    const lines = [
      "I am furious, nobody ever calls me back!",
      "This is outrageous, I hate it!",
      "My number is four seven one.",
      "Oh, that is wonderful, I am so happy, thank you!",
    ];
    const found = transitionsIn(lines.map((text) => ["A", text]));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      from: { emotion: "anger" },
      to: { emotion: "joy" },
      evidenceUtteranceIds: ["c_utt_0001", "c_utt_0003"],
    });
    expect(found[0]?.confidence).toBeGreaterThan(0.8);
  });

  it("are not found where a strong feeling was long gone before another came", () => {
    const lines = ["I am furious, I hate this!", ...CALM, ...CALM, "Oh, that is wonderful, I am so happy!"];
    expect(transitionsIn(lines.map((text) => ["A", text])).filter(({ from }) => from.emotion === "anger")).toEqual([]);
  });

  it("take more than one outburst", () => {
    expect(transitionsIn([...CALM, "I hate this!", ...CALM].map((text) => ["A", text]))).toEqual([]);
  });

  it("belong to one speaker: another's anger is no change of this one", () => {
    const lines = CALM.flatMap((text, at) => [["A", text] as const, ["B", ANGRY[at % ANGRY.length] ?? ""] as const]);
    expect(transitionsIn(lines)).toEqual([]);
  });
});
