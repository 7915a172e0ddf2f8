import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Turn } from "@headway-jobs/ports/hearing";
import { spansOf } from "./transcribe-span.ts";

const turn = (channel: number, startS: number, endS: number) =>
  ({ channel, startS, endS, speaker: "Speaker_0" }) as Turn;

describe("spans for a recogniser that takes long sounds", () => {
  it("gathers turns up to the span, and cuts where nobody speaks", () => {
    const turns = [turn(0, 1, 5), turn(1, 4, 8), turn(0, 9, 12), turn(0, 30, 34)];
    expect(spansOf(turns, 12)).toEqual([
      { startS: 0.8, endS: 12, channels: [0, 1] },
      { startS: 29.8, endS: 34, channels: [0] },
    ]);
  });

  it("leaves no turn out, and lets no two spans overlap", () => {
    const lengths = fc.record({
      gap: fc.double({ min: -2, max: 10, noNaN: true }),
      length: fc.double({ min: 0.2, max: 15, noNaN: true }),
      channel: fc.constantFrom(0, 1),
    });
    fc.assert(
      fc.property(fc.array(lengths), fc.integer({ min: 20, max: 60 }), (spoken, spanS) => {
        let [atS, lastS] = [0, 0];
        const turns = spoken.map(({ gap, length, channel }) => {
          atS = Math.max(lastS, atS + gap);
          lastS = atS;
          atS += length;
          return turn(channel, lastS, atS);
        });
        const spans = spansOf(turns, spanS);
        for (const [index, { startS }] of spans.entries())
          expect(startS).toBeGreaterThanOrEqual(spans[index - 1]?.endS ?? 0);
        for (const { endS, channel } of turns) {
          const within = spans.filter(
            (span) => span.channels.includes(channel) && span.startS <= endS && span.endS >= endS,
          );
          expect(within.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});
