import { VIDEO_TONES, videoContentSchema, videoScriptSchema } from "@headway-jobs/contract";
import { describe, expect, it } from "vitest";
import type { SlidePlan } from "@headway-jobs/slides/visual";
import { contentData, type Lesson, type OutlineRequest, scriptData } from "./lesson.ts";
import { outlineFromSource } from "./outline.ts";
import { countWords } from "./sentences.ts";

const request = {
  topic: "Coffee",
  language: "english",
  tone: "formal",
  slideCount: 1,
} as const satisfies Partial<OutlineRequest>;
const outline = (source: string, more: Partial<OutlineRequest> = {}): Lesson =>
  outlineFromSource({ ...request, source, ...more });
const visualOf = (source: string): SlidePlan["visual"] | undefined => outline(source).slides[0]?.plan.visual;
const spoken = (lesson: Lesson): string => lesson.slides.flatMap(({ narration }) => narration).join(" ");

const COFFEE = `# Coffee

Coffee is a seed that travels far. It grows on mountains near the equator. Farmers pick it by hand, and ships carry it to every harbour of the world.

## Roasting

Roasting turns green beans brown. It doesn't take long, but it's delicate work. The beans crack twice, and a good roaster listens for that sound. \
Too much heat burns the sugar and makes the cup bitter.

## Brewing

Hot water dissolves the aroma. It is not the only way: cold water works overnight. \
The finer the powder, the faster the extraction. Most people prefer water just below boiling, because boiling water extracts bitter substances.
`;

describe("the visual of a slide", () => {
  it.each([
    ["bars", "| Country | Bags (million) |\n|---|---|\n| Brazil | 66 |\n| Vietnam | 28 |"],
    ["bars", "- Brazil: 66 %\n- Vietnam: 28 %\n- Peru: 6 %"],
    ["line", "| Year | Bags |\n|---|---|\n| 2000 | 10 |\n| 2010 | 14 |\n| 2020 | 12 |"],
    ["line", "| Price | Demand | Supply |\n|---|---|---|\n| 1 | 9 | 1 |\n| 2 | 6 | 4 |\n| 3 | 2 | 8 |"],
    ["scatter", "| Height | Weight |\n|---|---|\n| 150 | 50 |\n| 160 | 64 |\n| 170 | 66 |\n| 180 | 81 |"],
    ["timeline", "- 1645: first coffee house\n- 1727: Brazil\n- 1901: instant coffee"],
    ["timeline", "| When | What |\n|---|---|\n| 1645 | Venice |\n| 1901 | Instant |"],
    ["timeline", "It came to Venice in 1645. Brazil grew it from 1727. A patent for instant coffee followed in 1901."],
    ["process", "## How coffee is made\n\n1. Pick\n2. Dry\n3. Roast\n4. Brew"],
    [
      "process",
      "First, the cherries are picked. Then the beans are dried. Next, they are roasted. Finally, they are brewed.",
    ],
    ["cycle", "## The cycle of the year\n\n1. Flower\n2. Fruit\n3. Harvest\n4. Rest"],
    ["cycle", "1. Look at the plan\n2. Do the work\n3. Check the result\n4. Start again with the plan"],
    [
      "steps",
      "1. Grind twenty grams of beans as fine as table salt, evenly\n2. Pour water of ninety-three degrees over it in slow circles",
    ],
    ["tree", "## Types of coffee\n\n- Arabica\n  - Mild\n- Robusta\n  - Strong\n  - Bitter"],
    ["comparison", "## Arabica vs robusta\n\n### Arabica\n\n- mild\n- costly\n\n### Robusta\n\n- strong\n- cheap"],
    ["comparison", "| | Arabica | Robusta |\n|---|---|---|\n| Taste | mild | strong |\n| Place | heights | lowland |"],
    ["code", "Look at this.\n\n```js\nlet cups = 3;\n```"],
    ["formula", "Strength is mass over water.\n\n$$s = \\frac{m}{w}$$"],
    ["formula", "F = m × a"],
    ["quote", "> Coffee is a language in itself. — Jackie Chan"],
    ["table", "| Bean | Origin | Note |\n|---|---|---|\n| Arabica | Ethiopia | mild |\n| Robusta | Congo | strong |"],
    ["text", "Coffee is a drink. Many people like it in the morning."],
  ])("is %s for %j", (kind, source) => {
    const visual = visualOf(source);
    const shown =
      visual?.type === "animation"
        ? visual.scene.kind
        : visual?.type === "picture"
          ? visual.picture.kind
          : visual?.type;
    expect(shown).toBe(kind);
  });

  it("keeps the numbers, units and names of a table", () => {
    expect(visualOf("| Country | Bags (million) |\n|---|---|\n| Brazil | 1,066.5 |\n| Vietnam | −28 |")).toMatchObject({
      scene: {
        unit: "million",
        bars: [
          { label: "Brazil", value: 1066.5 },
          { label: "Vietnam", value: -28 },
        ],
      },
    });
  });

  it("turns TeX into text that can be read", () => {
    expect(visualOf("$$E = \\frac{m v^2}{2} \\le 10^{-3}$$")).toMatchObject({
      picture: { expression: "E = (m v²)/2 ≤ 10⁻³" },
    });
  });

  it("is none on most slides of plain prose", () => {
    const prose = Array.from(
      { length: 10 },
      (_, at) =>
        `## Part ${"ABCDEFGHIJ"[at]}\n\nCoffee is grown, roasted and drunk in very many different places of the world.\n`,
    );
    const kinds = outline(prose.join("\n"), { slideCount: 10 }).slides.map(({ plan }) => plan.visual.type);
    expect(kinds.filter((kind) => kind === "text").length).toBeGreaterThanOrEqual(6);
    expect(kinds.filter((kind) => kind === "text").length).toBeLessThanOrEqual(8);
    expect(kinds[0]).toBe("picture");
  });
});

