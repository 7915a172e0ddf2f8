import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { implausibleLengths } from "./plausible-length.ts";

/** Sentences as a voice at a steady pace speaks them, with a breath at the end. */
const steady = [
  "The library opens at nine in the morning.",
  "Please bring three copies of the report, and do not forget the coffee.",
  "Nobody had expected the train to be on time.",
  "It costs 1,234 euros.",
  "Thank you for coming today.",
  "We will see each other again on Monday.",
].map((text) => ({ text, seconds: 0.3 + (text.length + 4 * (text.match(/\d/g)?.length ?? 0)) / 14 }));

const withSeconds = (index: number, factor: number) =>
  steady.map((one, at) => (at === index ? { ...one, seconds: one.seconds * factor } : one));

describe("the length of a spoken sentence", () => {
  it("is plausible at a steady pace, numbers and short words included", () => {
    expect(implausibleLengths([...steady, { text: "No.", seconds: 0.4 }, { text: "…", seconds: 0 }])).toEqual([]);
  });

  it.each([
    ["half an answer", 1, 0.45],
    ["an answer that repeats itself", 4, 3],
  ])("is not plausible for %s", (_what, index, factor) => {
    expect(implausibleLengths(withSeconds(index, factor))).toEqual([index]);
  });

  it("is not judged by two or three sentences", () => {
    expect(implausibleLengths(withSeconds(1, 0.3).slice(0, 3))).toEqual([]);
  });

  it("is judged by the run's own pace, whatever it is", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 3, noNaN: true }), (pace) => {
        const run = steady.map(({ text, seconds }) => ({ text, seconds: seconds * pace }));
        expect(implausibleLengths(run)).toEqual([]);
      }),
    );
  });
});
