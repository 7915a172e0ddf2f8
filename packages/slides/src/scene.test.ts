import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { sceneFrames, type SceneRequest, type SceneSegment } from "./scene.ts";
import type { Scene } from "./scenes/registry.ts";

const SIZE = { width: 480, height: 270 };

const SCENE_OF: { readonly [Kind in Scene["kind"]]: Extract<Scene, { kind: Kind }> } = {
  process: {
    kind: "process",
    steps: [{ label: "Collect" }, { label: "Train", note: "Lower the loss" }, { label: "Deploy" }],
  },
  bars: {
    kind: "bars",
    unit: "%",
    bars: [
      { label: "Tree", value: 81 },
      { label: "Net", value: 91 },
      { label: "Debt", value: -4 },
    ],
  },
  line: {
    kind: "line",
    series: [
      {
        label: "Loss",
        points: [
          { x: 0, y: 3 },
          { x: 1, y: 1 },
          { x: 4, y: 0.5 },
        ],
      },
    ],
  },
  timeline: {
    kind: "timeline",
    events: [
      { when: "1958", label: "Perceptron" },
      { when: "2017", label: "Transformer" },
    ],
  },
  comparison: {
    kind: "comparison",
    left: { title: "Rules", points: ["Written"] },
    right: { title: "Examples", points: ["Learned"] },
  },
  cycle: { kind: "cycle", stages: [{ label: "Plan" }, { label: "Do" }, { label: "Check" }, { label: "Act" }] },
  tree: {
    kind: "tree",
    root: "Learning",
    branches: [
      { label: "With labels", leaves: ["Trees"] },
      { label: "Without", leaves: [] },
    ],
  },
  scatter: {
    kind: "scatter",
    fit: true,
    points: [
      { x: 1, y: 1 },
      { x: 2, y: 3 },
      { x: 3, y: 2 },
      { x: 4, y: 5 },
    ],
  },
  steps: { kind: "steps", items: [{ label: "Load" }, { label: "Split" }, { label: "Fit" }] },
};
const SCENES: readonly Scene[] = Object.values(SCENE_OF);
const PROCESS = SCENE_OF.process;

const requestFor = (scene: Scene, more: Partial<SceneRequest> = {}): SceneRequest => ({
  plan: { title: "A scene", bullets: ["One point"], visual: { type: "animation", scene, description: "" } },
  size: SIZE,
  theme: "dark",
  language: "en-us",
  slideNumber: 2,
  slideCount: 5,
  topic: "Learning",
  fps: 30,
  durationMs: 9_000,
  ...more,
});

const hashOf = (pixels: Buffer): string => createHash("sha1").update(pixels).digest("hex");

async function hashes(segment: SceneSegment | undefined): Promise<string[]> {
  if (segment === undefined) return [];
  if (segment.kind === "still") return [hashOf(await segment.rgba())];
  const seen: string[] = [];
  for await (const { index, rgba } of segment.frames) {
    expect(index).toBe(segment.startFrame + seen.length);
    expect(rgba.length).toBe(SIZE.width * SIZE.height * 4);
    seen.push(hashOf(rgba));
  }
  expect(seen.length).toBe(segment.frameCount);
  return seen;
}

async function beginsWith(more: Partial<SceneRequest>): Promise<number[]> {
  const render = await sceneFrames(requestFor(PROCESS, { durationMs: 12_000, ...more }));
  return render.segments.filter((s) => s.kind === "moving").map((s) => s.startFrame / 30);
}

