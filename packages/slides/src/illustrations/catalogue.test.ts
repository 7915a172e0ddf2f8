import { createHash } from "node:crypto";
import { createCanvas } from "@napi-rs/canvas";
import { describe, expect, it } from "vitest";
import { themeFor } from "../theme.ts";
import { drawAbstract } from "./abstract.ts";
import { findIllustration, ILLUSTRATION_NAMES } from "./catalogue.ts";
import { paletteOf, type Illustration } from "./palette.ts";

const PALETTE = paletteOf(themeFor("dark", "anything"));

/** Draws on a square of 600 with a border of 100 and returns the pixels. */
function pixelsOf(draw: Illustration): Buffer {
  const canvas = createCanvas(800, 800);
  const ctx = canvas.getContext("2d");
  ctx.translate(100, 100);
  draw(ctx, PALETTE);
  return canvas.data();
}

const hashOf = (pixels: Buffer): string => createHash("sha1").update(pixels).digest("hex");

function inkIn(pixels: Buffer, inside: boolean): number {
  let count = 0;
  for (let y = 0; y < 800; y++)
    for (let x = 0; x < 800; x++) {
      const within = x >= 100 && x < 700 && y >= 100 && y < 700;
      if (within === inside && (pixels[(y * 800 + x) * 4 + 3] ?? 0) > 0) count++;
    }
  return count;
}

const drawn = (keyword: string): string => hashOf(pixelsOf((ctx, palette) => drawAbstract(ctx, palette, keyword)));

describe("illustrations", () => {
  it.each(ILLUSTRATION_NAMES)("draw %s within their square, and fill a good part of it", (name) => {
    const draw = findIllustration(name);
    if (draw === undefined) throw new Error("not found by its own name");
    const pixels = pixelsOf(draw);
    expect(inkIn(pixels, false)).toBe(0);
    expect(inkIn(pixels, true)).toBeGreaterThan(600 * 600 * 0.09);
  });

  it("are all different", () => {
    const hashes = ILLUSTRATION_NAMES.map((name) => hashOf(pixelsOf(findIllustration(name) ?? (() => undefined))));
    expect(new Set(hashes).size).toBe(ILLUSTRATION_NAMES.length);
    expect(hashes.length).toBeGreaterThanOrEqual(14);
  });

  it.each([
    ["Introduction to Machine Learning", "network"],
    ["How photosynthesis works", "leaf"],
    ["The water cycle", "water"],
    ["human brain anatomy", "brain"],
    ["Climate and weather", "water"],
    ["inflation", "coins"],
    ["The French Revolution", "flag"],
    ["Orbits of the planets", "planet"],
    ["Central processing unit (CPU)", "chip"],
    ["cyber-security", "shield"],
  ])("show for “%s” the one called %s", (keyword, name) => {
    expect(findIllustration(keyword)).toBe(findIllustration(name));
  });

  it("fall back to an abstract composition, decided by the keyword alone", () => {
    expect(findIllustration("zxqv")).toBeUndefined();
    expect(drawn("zxqv")).toBe(drawn(" ZXQV"));
    expect(drawn("zxqv")).not.toBe(drawn("vqxz"));
  });
});