describe("the narration", () => {
  it("opens with the title, turns to each section, and says farewell", () => {
    const lesson = outline(COFFEE, { slideCount: 3 });
    expect(lesson.slides.map(({ plan }) => plan.title)).toEqual(["Coffee", "Roasting", "Brewing"]);
    expect(lesson.slides[0]?.narration.join(" ")).toMatch(/^(?:Welcome|Good day).*Coffee\./);
    expect(lesson.slides[1]?.narration[0]).toMatch(/Roasting/i);
    expect(lesson.slides[2]?.narration.at(-1)).toBe("Thank you for your attention.");
  });

  it.each(VIDEO_TONES)("differs by its tone (%s) in phrases and contractions, and keeps the facts", (tone) => {
    const text = spoken(outline(COFFEE, { slideCount: 3, tone }));
    expect(text).toContain("The beans crack twice");
    const contracted = /\b(?:doesn't|it's|isn't)\b/.test(text);
    const expanded = /\b(?:does not|it is delicate)\b/.test(text);
    if (tone === "formal") expect({ contracted, expanded }).toEqual({ contracted: false, expanded: true });
    if (tone === "casual" || tone === "enthusiastic")
      expect({ contracted, expanded }).toEqual({ contracted: true, expanded: false });
    for (const other of VIDEO_TONES) {
      if (other !== tone) expect(spoken(outline(COFFEE, { slideCount: 3, tone: other }))).not.toBe(text);
    }
  });

  it("is the same for the same request", () => {
    expect(outline(COFFEE, { slideCount: 3, tone: "casual" })).toEqual(
      outline(COFFEE, { slideCount: 3, tone: "casual" }),
    );
  });

  it("points at what is seen, with the source's own names", () => {
    const text = spoken(
      outline("Two countries lead.\n\n| Country | Bags (million) |\n|---|---|\n| Brazil | 66 |\n| Vietnam | 28 |"),
    );
    expect(text).toMatch(/the bar for Brazil climbs to 66 million, while the one for Vietnam stops at 28 million/);
  });

  it("never ends a sentence in the middle and never grows beyond what a slide can hold", () => {
    const long = `${COFFEE}\n${"This sentence tells one more thing about the long way of the bean. ".repeat(200)}`;
    for (const { narration } of outline(long, { slideCount: 3 }).slides) {
      expect(countWords(narration.join(" "))).toBeLessThanOrEqual(110);
      for (const sentence of narration) expect(sentence).toMatch(/[.!?:”"]$/);
    }
  });

  it("of a source in another language has that language's phrases, or none, and says when a tone was not applied", () => {
    const source = "# El café\n\nEl café es una semilla. Crece en las montañas.";
    const spanish = outline(source, { language: "spanish", tone: "casual" });
    expect(spanish.slides[0]?.narration).toEqual([
      "Bienvenidos.",
      "Nuestro tema de hoy: El café.",
      "El café es una semilla.",
      "Crece en las montañas.",
      "Con esto termina la lección.",
      "Gracias por su atención.",
    ]);
    expect(spanish.warnings.map(({ code }) => code)).toEqual(["TONE_NOT_APPLIED"]);
    const hindi = outline("कॉफ़ी एक बीज है। यह पहाड़ों पर उगती है।", { language: "hindi" });
    expect(hindi.slides[0]?.narration).toEqual(["कॉफ़ी एक बीज है।", "यह पहाड़ों पर उगती है।"]);
    expect(hindi.warnings).toEqual([]);
  });
});

describe("the number of slides", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])("is %i when so many are asked for", (slideCount) => {
    expect(outline(COFFEE, { slideCount }).slides).toHaveLength(slideCount);
  });

  it("merges neighbours when there are too many sections, and loses none", () => {
    const sections = Array.from(
      { length: 12 },
      (_, at) => `## Town ${at}\n\nThe town numbered ${at} lies on a river and trades in coffee, tea and sugar.\n`,
    );
    const lesson = outline(sections.join("\n"), { slideCount: 4 });
    expect(lesson.slides).toHaveLength(4);
    expect(spoken(lesson)).toMatch(/numbered 0 .*numbered 11 /);
  });

  it("adds overview, recap and questions to a short text", () => {
    const titles = outline("Coffee is a seed.", { slideCount: 5 }).slides.map(({ plan }) => plan.title);
    expect(titles).toEqual(["What we will cover", "Coffee", "Words to know", "Check yourself", "What to remember"]);
  });

  it("that a text cannot fill is refused with the number that it can", () => {
    expect(() => outline("Coffee is a seed.", { slideCount: 12 })).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringContaining("enough for 5 slides") }),
    );
  });
});

