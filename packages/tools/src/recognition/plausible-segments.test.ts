import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JudgedSegment, plausibleSegments } from "./plausible-segments.ts";

const SOUND_S = 30;

const segment = (text: string, more: Partial<JudgedSegment> = {}): JudgedSegment => ({
  text,
  startS: 1,
  endS: 21,
  speaker: null,
  ...more,
});

/** A sentence as people say it. */
const SPEECH =
  "We agreed that the remote control needs a smaller case and that the buttons have to be readable in the dark";

const REPEATED = "that only repeated the same words";
const SILENT = "in which it heard no speech";
const LATE = "with times after the end of the sound";
const KEPT = "The text was kept and may be wrong";

describe("what a recogniser says it heard", () => {
  // Texts that recognisers really gave: openai/whisper discussion 679, SYSTRAN/faster-whisper issue 506, McCloudS/subgen issue 21.
  it.each<[string, JudgedSegment, string]>([
    ["thanks six times", segment("Thank you. ".repeat(6)), REPEATED],
    ["a phrase again and again", segment("and then we go ".repeat(12)), REPEATED],
    ["a word without end", segment("so ".repeat(40)), REPEATED],
    ["a loop after some real words", segment(`The report is late and ${"I don't know ".repeat(9)}`), REPEATED],
    ["signs without spaces", segment("谢谢".repeat(12)), REPEATED],
    ["more text than the whole sound has time for", segment("abcdefghi ".repeat(100)), REPEATED],
    ["a closing phrase where nobody may speak", segment("Thanks for watching!", { doubt: "near-silence" }), SILENT],
    ["a caption's credit", segment("Untertitel der Amara.org-Community", { doubt: "near-silence" }), SILENT],
    ["what its own figures take for silence", segment("so it was", { doubt: "silence" }), SILENT],
    ["what comes after the end", segment("Bye.", { startS: 30.6, endS: 31 }), LATE],
  ])("goes with a warning: %s", (_what, invented, why) => {
    const { kept, warnings } = plausibleSegments([segment("Hello there."), invented], SOUND_S);
    expect(kept.map(({ text }) => text)).toEqual(["Hello there."]);
    expect(warnings).toEqual([expect.stringContaining(`a part ${why}`)]);
  });

  it.each<[string, JudgedSegment, readonly string[]]>([
    ["a likely sentence where nobody may speak", segment("We meet at nine.", { doubt: "near-silence" }), []],
    ["the same thanks where somebody speaks", segment("Thanks for watching!"), []],
    ["a person who says no", segment("No, no, no, no, no, no, that is not what I said, no."), []],
    ["applause in words", segment("Yes! ".repeat(8)), []],
    ["a list of numbers", segment("1, 2, 3, 4, 5, 6, 7, 8, 9, 10", { doubt: "compression" }), [KEPT]],
    ["a loop that is the smaller part", segment(`${SPEECH} ${"you know ".repeat(6)}`), []],
    ["too much text for its own time", segment(SPEECH, { startS: 1, endS: 2 }), [KEPT]],
    ["a time just off the end", segment("Bye.", { startS: 30.2, endS: 31 }), []],
  ])("stays: %s", (_what, said, warned) => {
    const { kept, warnings } = plausibleSegments([said], SOUND_S);
    expect(kept.map(({ text }) => text)).toEqual([said.text]);
    expect(warnings).toEqual(warned.map((words) => expect.stringContaining(words)));
  });

  it("goes from the fourth time on when it is one short text again and again, counted in one warning", () => {
    const thanks = Array.from({ length: 60 }, (_, at) => segment("Thank you.", { startS: at / 2, endS: at / 2 + 0.4 }));
    const { kept, warnings } = plausibleSegments(thanks, SOUND_S);
    expect(kept).toHaveLength(3);
    expect(warnings).toEqual([expect.stringContaining(`57 parts ${REPEATED}`)]);
  });

  it("comes in order, inside the sound, and each part is kept or counted", () => {
    const part = fc.record({
      text: fc.oneof(fc.string({ maxLength: 30 }), fc.constantFrom("Thank you.", "no ".repeat(20))),
      startS: fc.double({ min: -5, max: 40 }),
      endS: fc.double({ min: -5, max: 40 }),
      speaker: fc.constantFrom(null, "A", "B"),
      doubt: fc.constantFrom<JudgedSegment["doubt"]>(null, "silence", "near-silence", "compression"),
    });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const { kept, warnings } = plausibleSegments(parts, SOUND_S);
        let fromS = 0;
        for (const { startS, endS } of kept) {
          expect(startS).toBeGreaterThanOrEqual(fromS);
          expect(endS).toBeGreaterThanOrEqual(startS);
          expect(endS).toBeLessThanOrEqual(SOUND_S);
          fromS = startS;
        }
        const counted = warnings
          .filter((warning) => warning.endsWith("left out."))
          .map((warning) => Number(/had (\d+) parts/.exec(warning)?.[1] ?? 1));
        const lost = counted.reduce((sum, one) => sum + one, 0);
        expect(kept.length + lost).toBe(parts.filter(({ text }) => text.trim() !== "").length);
      }),
    );
  });
});
