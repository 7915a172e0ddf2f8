import { EMOTION_LABELS } from "@headway-jobs/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EmotionLabel, UtteranceAnalysis } from "@headway-jobs/ports/conversation-analysis";
import { createAnalysis } from "./create-analysis.ts";
import { CALM_VOICE, dialogue, transcript } from "./testing/transcript.ts";

const anyLine = fc.tuple(
  fc.constantFrom("A", "B", "C"),
  fc.oneof(fc.string({ unit: "binary", maxLength: 200 }), fc.lorem({ maxCount: 12 }), wordSalad()),
);

/** Words that the rules look for, in senseless order. */
function wordSalad(): fc.Arbitrary<string> {
  const words = `not no very but you i we would like to schedule a demo too expensive sounds good yes no thanks happy hate afraid wow gross sad um the
    moving on next item price boss trust let's do it is are what why ! ? . ,`;
  return fc.array(fc.constantFrom(...words.split(/\s+/)), { maxLength: 40 }).map((chosen) => chosen.join(" "));
}

function read(text: string): UtteranceAnalysis {
  const [utterance] = transcript([["A", text]]);
  if (utterance === undefined) throw new Error("nothing to read");
  return createAnalysis({ conversationId: "c" }).add(utterance);
}

function likeliest({ emotion }: UtteranceAnalysis): EmotionLabel {
  return EMOTION_LABELS.reduce((best, label) =>
    emotion.distribution[label] > emotion.distribution[best] ? label : best,
  );
}

describe("the analysis of any utterances", () => {
  it("keeps every figure in its range, the seven chances summing to 1, and names only what was said", () => {
    fc.assert(
      fc.property(
        fc.array(anyLine, { maxLength: 15 }),
        fc.option(fc.string(), { nil: undefined }),
        fc.boolean(),
        (lines, goal, withSound) => {
          const analysis = createAnalysis({ conversationId: "c", goal });
          const utterances = transcript(lines, () => (withSound ? CALM_VOICE : null));
          const ids = new Set(utterances.map(({ utteranceId }) => utteranceId));
          const readings = utterances.map((utterance) => analysis.add(utterance));
          for (const { emotion, sentiment, cognitive, commitment, passion, conviction, moments } of readings) {
            const chances = EMOTION_LABELS.map((label) => emotion.distribution[label]);
            expect(Math.abs(chances.reduce((sum, chance) => sum + chance, 0) - 1)).toBeLessThan(1e-9);
            const units = [
              ...chances,
              ...Object.values(emotion.scores),
              emotion.confidence,
              sentiment.subjectivity,
              cognitive.engagement,
              commitment.score,
              passion.score,
              conviction.score,
              ...moments.map(({ confidence }) => confidence),
            ];
            expect(units.filter((value) => !(value >= 0 && value <= 1))).toEqual([]);
            expect(Math.abs(sentiment.polarity)).toBeLessThanOrEqual(1);
            expect(Object.values(cognitive.signals).filter((value) => !Number.isFinite(value))).toEqual([]);
            expect(moments.flatMap(({ utteranceIds }) => utteranceIds).filter((id) => !ids.has(id))).toEqual([]);
          }
          const { phases, summary } = analysis.conclude();
          expect(phases.flatMap(({ utteranceIds }) => utteranceIds)).toEqual([...ids]);
          expect(summary.overview).not.toBe("");
          expect(JSON.stringify(summary)).not.toMatch(/NaN|undefined|Infinity/);
        },
      ),
    );
  });

  it("comes to the same again, and is not disturbed by concluding on the way", () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 10 }), fc.nat(10), (lines, stop) => {
        const run = (concludeAt: number) => {
          const analysis = createAnalysis({ conversationId: "c", goal: "find objections" });
          const readings = transcript(lines).map((utterance, at) => {
            if (at === concludeAt) analysis.conclude();
            return analysis.add(utterance);
          });
          return { readings, conclusion: analysis.conclude() };
        };
        expect(run(stop)).toEqual(run(-1));
      }),
      { numRuns: 40 },
    );
  });
});

function polarity(text: string): number {
  return read(text).sentiment.polarity;
}

function load(text: string): number {
  return read(text).cognitive.signals["load_score"] ?? 0;
}

function categories(text: string): string[] {
  const analysis = createAnalysis({ conversationId: "c" });
  return transcript(dialogue(text)).flatMap((utterance) =>
    analysis.add(utterance).moments.map(({ category }) => category),
  );
}