describe("hostile and odd sources", () => {
  it.each([
    ["nothing", ""],
    ["blanks", " \n\t "],
    ["marks only", "### \n***\n- \n🧠🎉"],
    ["control characters", "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007"],
    ["a PDF", "%PDF-1.7\n%âãÏÓ\n1 0 obj"],
    ["a ZIP", "PK\u0003\u0004\u0014\u0000\u0006"],
    ["nothing but a script", "<script>alert('hello there, this is code')</script>"],
    ["lost bytes", "\uFFFD\uFFFDa\uFFFD\uFFFDb\uFFFD\uFFFD\uFFFDcdef"],
  ])("of %s are refused with a sentence", (_what, source) => {
    expect(() => outline(source)).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringMatching(/^The source .*\.$/) }),
    );
  });

  it("in HTML give their text, headings, lists and tables, and nothing that runs", () => {
    const html = `<!DOCTYPE html><html><head><title>x</title><style>p{}</style></head><body><h1>Coffee &amp; tea</h1>\
<p onclick="evil()">A drink made of <b>beans</b>.</p>
      <script>evil()</script><h2>Countries</h2>\
<table><tr><th>Country</th><th>Bags</th></tr><tr><td>Brazil</td><td>66</td></tr><tr><td>Peru</td><td>4</td></tr></table></body></html>`;
    const lesson = outline(html, { slideCount: 2 });
    expect(JSON.stringify(lesson)).not.toMatch(/evil|</);
    expect(lesson.title).toBe("Coffee & tea");
    expect(lesson.slides[1]?.plan).toMatchObject({ title: "Countries", visual: { scene: { kind: "bars" } } });
  });

  it("with endless words have them shortened, with a warning", () => {
    const lesson = outline(`Coffee is a drink with a name like ${"x".repeat(10_000)} in some places.`);
    expect(lesson.warnings).toEqual([
      { code: "LONG_WORDS_SHORTENED", message: "1 words of more than 100 characters were shortened." },
    ]);
    expect(spoken(lesson)).not.toMatch(/x{50}/);
  });

  it("lose direction overrides and control characters, and keep right-to-left text, emoji and Chinese", () => {
    const lesson = outline("القهوة مشروب\u202E لذيذ جدا\u0007. 咖啡是一种饮料。 Coffee 👩‍🌾 is good.");
    const text = JSON.stringify(lesson.slides);
    for (const hidden of ["\u202E", "\\u0007"]) expect(text).not.toContain(hidden);
    for (const word of ["القهوة", "咖啡是一种饮料", "👩‍🌾"]) expect(text).toContain(word);
  });
});

describe("the API's shapes of a lesson", () => {
  it("are valid, and their times are contiguous", () => {
    const lesson = outline(COFFEE, { slideCount: 3 });
    const content = videoContentSchema.parse(contentData(lesson, "Coffee"));
    expect(content.slides.map((slide) => slide.slide_number)).toEqual([1, 2, 3]);
    const script = videoScriptSchema.parse(
      scriptData(lesson, { topic: "Coffee", language: "english" }, [4.1, 5.25, 6]),
    );
    expect(script.slide_scripts.map(({ start_time, end_time }) => [start_time, end_time])).toEqual([
      [0, 4.1],
      [4.1, 9.35],
      [9.35, 15.35],
    ]);
    expect(script.total_duration).toBe(15.35);
  });
});
