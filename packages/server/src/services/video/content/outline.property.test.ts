import { HeadwayError, VIDEO_TONES } from "@headway-jobs/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { slidePlanSchema } from "@headway-jobs/slides/visual";
import { outlineFromSource } from "./outline.ts";

const markdownPiece = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.lorem({ maxCount: 12 }),
  fc.constantFrom(
    "# Heading\n\n",
    "## Types of things\n",
    "- one\n- two\n  - deep\n  - deeper\n",
    "1. First collect\n2. Then train\n3. Finally repeat\n",
    "| Year | Value |\n|---|---|\n| 2001 | 4 |\n| 2002 | 9e999 |\n| 2003 | 1 |\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n| 5 | 1 |\n| 9 | 0 |\n",
    "|\n|-|\n||\n",
    "```js\nlet a = 1;\n```\n",
    "$$E = mc^2$$\n",
    "> To be or not — Hamlet\n",
    "- 1999: a\n- 2000: b\n",
    "First, go. Then, stop. Next, look. Finally, it repeats.",
    "<script>alert(1)</script>",
    "<p>text</p><p>more</p><li>x</li>",
    "النص العربي يُكتب من اليمين. 你好世界。机器学习很有趣。",
    "👩‍👩‍👧‍👦🧠",
    "\n\n",
    "---\n",
    "[a](http://b) ![c](d) &amp; &#0; <!-- x",
    "A vs B\n",
  ),
);
const source = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.array(markdownPiece, { maxLength: 25 }).map((all) => all.join("\n")),
);

describe("outline of any source", () => {
  it("has exactly the slides asked for, each valid and spoken, or ends in a coded error", () => {
    fc.assert(
      fc.property(
        source,
        fc.string({ unit: "binary", maxLength: 40 }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(...VIDEO_TONES),
        fc.constantFrom("english", "spanish", "hindi"),
        (text, topic, slideCount, tone, language) => {
          const lesson = outlineOrCode({ source: text, topic, slideCount, tone, language });
          if (typeof lesson === "string") {
            expect(lesson).toBe("INVALID_INPUT");
            return;
          }
          expect(lesson.slides).toHaveLength(slideCount);
          for (const { plan, narration } of lesson.slides) {
            expect(slidePlanSchema.safeParse(plan).error).toBeUndefined();
            expect(narration.length).toBeGreaterThan(0);
            for (const sentence of narration) expect(sentence).toMatch(/[\p{L}\p{N}]/u);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    ["brackets", "[".repeat(100_000)],
    ["spread brackets", "[a ".repeat(30_000)],
    ["quotes within quotes", `${"> ".repeat(90_000)}deep`],
    ["lists within lists", `${"- ".repeat(90_000)}deep`],
    ["lists ever deeper", Array.from({ length: 600 }, (_, at) => `${" ".repeat(at * 2)}- item`).join("\n")],
    ["emphasis", "*a _b ".repeat(15_000)],
    ["emphasis closed", "**a* ".repeat(30_000)],
    ["backticks", "`a``b```c ".repeat(9_000)],
    ["unclosed scripts", "<script>x</p></p></p>".repeat(9_000)],
    ["links", "[a](b".repeat(35_000)],
    ["images", "![".repeat(90_000)],
    ["tables", `|${"a|".repeat(1_000)}\n|${"-|".repeat(1_000)}\n${`|${"1|".repeat(1_000)}\n`.repeat(10)}`],
    ["headings", "# a\n".repeat(8_000)],
    ["sentences", "The cat sat on the mat. ".repeat(4_000)],
    ["one endless word", "x".repeat(200_000)],
    ["endless words", `Some text. ${`${"y".repeat(10_000)} `.repeat(15)}`],
    ["an endless line of Chinese", "学习机器".repeat(15_000)],
    ["entities", "&amp;".repeat(40_000)],
    ["footnotes", Array.from({ length: 3_000 }, (_, at) => `[^${at}]: note`).join("\n")],
    ["reference definitions", Array.from({ length: 3_000 }, (_, at) => `[r${at}]: http://x`).join("\n")],
    ["addresses", "www.a.b ".repeat(8_000)],
    ["mail addresses", "a@b.c_".repeat(30_000)],
    ["dollars", "$a ".repeat(60_000)],
    ["carriage returns", "\r".repeat(100_000)],
  ])("of a great many %s ends within seconds", { timeout: 60_000 }, (_name, text) => {
    const lesson = outlineOrCode({ source: text, topic: "Topic", slideCount: 5, tone: "formal", language: "english" });
    expect(typeof lesson === "string" ? lesson : lesson.slides.length).toBeOneOf(["INVALID_INPUT", 5]);
  });
});

function outlineOrCode(
  request: Parameters<typeof outlineFromSource>[0],
): ReturnType<typeof outlineFromSource> | string {
  try {
    return outlineFromSource(request);
  } catch (error) {
    if (error instanceof HeadwayError) return error.code;
    throw error;
  }
}
