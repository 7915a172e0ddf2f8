import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { composeSlide } from "./compose.ts";
import { SAFE_AREA, type Box } from "./geometry.ts";
import type { PlacedText } from "./stage.ts";
import type { Scene } from "./scenes/registry.ts";
import { slidePlanSchema, type Picture, type SlidePlan } from "./visual.ts";

const SIZE = { width: 1920, height: 1080 };

/** What people, models and attackers write into a field of `max` characters. */
const hostileText = (max: number): fc.Arbitrary<string> => {
  const pieces = fc.oneof(
    fc.constantFrom(
      "W".repeat(max),
      "i".repeat(max),
      "Donaudampfschifffahrtsgesellschaftskapitän",
      "https://example.org/a/very/long/path?with=query&and=more#fragment",
      "机器学习是人工智能的一个分支，它研究如何让计算机从数据中学习规律。",
      "機械学習とは、コンピューターがデータからパターンを学ぶ技術です。「例」",
      "기계 학습은 데이터에서 규칙을 배우는 기술이다",
      "التعلم الآلي هو فرع من الذكاء الاصطناعي (AI) 2026",
      "למידת מכונה היא תחום – Machine Learning (2026)",
      "मशीन लर्निंग कृत्रिम बुद्धिमत्ता की एक शाखा है।",
      "ಯಂತ್ರ ಕಲಿಕೆ ಎಂದರೇನು? யந்திரக் கற்றல் యంత్ర అభ్యాసం",
      "👩‍🔬🚀👨‍👩‍👧‍👦🇩🇪 emoji ❤️ text ☃",
      "a\u0300\u0301\u0302\u0303\u0304".repeat(40),
      "<script>alert(1)</script> & <b>bold</b>",
      "tab\tnew\nline\u0000null\u001b[31m\u202ereversed\u2028",
      "\ud800 lone surrogate \udfff",
      "Term: what it means, said in one plain sentence.",
      "x",
      "   ",
      "… – — “quotes” ‘single’ · • ∑ √ ≤ ∞ → ⇒",
    ),
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.string({ unit: "grapheme", maxLength: 60 }),
    fc.lorem({ maxCount: 30 }),
  );
  return fc
    .array(pieces, { minLength: 1, maxLength: 4 })
    .map((texts) => texts.join(" ").slice(0, max))
    .filter((text) => text.length > 0);
};

const label = hostileText(120);
const named = fc.record({ label, note: fc.option(hostileText(200), { nil: undefined }) });
const finite = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -50, max: 1000 }),
  fc.constantFrom(0, 1e308, -1e308, 5e-324, 0.1),
);
const point = fc.record({ x: finite, y: finite });
const optionalLabel = fc.option(hostileText(60), { nil: undefined });
const side = fc.record({ title: label, points: fc.array(label, { minLength: 1, maxLength: 5 }) });
const branch = fc.record({ label, leaves: fc.array(label, { maxLength: 4 }) });

const SCENES: Readonly<Record<Scene["kind"], fc.Arbitrary<Scene>>> = {
  process: fc.record({ kind: fc.constant("process"), steps: fc.array(named, { minLength: 2, maxLength: 7 }) }),
  bars: fc.record({
    kind: fc.constant("bars"),
    unit: fc.option(hostileText(24), { nil: undefined }),
    bars: fc.array(fc.record({ label, value: finite }), { minLength: 2, maxLength: 10 }),
  }),
  line: fc.record({
    kind: fc.constant("line"),
    xLabel: optionalLabel,
    yLabel: optionalLabel,
    series: fc.array(fc.record({ label, points: fc.array(point, { minLength: 2, maxLength: 60 }) }), {
      minLength: 1,
      maxLength: 4,
    }),
  }),
  timeline: fc.record({
    kind: fc.constant("timeline"),
    events: fc.array(
      fc.record({ when: hostileText(40), label, note: fc.option(hostileText(200), { nil: undefined }) }),
      { minLength: 2, maxLength: 8 },
    ),
  }),
  comparison: fc.record({ kind: fc.constant("comparison"), left: side, right: side }),
  cycle: fc.record({ kind: fc.constant("cycle"), stages: fc.array(named, { minLength: 3, maxLength: 7 }) }),
  tree: fc.record({
    kind: fc.constant("tree"),
    root: label,
    branches: fc.array(branch, { minLength: 2, maxLength: 5 }),
  }),
  scatter: fc.record({
    kind: fc.constant("scatter"),
    xLabel: optionalLabel,
    yLabel: optionalLabel,
    points: fc.array(point, { minLength: 3, maxLength: 40 }),
    fit: fc.boolean(),
  }),
  steps: fc.record({ kind: fc.constant("steps"), items: fc.array(named, { minLength: 2, maxLength: 6 }) }),
};

