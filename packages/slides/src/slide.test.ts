import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drawPoster, drawSlide, type SlideRequest } from "./slide.ts";
import type { Picture, SlidePlan } from "./visual.ts";

const SIZE = { width: 640, height: 360 };

const requestFor = (plan: Partial<SlidePlan>, more: Partial<SlideRequest> = {}): SlideRequest => ({
  plan: { title: "How plants make sugar", bullets: [], visual: { type: "text" }, ...plan },
  size: SIZE,
  theme: "dark",
  language: "en-us",
  slideNumber: 3,
  slideCount: 8,
  topic: "Photosynthesis",
  ...more,
});

const picture = (p: Picture, keyword = ""): SlidePlan["visual"] => ({ type: "picture", picture: p, keyword });
const hashOf = (pixels: Buffer): string => createHash("sha1").update(pixels).digest("hex");
const wordsOf = (texts: readonly { text: string }[]): string =>
  texts.map((t) => t.text.replaceAll("\n", " ")).join(" | ");

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "drawing-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("a drawn slide", () => {
  it("says all that its plan says and reports where, in pixels", async () => {
    const bullets = ["Light: drives the reaction", "Water is split", "Sugar is built"];
    const slide = await drawSlide(requestFor({ bullets }));
    const words = wordsOf(slide.texts);
    for (const part of ["How plants make sugar", "Photosynthesis", "drives the reaction", "Water is split", "3 / 8"])
      expect(words).toContain(part);
    expect(slide.texts.every(({ box }) => box.x + box.width <= SIZE.width && box.y + box.height <= SIZE.height)).toBe(
      true,
    );
    expect(slide.warnings).toEqual([]);
  });

  it("puts ink where it reports text", async () => {
    const slide = await drawSlide(requestFor({ bullets: ["Water is split", "Sugar is built", "Oxygen leaves"] }));
    const pixels = slide.rgba();
    for (const { box } of slide.texts) {
      const colors = new Set<number>();
      for (let y = Math.floor(box.y); y < box.y + box.height; y++)
        for (let x = Math.floor(box.x); x < box.x + box.width; x++)
          colors.add(pixels.readUInt32LE((y * SIZE.width + x) * 4));
      expect(colors.size).toBeGreaterThan(4);
    }
  });

  it("is the same as PNG and as pixels, and the same again for the same plan", async () => {
    const slide = await drawSlide(requestFor({ bullets: ["One", "Two"] }));
    const image = await loadImage(await slide.png());
    const canvas = createCanvas(SIZE.width, SIZE.height);
    canvas.getContext("2d").drawImage(image, 0, 0);
    expect(hashOf(canvas.data())).toBe(hashOf(slide.rgba()));
    const again = await drawSlide(requestFor({ bullets: ["One", "Two"] }));
    expect(hashOf(again.rgba())).toBe(hashOf(slide.rgba()));
  });

  it.each([
    { width: 1920, height: 1080 },
    { width: 1280, height: 720 },
    { width: 854, height: 480 },
    { width: 1080, height: 1080 },
  ])("fills every frame size ($width × $height)", async (size) => {
    const slide = await drawSlide(requestFor({ bullets: ["One", "Two"] }, { size }));
    expect(slide.rgba().length).toBe(size.width * size.height * 4);
    expect(slide.texts.every(({ box }) => box.x >= 0 && box.x + box.width <= size.width)).toBe(true);
  });

  it("does not look alike on five neighbouring text slides", async () => {
    const bullets = ["Light is caught", "Water is split", "Sugar is built"];
    const shapes = await Promise.all(
      [2, 3, 4, 5].map(async (slideNumber) => {
        const { texts } = await drawSlide(requestFor({ bullets }, { slideNumber }));
        const place = texts.find(({ text }) => text.replaceAll("\n", " ") === "Water is split");
        return `${Math.round(place?.box.x ?? 0)} ${Math.round(place?.box.y ?? 0)}`;
      }),
    );
    expect(new Set(shapes).size).toBe(4);
  });

  it("runs from right to left in Arabic and Hebrew", async () => {
    for (const [language, title] of [
      ["ar-xa", "التعلم الآلي"],
      ["he-il", "למידת מכונה"],
    ] as const) {
      const slide = await drawSlide(
        requestFor({ title, bullets: [title, title, title] }, { language, slideNumber: 5 }),
      );
      const heading = slide.texts.find(({ text }) => text === title);
      expect((heading?.box.x ?? 0) + (heading?.box.width ?? 0)).toBeGreaterThan(SIZE.width * 0.9);
    }
  });

  it("shortens words of 10,000 characters quickly and says so", async () => {
    const word = "Überlänge".repeat(1_200);
    const slide = await drawSlide(
      requestFor({ title: word, bullets: [word, "字".repeat(10_000), "🚀".repeat(5_000)] }),
    );
    expect(slide.warnings.map((w) => w.code)).toContain("text_shortened");
    expect(wordsOf(slide.texts)).toContain("…");
  });

  it("shows control characters and overrides of direction to nobody", async () => {
    const slide = await drawSlide(requestFor({ bullets: ["a\u0000b\u001b[31m", "\u202eevil\u202c", " \t\n "] }));
    expect(slide.texts.every(({ text }) => !/[\p{Cc}\u202a-\u202e]/u.test(text.replaceAll("\n", "")))).toBe(true);
  });

  it("warns of characters that no font has", async () => {
    const slide = await drawSlide(requestFor({ bullets: ["\u{12000}\u{12001}", "plain"] }));
    expect(slide.warnings.map((w) => w.code)).toEqual(["glyphs_missing"]);
  });
});

