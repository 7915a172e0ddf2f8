import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SpokenSpan } from "@headway-jobs/ports/speaker-finder";
import type { TranscribedSegment } from "@headway-jobs/ports/transcription";
import { splitBySpeaker } from "./split-by-speaker.ts";

const span = (startS: number, endS: number, number: number): SpokenSpan => ({
  channel: 0,
  startS,
  endS,
  speaker: `Speaker_${number}`,
});

/** A word each half second; `text` may have punctuation that the words lack, as OpenAI's answers have it. */
function segment(text: string, words = text.split(" ")): TranscribedSegment {
  const timed = words.map((word, at) => ({ text: word, startS: at / 2, endS: at / 2 + 0.4, confidence: 0.9 }));
  return { text, startS: 0, endS: words.length / 2, confidence: 0.9, speaker: null, words: timed };
}

const split = (one: TranscribedSegment, spoken: readonly SpokenSpan[], fromS = 0) =>
  splitBySpeaker(one, spoken, fromS).map(({ speaker, segment: { text } }) => `${speaker.slice(-1)}: ${text}`);

const CHANGE = [span(0, 2, 0), span(2, 9, 1)];

describe("a recogniser's segment", () => {
  it.each<[string, TranscribedSegment, readonly SpokenSpan[], readonly string[]]>([
    ["that one speaker says stays whole", segment("one two three four"), [span(0, 9, 1)], ["1: one two three four"]],
    ["is cut where the speaker changes", segment("a b c d. E f g h."), CHANGE, ["0: a b c d.", "1: E f g h."]],
    ["is cut at the end of a sentence nearby", segment("a b c d e. F g h."), CHANGE, ["0: a b c d e.", "1: F g h."]],
    ["is cut at the end of a sentence before", segment("a b c. D e f g h."), CHANGE, ["0: a b c.", "1: D e f g h."]],
    // As heard in pyannote's sample call: "And I'm Sheila in Texas, originally from Chicago."
    [
      "has no change after a word or two",
      segment("And I'm Sheila in Texas."),
      [span(0, 1, 0), span(1, 9, 1)],
      ["1: And I'm Sheila in Texas."],
    ],
    ["keeps two words of two speakers", segment("low high"), [span(0, 0.5, 0), span(0.5, 9, 1)], ["0: low", "1: high"]],
    [
      "keeps a short answer in its middle",
      segment("is it so? Yes. then we go"),
      [span(0, 1.5, 0), span(1.5, 2, 1), span(2, 9, 0)],
      ["0: is it so?", "1: Yes.", "0: then we go"],
    ],
    [
      "has no change for a word in the middle of a sentence",
      segment("then we walk home now"),
      [span(0, 1, 0), span(1, 1.5, 1), span(1.5, 9, 0)],
      ["0: then we walk home now"],
    ],
    [
      "keeps the punctuation that its words lack",
      segment("Well, hello there. Good morning!", ["Well", "hello", "there", "Good", "morning"]),
      [span(0, 1.5, 0), span(1.5, 9, 1)],
      ["0: Well, hello there.", "1: Good morning!"],
    ],
    [
      "is cut by its words alone where they are not those of the text",
      segment("10 more. Yes. No, I do", ["ten", "more", "yes", "no", "I", "do"]),
      [span(0, 1.5, 0), span(1.5, 9, 1)],
      ["0: ten more yes", "1: no I do"],
    ],
    [
      "has signs without spaces",
      segment("你好。谢谢", ["你", "好。", "谢", "谢"]),
      [span(0, 1, 0), span(1, 9, 1)],
      ["0: 你好。", "1: 谢谢"],
    ],
    [
      "keeps a short answer at its beginning",
      segment("Yes. And I'm Sheila."),
      [span(0, 0.5, 0), span(0.5, 9, 1)],
      ["0: Yes.", "1: And I'm Sheila."],
    ],
    ["gives words outside of all speech to the nearest", segment("a b"), [span(5, 6, 1), span(8, 9, 0)], ["1: a b"]],
  ])("%s", (_what, one, spoken, expected) => {
    expect(split(one, spoken)).toEqual(expected);
  });

  it("has the speaker with most of its time where its words have no times", () => {
    const untimed = { ...segment("a b c d e f"), words: [] };
    expect(split(untimed, CHANGE, 1)).toEqual(["1: a b c d e f"]);
  });

  it("loses no word and no order, with any speakers", () => {
    const word = fc.constantFrom("yes", "No.", "well", "so?", "the");
    const change = fc.tuple(fc.double({ min: 0, max: 8, noNaN: true }), fc.nat(2));
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 14 }),
        fc.array(change, { minLength: 1 }),
        (words, changes) => {
          const ordered = changes.toSorted(([a], [b]) => a - b);
          const spoken = ordered.map(([startS, number], at) => span(startS, ordered[at + 1]?.[0] ?? 9, number));
          const one = segment(words.join(" "));
          const parts = splitBySpeaker(one, spoken, 0);
          expect(parts.flatMap((part) => part.segment.words)).toEqual(one.words);
          expect(parts.map((part) => part.segment.text).join(" ")).toBe(one.text);
          for (const [at, part] of parts.entries()) expect(part.speaker).not.toBe(parts[at + 1]?.speaker);
          expect([parts[0]?.segment.startS, parts.at(-1)?.segment.endS]).toEqual([one.startS, one.endS]);
        },
      ),
    );
  });
});
