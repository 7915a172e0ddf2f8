import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { segmentsOf } from "./heard.ts";
import { soundSpans } from "./sound-spans.ts";

const SPAN = { startS: 10, endS: 14 };

describe("what a model says of a span", () => {
  it("is words with the mean probability of their parts, and punctuation at the word before it", () => {
    const heard = segmentsOf(
      {
        text: "Hello there. Yes",
        tokens: [" Hel", "lo", " there", ".", " Yes"],
        timestamps: [0.5, 0.7, 1, 1.3, 2.5],
        durations: [0.2, 0.2, 0.2, 0, 0.3],
        ys_log_probs: [0, Math.log(0.25), Math.log(0.5), Math.log(0.5), 0],
      },
      SPAN,
    );
    expect(heard.map(({ text }) => text)).toEqual(["Hello there.", "Yes"]);
    expect(heard[0]?.words.map(({ text, confidence }) => [text, Number(confidence?.toFixed(3))])).toEqual([
      ["Hello", 0.5],
      ["there.", 0.5],
    ]);
    expect(heard[0]).toMatchObject({ startS: 10.5, confidence: 0.5, speaker: null });
    expect(heard[1]).toMatchObject({ startS: 12.5, endS: 12.8 });
  });

  it("is segments without words where the model times only these, and leaves out what is no speech", () => {
    const body = {
      text: " Hello. [Music] ♪ la la ♪",
      tokens: [" Hello", "."],
      segment_texts: [" Hello.", " [Music]", " ♪ la la ♪", " (applause)"],
      segment_timestamps: [0, 1, 2, 3],
      segment_durations: [1, 1, 1, 9],
    };
    expect(segmentsOf(body, SPAN)).toEqual([
      { text: "Hello.", startS: 10, endS: 11, confidence: null, speaker: null, words: [] },
    ]);
  });

  it("has one sign a word in scripts without spaces, and no words where letters are cut into bytes", () => {
    const chinese = { tokens: ["你", "好"], timestamps: [0, 0.5] };
    expect(segmentsOf(chinese, SPAN)[0]).toMatchObject({ text: "你好", words: [{ text: "你" }, { text: "好" }] });
    const bytes = { text: "é", tokens: ["\uFFFD", "\uFFFD"], timestamps: [0, 0.1] };
    expect(segmentsOf(bytes, SPAN)).toMatchObject([{ text: "é", words: [] }]);
  });

  it("lies in order inside the span, whatever the model says", () => {
    const seconds = fc.double({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ maxLength: 6 }), seconds, seconds, seconds)), (parts) => {
        const body = {
          tokens: parts.map(([token]) => token),
          timestamps: parts.map(([, at]) => at),
          durations: parts.map(([, , lasts]) => lasts),
          ys_log_probs: parts.map(([, , , probability]) => probability),
        };
        let fromS = SPAN.startS;
        for (const one of segmentsOf(body, SPAN)) {
          expect(one.startS).toBeGreaterThanOrEqual(fromS);
          expect(one.endS).toBeLessThanOrEqual(SPAN.endS);
          for (const { text, startS, endS, confidence } of one.words) {
            expect(text).toMatch(/^\S+$/);
            expect(startS).toBeGreaterThanOrEqual(fromS);
            expect(endS).toBeGreaterThanOrEqual(startS);
            expect(endS).toBeLessThanOrEqual(one.endS);
            expect(confidence).toBeLessThanOrEqual(1);
            fromS = startS;
          }
        }
      }),
    );
  });
});

describe("spans of sound", () => {
  it("cover every loud sample, in order, none longer than the limit", () => {
    const level = fc.constantFrom(0, 3, 300, 3_000, 20_000);
    const stretch = fc.tuple(level, fc.integer({ min: 1, max: 40_000 }));
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 12 }), fc.constantFrom(1, 2, 28), (parts, maxS) => {
        const samples = Int16Array.from(
          parts.flatMap(([loudness, length]) =>
            Array.from({ length }, (_, at) => Math.round(loudness * Math.sin(at / 5))),
          ),
        );
        let from = 0;
        for (const span of soundSpans(samples, maxS)) {
          expect(span.from).toBeGreaterThanOrEqual(from);
          expect(span.to).toBeGreaterThan(span.from);
          expect(span.to).toBeLessThanOrEqual(samples.length);
          expect(span.to - span.from).toBeLessThanOrEqual(maxS * 16_000);
          from = span.to;
        }
      }),
      { numRuns: 40 },
    );
  });
});