describe("feelings in words", () => {
  it.each<[EmotionLabel, string]>([
    ["joy", "im so happy we got the contract this is wonderful"],
    ["sadness", "my grandmother passed away and i have been crying all day"],
    ["anger", "this is the third time i called and nobody ever calls me back i am furious"],
    ["fear", "i'm really scared that we are going to lose everything"],
    ["surprise", "wow i did not expect that at all"],
    ["disgust", "eww that is disgusting it smells rotten"],
    ["neutral", "the meeting starts at nine in the second room"],
  ])("of %s are read from a recogniser's bare words", (label, text) => {
    expect(likeliest(read(text))).toBe(label);
  });

  it.each([
    ["I am not happy with this.", "negative"],
    ["This is not bad at all.", "positive"],
    ["I like the design but the app is terribly slow and crashes.", "negative"],
    ["It was complicated at first but now it works great.", "positive"],
    ["no i love it", "positive"],
    ["I can't wait to see it!", "positive"],
    ["The report has twelve pages.", "neutral"],
  ] as const)("%j is %s: negation, contrast and phrases count", (text, label) => {
    expect(read(text).sentiment.label).toBe(label);
  });

  it("grow with amplifiers and shrink with downtoners", () => {
    expect(polarity("the support was extremely good")).toBeGreaterThan(polarity("the support was good"));
    expect(polarity("the support was slightly good")).toBeLessThan(polarity("the support was good"));
  });

  it("count for less when the recogniser was unsure", () => {
    const [sure] = transcript([["A", "I am so happy about this!"]]);
    if (sure === undefined) throw new Error("nothing to read");
    const joy = (asrConfidence: number): number =>
      createAnalysis({ conversationId: "c" }).add({ ...sure, asrConfidence }).emotion.distribution.joy;
    expect(joy(0.2)).toBeLessThan(joy(1));
  });

  it.each([
    ["Spanish", "Estoy muy contento con el servicio, pero la factura llegó demasiado tarde otra vez."],
    ["German", "Das ist doch wirklich eine Frechheit, ich warte seit drei Wochen auf die Lieferung."],
    ["Japanese", "このサービスは本当に素晴らしいと思います"],
  ])("are not pretended in %s: neutral words, low confidence, and it is said", (_language, text) => {
    const { emotion, sentiment, cognitive } = read(text);
    expect(sentiment).toMatchObject({ label: "neutral", polarity: 0 });
    expect(emotion.confidence).toBeLessThan(0.55);
    expect(cognitive.rationale).toMatch(/language that the word lists do not know|No words/);
  });
});

describe("the cognitive reading", () => {
  it("counts hedges, fillers, repairs, repetitions and questions", () => {
    const { cognitive, lexicalMarkers } = read("um i think maybe we we could uh i mean could you send it");
    expect(cognitive.signals).toMatchObject({ hedges: 4, fillers: 3, repairs: 1, repetitions: 1, words: 14 });
    expect(lexicalMarkers["hedge"]).toContain("maybe");
    expect(cognitive.rationale).toContain("4 hedges, 3 fillers");
    expect(read("which plan do you use").cognitive.signals["questions"]).toBe(1);
  });

  it("finds more load in broken speech than in fluent speech", () => {
    expect(load("um so i i mean the the uh what was it um maybe the second no wait the third one")).toBeGreaterThan(
      2 * load("The third item is the budget for the new office."),
    );
  });

  it("finds conviction in firm words, little in hedged ones, and commitment in promises", () => {
    expect(read("This will definitely work, I am absolutely certain.").conviction.level).toBe("high");
    expect(read("i guess it might maybe work i'm not sure").conviction.level).toBe("low");
    expect(read("I promise I will send it by Friday.").commitment.level).toBe("high");
    expect(read("I don't know, maybe.").commitment.level).toBe("low");
  });
});

describe("moments in context", () => {
  it("a yes answers only another speaker's offer, and only soon", () => {
    expect(categories("A: would you like a demo on friday\nA: yes sure")).toEqual(["cta_offered"]);
    expect(categories("A: it rains today\nB: yes sure")).toEqual([]);
    const chatter = "B: the office has a window\nA: which side is it on\n".repeat(4);
    expect(categories(`A: would you like a demo on friday\n${chatter}B: sounds good`)).toEqual(["cta_offered"]);
  });

  it("carry the offer and its answer as evidence, and a sentence that quotes them", () => {
    const analysis = createAnalysis({ conversationId: "c" });
    const [, accepted] = transcript(
      dialogue("A: Would you like to see a demo?\nB: Sounds good, let's do Thursday."),
    ).flatMap((utterance) => analysis.add(utterance).moments);
    expect(accepted).toMatchObject({
      momentId: "moment_0002",
      category: "cta_accepted",
      speaker: "B",
      utteranceIds: ["c_utt_0000", "c_utt_0001"],
      labels: ["demo"],
      summary: `B accepted the demo that A had proposed: "Sounds good, let's do Thursday".`,
    });
    expect(accepted?.evidence.map(({ text }) => text)).toEqual([
      "Would you like to see a demo?",
      "Sounds good, let's do Thursday.",
    ]);
  });

  it("a topic that fades out without a word about it is found when the vocabulary has changed", () => {
    const garden = `A: the garden needs water because the tomatoes are dry\nB: the tomatoes in the garden had water yesterday\nA: then the roses in the garden are dry
B: roses need less water than tomatoes\nA: the hose for the garden has a leak\nB: a new hose and new soil for the roses\nA: soil for tomatoes is cheaper at the market
B: the market sells tomatoes and roses`;
    const server = `A: the database on the server ran out of memory\nB: the server restarted and the database recovered\nA: the backup of the database is on another server
B: memory for the server arrives with the cluster\nA: the cluster runs the database and the backup\nB: then the backup needs memory as well\nA: the cluster and the database need another backup server`;
    expect(categories(`${garden}\n${server}`)).toEqual(["topic_shift"]);
    expect(categories(`${garden}\n${garden}`)).toEqual([]);
  });
});
