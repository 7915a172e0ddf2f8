import { sceneKind } from "@headway-jobs/slides/scenes/scene-kind";
import type * as list from "@headway-jobs/slides/scenes/list";
import type { SlidePlan } from "@headway-jobs/slides/visual";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";

/** A kind of scene that Headway does not have, added to the one list and nowhere else. */
const dialScene = sceneKind(
  z.object({ kind: z.literal("dial"), name: z.string().min(1), percent: z.number().min(0).max(100) }),
  {
    isWide: true,
    goodFor: "one share of a whole",
    draw: (stage, { name }, area) => {
      const beat = stage.beat(name);
      stage.write({ text: name, box: area, size: 60, color: stage.theme.text }, { beat, delayMs: 0, lengthMs: 400 });
    },
    textsOf: ({ name }) => [name],
    mapTexts: (scene, rewrite) => ({ ...scene, name: rewrite(scene.name, 40) }),
    say: ({ name, percent }) => [`${name}: ${percent} %.`],
    clause: ({ name: label, percent }, name) => `the dial for ${name(label)} turns to ${percent} percent`,
    problemsOf: ({ percent }) => (percent === 0 ? ["the dial does not move"] : []),
  },
);

vi.mock("@headway-jobs/slides/scenes/list", async (original) => {
  const { SCENE_KINDS } = await original<typeof list>();
  return { SCENE_KINDS: [...SCENE_KINDS, dialScene] };
});

const { slidePlanSchema } = await import("@headway-jobs/slides/visual");
const { sceneFrames } = await import("@headway-jobs/slides/scene");
const { seen } = await import("./cues.ts");
const { narrate } = await import("./narration.ts");
const { outlineFromModel } = await import("./outline-from-model.ts");
const { translateLesson } = await import("./translate-lesson.ts");

const planOf = (percent: number): unknown => ({
  title: "Energy",
  bullets: ["Half of it is lost"],
  visual: { type: "animation", scene: { kind: "dial", name: "Heat", percent } },
});
const PLAN: SlidePlan = slidePlanSchema.parse(planOf(50));
const LESSON = { title: "Energy", slides: [{ plan: PLAN, narration: ["Look."], keywords: [] }], warnings: [] };

/** What `check` of a language model's answer says about a lesson with this slide, and what the model was told. */
async function askModel(percent: number): Promise<{ readonly system: string; readonly problems: readonly string[] }> {
  let asked = { system: "", problems: [] as readonly string[] };
  await outlineFromModel({
    topic: "Energy",
    slideCount: 1,
    language: "english",
    tone: "formal",
    model: {
      name: "stub",
      generate: ({ schema, system, check }) => {
        const narration = ["Energy is never lost, but half of what an engine takes in leaves it as heat."];
        const value = schema.parse({ title: "Energy", slides: [{ ...(planOf(percent) as object), narration }] });
        asked = { system: system ?? "", problems: check?.(value, 0) ?? [] };
        return Promise.resolve({ value, by: "stub", warnings: [], usage: { inputTokens: 0, outputTokens: 0 } });
      },
    },
  });
  return asked;
}

describe("a kind of scene that is added to the list", () => {
  it("is a plan that the schema accepts", () => {
    expect(PLAN.visual).toMatchObject({ type: "animation", scene: { kind: "dial", percent: 50 } });
  });

  it("is drawn and moves", async () => {
    const render = await sceneFrames({
      plan: PLAN,
      size: { width: 320, height: 180 },
      theme: "dark",
      language: "en",
      slideNumber: 1,
      slideCount: 1,
      topic: "Energy",
      fps: 10,
      durationMs: 2_000,
    });
    expect(render.final.texts.map(({ text }) => text)).toContain("Heat");
    expect(render.movingMs).toBeGreaterThan(0);
  });

  it("is offered to the language model, whose answer is checked by it", async () => {
    const { system, problems } = await askModel(50);
    expect(system).toContain("dial (one share of a whole)");
    expect(problems).toEqual([]);
    expect((await askModel(0)).problems).toEqual(["slides.0.visual.scene: the dial does not move"]);
  });

  it("is pointed at and told by the narration", () => {
    const manner = { tone: "formal", language: "english", lessonTitle: "Energy", frequencies: new Map() } as const;
    expect(seen(PLAN.visual, new Map())).toBe("the dial for Heat turns to 50 percent");
    const [spoken] = narrate([{ title: "Energy", continued: false, prose: [], blocks: [], plan: PLAN }], manner);
    expect(spoken).toContain("Heat: 50 %.");
  });

  it("is translated", async () => {
    const translated = await translateLesson(LESSON, {
      from: "en",
      to: "de",
      signal: new AbortController().signal,
      translation: {
        translate: ({ texts }) =>
          Promise.resolve({ texts: texts.map((text) => (text === "Heat" ? "Wärme" : text)), warnings: [] }),
      },
    });
    expect(translated.slides[0]?.plan.visual).toMatchObject({ scene: { kind: "dial", name: "Wärme", percent: 50 } });
  });
});