describe("a picture", () => {
  it("is drawn from a file, with its credit", async () => {
    const path = join(folder, "red.png");
    const canvas = createCanvas(800, 500);
    const ctx = canvas.getContext("2d");
    ctx.fillStyle = "#ff0000";
    ctx.fillRect(0, 0, 800, 500);
    await writeFile(path, canvas.toBuffer("image/png"));
    const slide = await drawSlide(
      requestFor({ bullets: ["One"], visual: picture({ kind: "image", path, credit: "A. Person" }) }),
    );
    expect(wordsOf(slide.texts)).toContain("A. Person");
    const pixels = slide.rgba();
    let red = 0;
    for (let i = 0; i < pixels.length; i += 4) if (pixels[i] === 255 && pixels[i + 1] === 0) red++;
    expect(red).toBeGreaterThan((SIZE.width * SIZE.height) / 6);
  });

  it.each([
    ["missing", undefined],
    ["empty", ""],
    ["not an image", "hello"],
    ["cut off", "\x89PNG\r\n\x1a\n\0\0"],
  ])("whose file is %s becomes an illustration with a warning that names no path", async (name, content) => {
    const path = join(folder, `${name}.png`);
    if (content !== undefined) await writeFile(path, content, "latin1");
    const slide = await drawSlide(requestFor({ visual: picture({ kind: "image", path }, "leaf") }));
    expect(slide.warnings.map((w) => w.code)).toEqual(["image_unreadable"]);
    expect(slide.warnings[0]?.message).not.toContain(folder);
    const leaf = await drawSlide(requestFor({ visual: picture({ kind: "illustration", keyword: "leaf" }) }));
    expect(hashOf(slide.rgba())).toBe(hashOf(leaf.rgba()));
  });

  it("of a formula nested too deeply is shown as text with a warning", async () => {
    const visual = picture({ kind: "formula", expression: "(".repeat(200) });
    expect((await drawSlide(requestFor({ visual }))).warnings.map((w) => w.code)).toContain("formula_unreadable");
  });
});

describe("a poster", () => {
  it("shows topic and subtitle", async () => {
    const poster = await drawPoster({
      topic: "Photosynthesis",
      subtitle: "In five minutes",
      size: SIZE,
      theme: "light",
      language: "en",
    });
    expect(poster.texts.map((t) => t.text)).toEqual(["Photosynthesis", "In five minutes"]);
    expect((await poster.png()).subarray(1, 4).toString()).toBe("PNG");
  });
});
