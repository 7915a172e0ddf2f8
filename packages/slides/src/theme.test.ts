import { describe, expect, it } from "vitest";
import { tokenColors } from "./pictures/code.ts";
import { contrast, HUES, mix, themeFor, type Theme } from "./theme.ts";

/** Topics whose hash takes each hue in turn, found by trying. */
const topics = HUES.map((hue) => {
  const found = Array.from({ length: 200 }, (_, i) => `topic ${i}`).find((t) => themeFor("dark", t).hue === hue);
  if (found === undefined) throw new Error(`no topic takes ${hue}`);
  return found;
});
const themes = (["dark", "light"] as const).flatMap((name) => topics.map((topic) => themeFor(name, topic)));

const grounds = (theme: Theme): string[] => [theme.background, theme.surface, theme.tint];

describe("themes", () => {
  it("give every deck one of five hues, the same for the same topic", () => {
    expect(new Set(themes.map((theme) => theme.hue)).size).toBe(5);
    expect(themeFor("dark", " Photosynthesis ")).toEqual(themeFor("dark", "photosynthesis"));
  });

  it.each(themes.map((theme) => [`${theme.name} ${theme.hue}`, theme] as const))(
    "have a contrast of at least 4.5 : 1 wherever %s carries text",
    (_, theme) => {
      const pairs = [
        ...grounds(theme).flatMap((ground) => [
          [theme.text, ground],
          [theme.muted, ground],
          [theme.accent, ground],
        ]),
        [theme.text, theme.raised],
        ...theme.series.flatMap((color) => [
          [theme.onAccent, color],
          [color, theme.background],
          [theme.text, mix(theme.surface, color, 0.07)],
        ]),
        [theme.onAccent, mix(theme.accent, theme.name === "dark" ? "#ffffff" : "#000000", 0.12)],
        ...Object.values(tokenColors(theme)).map((color) => [color, theme.name === "dark" ? "#070a15" : theme.surface]),
      ];
      const weak = pairs.filter(([a = "", b = ""]) => contrast(a, b) < 4.5);
      expect(weak).toEqual([]);
    },
  );
});

describe("contrast", () => {
  it.each([
    ["#000000", "#ffffff", 21],
    ["#ffffff", "#ffffff", 1],
    ["#777777", "#ffffff", 4.48],
  ])("of %s on %s is %d", (a, b, expected) => {
    expect(contrast(a, b)).toBeCloseTo(expected, 1);
  });
});
