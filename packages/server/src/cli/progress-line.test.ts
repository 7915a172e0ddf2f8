import fc from "fast-check";
import { expect, it } from "vitest";
import { elapsed, plainProgressLine, printable, progressLine } from "./progress-line.ts";
import type { Paint } from "./terminal.ts";

const plain: Paint = (_style, text) => text;

it.each([
  [0, "0:00"],
  [59_999, "0:59"],
  [61_000, "1:01"],
  [3_600_000, "1:00:00"],
  [36_061_000, "10:01:01"],
])("shows %i ms as %s", (ms, expected) => {
  expect(elapsed(ms)).toBe(expected);
});

it("draws bar, percent, time and message", () => {
  const state = { progress: 42.9, phase: "generating_audio", message: "Speaking slide 3 of 5", elapsedMs: 37_000 };
  expect(progressLine(state, 90, plain)).toBe(
    "████████▌░░░░░░░░░░░  42 %  0:37  generating audio: Speaking slide 3 of 5",
  );
  expect(plainProgressLine(state)).toBe("0:37   42 %  generating audio: Speaking slide 3 of 5");
});

it("keeps to the width of the terminal and lets no control character through, whatever a server sends", () => {
  const state = fc.record({
    progress: fc.double({ min: -10, max: 110, noNaN: true }),
    phase: fc.string({ unit: "binary" }),
    message: fc.string({ unit: "binary" }),
    elapsedMs: fc.nat(),
  });
  fc.assert(
    fc.property(state, fc.integer({ min: 50, max: 300 }), (shown, columns) => {
      const line = progressLine(shown, columns, plain);
      expect([...line].length).toBeLessThan(columns);
      // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
      expect(line).not.toMatch(/[\u0000-\u001F\u007F-\u009F]/);
    }),
  );
});

it("takes an escape sequence's power away", () => {
  expect(printable("a\u001B[2Jb\nc")).toBe("a [2Jb c");
});