describe("an animated scene", () => {
  it.each(SCENES.map((scene) => [scene.kind, scene] as const))(
    "of kind %s moves within moving segments only and ends in the slide's final form",
    async (_, scene) => {
      const render = await sceneFrames(requestFor(scene));
      const seen: string[][] = [];
      for (const segment of render.segments) seen.push(await hashes(segment));
      const final = hashOf(render.final.rgba());
      expect(seen.at(-1)?.at(-1)).toBe(final);
      render.segments.forEach((segment, i) => {
        if (segment.kind === "moving") expect(new Set(seen[i]).size).toBeGreaterThan(segment.frameCount / 2);
        // A still is what the motion before it left behind.
        else if (i > 0) expect(seen[i]?.[0]).toBe(seen[i - 1]?.at(-1));
      });
      expect(render.movingMs).toBeGreaterThan(0);
    },
  );

  it.each([
    [40, 30],
    [333, 30],
    [1_000, 25],
    [7_777.7, 30],
    [20_000, 12],
    [61_234, 60],
  ])("of %d ms at %d frames a second has segments that add up exactly", async (durationMs, fps) => {
    for (const scene of SCENES) {
      const render = await sceneFrames(requestFor(scene, { durationMs, fps }));
      expect(render.frameCount).toBe(Math.max(1, Math.round((durationMs * fps) / 1000)));
      expect(render.segments.reduce((sum, s) => sum + s.frameCount, 0)).toBe(render.frameCount);
      expect(render.segments.reduce((sum, s) => sum + s.durationMs, 0)).toBeCloseTo(durationMs, 6);
      let next = 0;
      for (const segment of render.segments) {
        expect(segment.startFrame).toBe(next);
        expect(segment.frameCount).toBeGreaterThan(0);
        next += segment.frameCount;
      }
    }
  });

  it("stands still for most of a long narration", async () => {
    const render = await sceneFrames(requestFor(PROCESS, { durationMs: 30_000 }));
    expect(render.movingMs).toBeLessThan(6_000);
  });

  it("begins each part with the sentence that speaks of it", async () => {
    const cuesMs = [0, 2_000, 8_000, 15_000];
    const cueTexts = ["Welcome.", "First we collect data.", "Then we train the model.", "At last we deploy it."];
    const render = await sceneFrames(requestFor(PROCESS, { durationMs: 20_000, cuesMs, cueTexts }));
    const begins = render.segments.filter((s) => s.kind === "moving").map((s) => (s.startFrame * 1000) / 30);
    expect(begins.map((ms) => Math.round(ms / 100) * 100)).toEqual([2_000, 8_000, 15_000]);
  });

  it("follows the sentences when none of their words match, and spreads evenly without any", async () => {
    expect(await beginsWith({ cuesMs: [0, 4_000, 8_000] })).toEqual(
      [0.4, 4, 8].map((s) => expect.closeTo(s, 0) as number),
    );
    const evenly = await beginsWith({});
    expect(evenly.length).toBe(3);
    expect(Math.abs((evenly[2] ?? 0) - 2 * (evenly[1] ?? 0) + (evenly[0] ?? 0))).toBeLessThan(0.3);
  });

  it("can be read from any segment and more than once, with the same pixels", async () => {
    const render = await sceneFrames(requestFor(PROCESS));
    const last = render.segments.findLast((segment) => segment.kind === "moving");
    const first = await hashes(last);
    expect(await hashes(last)).toEqual(first);
    const again = await sceneFrames(requestFor(PROCESS));
    expect(await hashes(again.segments.findLast((segment) => segment.kind === "moving"))).toEqual(first);
  });

  it("gives one still for a slide without motion", async () => {
    const plan = { title: "Just text", bullets: ["One", "Two"], visual: { type: "text" as const } };
    const render = await sceneFrames({ ...requestFor(PROCESS), plan });
    expect(render.segments.map((s) => [s.kind, s.frameCount, s.durationMs])).toEqual([["still", 270, 9_000]]);
    expect(render.movingMs).toBe(0);
  });

  it("keeps memory bounded over hundreds of full-size frames", async () => {
    const steps = Array.from({ length: 7 }, (_, i) => ({ label: `Step ${i + 1}` }));
    const size = { width: 1920, height: 1080 };
    const render = await sceneFrames(requestFor({ kind: "process", steps }, { durationMs: 20_000, fps: 60, size }));
    const before = process.memoryUsage().rss;
    let frames = 0;
    for (const segment of render.segments)
      if (segment.kind === "moving") for await (const _ of segment.frames) frames++;
    expect(frames).toBeGreaterThan(300);
    expect(process.memoryUsage().rss - before).toBeLessThan(260 * 1024 * 1024);
  });
});
