import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cuesToSrt, cuesToWebVtt, LINE_CHARS, sentencesToCues, type Cue } from "./cues.ts";

const bare = (text: string): string => text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, "");
const ms = (h = NaN, m = NaN, s = NaN, t = NaN): number => ((h * 60 + m) * 60 + s) * 1000 + t;

const graphemes = (text: string): number => [...new Intl.Segmenter().segment(text)].length;

/** A WebVTT reader of its own (W3C WebVTT §4.3, §6): blocks between blank lines, a timing line, text with entities. */
function readWebVtt(file: string): Cue[] {
  const [head, ...blocks] = file.trimEnd().split(/\n{2,}/);
  expect(head).toBe("WEBVTT");
  return blocks.map((block) => {
    const [timing = "", ...lines] = block.trimEnd().split("\n");
    const times = /^(\d{2,}):([0-5]\d):([0-5]\d)\.(\d{3}) --> (\d{2,}):([0-5]\d):([0-5]\d)\.(\d{3})$/.exec(timing);
    const [, ...parts] = (times ?? []).map(Number);
    const raw = lines.join("\n");
    expect(raw).not.toMatch(/-->|<|>/);
    const text = raw.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
    return { startMs: ms(...parts.slice(0, 4)), endMs: ms(...parts.slice(4)), text };
  });
}

const hostile = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: "grapheme", maxLength: 300 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 80 }) },
  fc
    .array(
      fc.constantFrom(
        "-->",
        "<b>",
        "&",
        "&lt;",
        "\n",
        "\n\n",
        "\r",
        "\u2028",
        "\0",
        "WEBVTT",
        "NOTE",
        "STYLE",
        "word",
        " ",
        "{\\an8}",
        "x".repeat(90),
      ),
      { maxLength: 20 },
    )
    .map((parts) => parts.join("")),
);

const sentencesArbitrary = fc
  .array(fc.record({ text: hostile, lengthMs: fc.integer({ min: 0, max: 20_000 }), pauseMs: fc.nat(900) }), {
    maxLength: 6,
  })
  .map((items) => {
    let atMs = 0;
    return items.map(({ text, lengthMs, pauseMs }) => {
      const startMs = atMs;
      atMs += lengthMs + pauseMs;
      return { text, startMs, endMs: startMs + lengthMs };
    });
  });

describe("captions of spoken sentences", () => {
  it("keeps a short sentence on one line for its whole time", () => {
    expect(sentencesToCues([{ text: "Data is everywhere.", startMs: 350.2, endMs: 1900.7 }])).toEqual([
      { startMs: 350, endMs: 1901, text: "Data is everywhere." },
    ]);
  });

  it("breaks a longer one into two lines of about the same length", () => {
    const [cue] = sentencesToCues([
      { text: "Machine learning finds patterns in data, instead of following rules.", startMs: 0, endMs: 4000 },
    ]);
    expect(cue?.text).toBe("Machine learning finds patterns in\ndata, instead of following rules.");
  });

  it("shares the time of a long sentence between captions by their length, without a gap", () => {
    const text = `${"word ".repeat(39)}end.`;
    const cues = sentencesToCues([{ text, startMs: 1000, endMs: 21_000 }]);
    expect(cues.length).toBeGreaterThanOrEqual(3);
    expect(cues[0]?.startMs).toBe(1000);
    expect(cues.at(-1)?.endMs).toBe(21_000);
    for (const [index, cue] of cues.entries()) {
      if (index > 0) expect(cue.startMs).toBe(cues[index - 1]?.endMs);
      const share = (cue.endMs - cue.startMs) / 20_000;
      expect(Math.abs(share - cue.text.length / text.length)).toBeLessThan(0.02);
    }
  });

  it("breaks Chinese by its wider characters and starts no line with a full stop", () => {
    const cues = sentencesToCues([{ text: "机器学习是人工智能的一个分支。".repeat(6), startMs: 0, endMs: 9000 }]);
    for (const line of cues.flatMap((cue) => cue.text.split("\n"))) {
      expect(line.length).toBeLessThanOrEqual(22);
      expect(line).not.toMatch(/^。/);
    }
  });

  it("never makes a third line, a wider line, or loses a word, whatever the text", () => {
    fc.assert(
      fc.property(sentencesArbitrary, (sentences) => {
        const cues = sentencesToCues(sentences);
        for (const cue of cues) {
          const lines = cue.text.split("\n");
          expect(lines.length).toBeLessThanOrEqual(2);
          for (const line of lines) expect(graphemes(line)).toBeLessThanOrEqual(LINE_CHARS + 20);
          expect(cue.endMs).toBeGreaterThanOrEqual(cue.startMs);
        }
        expect(bare(cues.map((cue) => cue.text).join(""))).toBe(bare(sentences.map((s) => s.text).join("")));
      }),
    );
  });
});

describe("the WebVTT writer", () => {
  it("is read back as exactly what went in, whatever the text", () => {
    fc.assert(
      fc.property(sentencesArbitrary, (sentences) => {
        const cues = sentencesToCues(sentences);
        expect(readWebVtt(cuesToWebVtt(cues))).toEqual(cues);
      }),
    );
  });

  it("writes hours and escapes markup", () => {
    const file = cuesToWebVtt([{ startMs: 3_723_004, endMs: 360_000_000, text: "a <b> & c --> d" }]);
    expect(file).toBe("WEBVTT\n\n01:02:03.004 --> 100:00:00.000\na &lt;b&gt; &amp; c --&gt; d\n");
  });

  it("is a valid file without captions", () => {
    expect(cuesToWebVtt([])).toBe("WEBVTT\n");
  });
});

describe("the SubRip writer", () => {
  it("numbers captions, writes commas, and gives markup no chance", () => {
    expect(
      cuesToSrt([
        { startMs: 0, endMs: 1500, text: "one\ntwo" },
        { startMs: 1500, endMs: 2000, text: "a\n\n<i>b --> c" },
      ]),
    ).toBe("1\n00:00:00,000 --> 00:00:01,500\none\ntwo\n\n2\n00:00:01,500 --> 00:00:02,000\na\n‹i›b --› c\n");
  });
});
