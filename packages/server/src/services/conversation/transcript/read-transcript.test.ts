import { HeadwayError } from "@headway-jobs/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cuesToSrt, cuesToWebVtt } from "@headway-jobs/tools/captions/cues";
import { readTranscript } from "./read-transcript.ts";

const vtt = `\uFEFFWEBVTT - a call
Kind: captions

NOTE made by hand

STYLE
::cue { color: red }

1
00:01.000 --> 00:02.500 align:start
<v Ann>Hello &amp; <i>welcome</i>.

01:00:03.000 --> 01:00:05.000
<v.loud Bob>Hi.</v>
<v Ann>How are you?</v>
`;

describe("reading a transcript", () => {
  it("reads WebVTT with voices, classes, entities, hours and settings", () => {
    expect(readTranscript(vtt)).toEqual(
      [
        { startS: 1, endS: 2.5, text: "Hello & welcome.", speaker: "Ann" },
        { startS: 3603, endS: 3603.4, text: "Hi.", speaker: "Bob" },
        { startS: 3603.4, endS: 3605, text: "How are you?", speaker: "Ann" },
      ].map((segment) => ({
        ...segment,
        startS: expect.closeTo(segment.startS, 1) as number,
        endS: expect.closeTo(segment.endS, 1) as number,
      })),
    );
  });

  it("reads SubRip, with names before the words where the transcript does so throughout", () => {
    const srt =
      "1\r\n00:00:01,000 --> 00:00:02,000\r\nAnn: Good morning.\r\n\r\n" +
      "2\r\n00:00:02,500 --> 00:00:04,000\r\nBob: I have one question: why?\r\n\r\n" +
      "3\r\n00:00:05,000 --> 00:00:06,000\r\nAnd when?\r\n";
    expect(readTranscript(srt).map(({ speaker, text }) => [speaker, text])).toEqual([
      ["Ann", "Good morning."],
      ["Bob", "I have one question: why?"],
      ["Bob", "And when?"],
    ]);
  });

  it("takes a colon for part of what is said where it is an exception", () => {
    const srt =
      "00:00:01,000 --> 00:00:02,000\nNote: prices rise.\n\n00:00:02,500 --> 00:00:04,000\nI see.\n\n00:00:05,000 --> 00:00:06,000\nWhy?\n";
    expect(readTranscript(srt)[0]).toMatchObject({ speaker: null, text: "Note: prices rise." });
  });

  it.each([
    ["a list", [{ start: 0, end: 1, text: "Yes.", speaker: "A" }]],
    ["whisper's object", { text: "Yes.", segments: [{ id: 0, start: 0, end: 1, text: " Yes.", speaker: "A" }] }],
    ["this API's timeline", { timeline: [{ t_start: 0, t_end: 1, text: "Yes.", speaker: "A", emotion: {} }] }],
    ["the AI SDK's segments", { segments: [{ startSecond: 0, endSecond: 1, text: "Yes.", speaker_id: "A" }] }],
  ])("reads JSON in the form of %s", (_, document) => {
    expect(readTranscript(JSON.stringify(document))).toEqual([{ startS: 0, endS: 1, text: "Yes.", speaker: "A" }]);
  });

  it("joins cues that break a sentence, and keeps those of different speakers or sentences apart", () => {
    const srt = [
      ["00:00:01,000 --> 00:00:02,000", "We would like to"],
      ["00:00:02,100 --> 00:00:03,000", "see the price first."],
      ["00:00:03,100 --> 00:00:04,000", "It is high"],
      ["00:00:09,000 --> 00:00:10,000", "after all."],
    ].map((lines, index) => [index + 1, ...lines].join("\n"));
    expect(readTranscript(srt.join("\n\n")).map(({ text, startS, endS }) => [text, startS, endS])).toEqual([
      ["We would like to see the price first.", 1, 3],
      ["It is high", 3.1, 4],
      ["after all.", 9, 10],
    ]);
  });

  it.each([
    ["nothing", " \n", /empty/],
    ["prose", "Dear Sir or Madam", /neither WebVTT nor SubRip nor JSON/],
    ["broken times", "WEBVTT\n\n00:01 --> 00:xx\nHi", /has no times/],
    ["broken JSON", "[{", /begins like JSON/],
    ["JSON of something else", '{"a":1}', /must be a list/],
    ["JSON without times", '[{"text":"Hi"}]', /must be a list/],
    ["no words", "00:00:01,000 --> 00:00:02,000\n♪♪\n", /no words/],
    ["time that runs backwards", "00:00:05,000 --> 00:00:02,000\nHi there.\n", /ends before it begins/],
  ])("refuses %s with a sentence", (_, text, why) => {
    expect(() => readTranscript(text)).toThrowError(
      expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringMatching(why) as string }) as Error,
    );
  });

  it.each([
    ["WebVTT", cuesToWebVtt],
    ["SubRip", cuesToSrt],
  ])("reads back what is written as %s, whatever the words", (_, write) => {
    const cue = fc.record({
      text: fc.string({ unit: fc.constantFrom("a", "é", " ", "&", "<", ">", "-", "\n", "語", ".") }),
      length: fc.integer({ min: 100, max: 9_000 }),
    });
    fc.assert(
      fc.property(fc.array(cue, { minLength: 1, maxLength: 8 }), (cues) => {
        const timed = cues.map(({ text, length }, index) => ({
          startMs: index * 10_000,
          endMs: index * 10_000 + length,
          text: `w ${text}.`,
        }));
        const read = readTranscript(write(timed));
        expect(read.map(({ startS, endS }) => [startS, endS])).toEqual(
          timed.map(({ startMs, endMs }) => [startMs / 1000, endMs / 1000]),
        );
      }),
    );
  });

  it("either reads or refuses any text in the words of the table of errors", () => {
    const piece = fc.constantFrom(
      "WEBVTT",
      "\n\n",
      "\n",
      "00:00:01.000 --> 00:00:02.000",
      "<v Ann>",
      "</v>",
      "{",
      "[",
      '"text"',
      "Ann: hi",
      "&amp;",
      "<",
      "-->",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join("")),
        ),
        (text) => {
          try {
            for (const { startS, endS } of readTranscript(text)) expect(endS).toBeGreaterThan(startS);
          } catch (error) {
            expect(error).toBeInstanceOf(HeadwayError);
          }
        },
      ),
    );
  });
});