const PICTURES: Readonly<Record<Picture["kind"], fc.Arbitrary<Picture>>> = {
  image: fc.record({ kind: fc.constant("image"), path: fc.constant("no-such-file.png"), credit: hostileText(200) }),
  illustration: fc.record({ kind: fc.constant("illustration"), keyword: hostileText(120) }),
  formula: fc.record({
    kind: fc.constant("formula"),
    expression: fc.oneof(
      hostileText(300),
      fc.string({
        unit: fc.constantFrom(..."({[)]}^_/\\+-=x2 ", "sqrt", "sum", "\\frac", "alpha", "hat"),
        maxLength: 60,
      }),
      fc.constant("(".repeat(300)),
      fc.constant("x^".repeat(150)),
      fc.constant("a+".repeat(150)),
    ),
    caption: hostileText(200),
  }),
  code: fc.record({
    kind: fc.constant("code"),
    language: hostileText(30),
    code: fc.oneof(
      hostileText(2000),
      fc.array(hostileText(200), { maxLength: 40 }).map((l) => l.join("\n").slice(0, 2000)),
    ),
  }),
  table: fc.record({
    kind: fc.constant("table"),
    header: fc.array(hostileText(80), { minLength: 1, maxLength: 5 }),
    rows: fc.array(fc.array(hostileText(120), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 8 }),
  }),
  quote: fc.record({ kind: fc.constant("quote"), text: hostileText(400), by: hostileText(120) }),
};

const VISUALS: readonly (readonly [string, fc.Arbitrary<SlidePlan["visual"]>])[] = [
  ["text", fc.constant({ type: "text" as const })],
  ...Object.entries(SCENES).map(
    ([kind, scene]) =>
      [kind, fc.record({ type: fc.constant("animation" as const), scene, description: fc.constant("") })] as const,
  ),
  ...Object.entries(PICTURES).map(
    ([kind, picture]) =>
      [kind, fc.record({ type: fc.constant("picture" as const), picture, keyword: hostileText(120) })] as const,
  ),
];

describe("the layout of hostile slides", () => {
  it.each(VISUALS)(
    "keeps every text of a %s slide inside the safe area and off every other text",
    async (_, visual) => {
      const request = fc.record({
        plan: fc.record({ title: hostileText(160), bullets: fc.array(hostileText(240), { maxLength: 6 }), visual }),
        language: fc.constantFrom("en-us", "de-de", "ar-xa", "he-il", "zh-cn", "ja-jp", "hi-in", "nonsense!"),
        theme: fc.constantFrom("dark" as const, "light" as const),
        slideNumber: fc.integer({ min: 1, max: 20 }),
        topic: hostileText(300),
      });
      await fc.assert(
        fc.asyncProperty(request, async (r) => {
          expect(slidePlanSchema.safeParse(r.plan).success).toBe(true);
          const stage = await composeSlide({ ...r, size: SIZE, slideCount: 20 });
          expect(stage.texts.filter(({ box }) => !within(box, SAFE_AREA))).toEqual([]);
          expect(overlapping(stage.texts)).toEqual([]);
        }),
        { numRuns: 5, endOnFailure: true },
      );
    },
  );
});

function within(box: Box, area: Box): boolean {
  const slack = 1;
  return (
    [box.x, box.y, box.width, box.height].every(Number.isFinite) &&
    box.x >= area.x - slack &&
    box.y >= area.y - slack &&
    box.x + box.width <= area.x + area.width + slack &&
    box.y + box.height <= area.y + area.height + slack
  );
}

function overlapping(texts: readonly PlacedText[]): [PlacedText, PlacedText][] {
  const slack = 1;
  return texts.flatMap((a, i) =>
    texts
      .slice(i + 1)
      .filter(
        ({ box: b }) =>
          Math.min(a.box.x + a.box.width, b.x + b.width) - Math.max(a.box.x, b.x) > slack &&
          Math.min(a.box.y + a.box.height, b.y + b.height) - Math.max(a.box.y, b.y) > slack,
      )
      .map((b): [PlacedText, PlacedText] => [a, b]),
  );
}
