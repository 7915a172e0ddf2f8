import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutSpeech } from "./cut-speech.ts";

const turn = (startS: number, endS: number, speaker = 0) => ({ startS, endS, speaker });
const rounded = (turns: readonly { startS: number; endS: number; speaker: number }[]) =>
  turns.map(({ startS, endS, speaker }) => [Number(startS.toFixed(2)), Number(endS.toFixed(2)), speaker]);

describe("speech cut by its speakers", () => {
  it.each<[string, Parameters<typeof cutSpeech>, unknown]>([
    [
      "is cut where the speaker changes",
      [[turn(0, 10)], [turn(0, 4), turn(4, 10, 1)], 12],
      [
        [0, 4, 0],
        [4, 10.2, 1],
      ],
    ],
    [
      "gives an overlap to the first",
      [[turn(2, 3)], [turn(1, 5), turn(4, 8, 1)], 12],
      [
        [0.8, 5, 0],
        [5, 8.2, 1],
      ],
    ],
    ["gives a short answer to the one who speaks on", [[turn(2, 3)], [turn(1, 9), turn(4, 5, 1)], 12], [[0.8, 9.2, 0]]],
    [
      "gives speech without a turn to the nearest",
      [[turn(5, 6)], [turn(1, 2), turn(8, 9, 1)], 12],
      [
        [0.8, 2.2, 0],
        [5, 6, 1],
        [7.8, 9.2, 1],
      ],
    ],
    ["joins what a speaker continues", [[turn(1, 5)], [turn(1, 2), turn(3, 5)], 12], [[0.8, 5.2, 0]]],
    [
      "cuts a long turn in its pause",
      [[turn(1, 9), turn(10, 20)], [turn(1, 20)], 30],
      [
        [0.8, 9, 0],
        [10, 20.2, 0],
      ],
    ],
    ["leaves a long turn whole when it has no pause", [[turn(1, 20)], [turn(1, 20)], 30], [[0.8, 20.2, 0]]],
    [
      "has more speech near what is known, and none far from it",
      [[turn(1, 2)], [turn(1, 2), turn(6, 8, 1), turn(20, 21)], 30],
      [
        [0.8, 2.2, 0],
        [5.8, 8.2, 1],
      ],
    ],
    ["is nothing without speech", [[], [turn(1, 20)], 30], []],
    ["keeps speech that is far from all turns", [[{ startS: 10, endS: 20 }], [turn(0, 0.3)], 30], [[10, 20, 0]]],
    ["is nothing without turns", [[turn(1, 20)], [], 30], []],
    ["stays within the sound", [[turn(2, 3)], [turn(0.1, 11.9)], 12], [[0, 12, 0]]],
  ])("%s", (_what, [speech, turns, lengthS], expected) => {
    expect(rounded(cutSpeech(speech, turns, lengthS))).toEqual(expected);
  });

  it("is in order, without overlaps, and has each part of the speech that is longer than a margin", () => {
    const lengthS = 60;
    const stretches = fc
      .array(fc.double({ min: 0, max: lengthS, noNaN: true }), { maxLength: 20 })
      .map((times) => times.toSorted((a, b) => a - b))
      .map((times) => times.flatMap((startS, at) => (at % 2 === 0 ? [{ startS, endS: times[at + 1] ?? lengthS }] : [])))
      .map((all) => all.filter(({ startS, endS }) => endS - startS > 0.01));
    const turns = fc.array(
      fc
        .tuple(fc.double({ min: 0, max: 55, noNaN: true }), fc.double({ min: 0.3, max: 20, noNaN: true }), fc.nat(3))
        .map(([startS, forS, speaker]) => turn(startS, Math.min(lengthS, startS + forS), speaker)),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(stretches, turns, (speech, spoken) => {
        const cut = cutSpeech(speech, spoken, lengthS);
        let fromS = 0;
        for (const { startS, endS } of cut) {
          expect(startS).toBeGreaterThanOrEqual(fromS - 1e-9);
          expect(endS).toBeGreaterThan(startS);
          expect(endS).toBeLessThanOrEqual(lengthS + 1e-9);
          fromS = endS;
        }
        for (const { startS, endS } of speech) {
          for (let atS = startS; atS < endS; atS += 0.05) {
            const nearest = Math.min(...cut.map((one) => Math.max(one.startS - atS, atS - one.endS)));
            expect(nearest).toBeLessThan(0.7);
          }
        }
      }),
    );
  });
});
