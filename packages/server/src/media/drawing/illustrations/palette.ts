import type { SKRSContext2D } from "@napi-rs/canvas";
import { mix, seriesColor, type Theme } from "../theme.ts";

/** Colours of illustrations: the deck's accent leads, one companion answers, the rest are tones of the ground. */
export interface Palette {
  readonly main: string;
  readonly mainDeep: string;
  readonly mainSoft: string;
  readonly second: string;
  readonly secondDeep: string;
  readonly third: string;
  /** Light areas: paper, screens, windows. */
  readonly paper: string;
  readonly paperDeep: string;
  /** Outlines and dark areas. */
  readonly ink: string;
  readonly ground: string;
}

/** Draws within a square of 600 × 600 units. */
export type Illustration = (ctx: SKRSContext2D, palette: Palette) => void;

export function paletteOf(theme: Theme): Palette {
  const dark = theme.name === "dark";
  const [main, second, third] = [theme.accent, seriesColor(theme, 1), seriesColor(theme, 2)];
  return {
    main,
    mainDeep: mix(main, dark ? theme.background : "#0b1020", dark ? 0.42 : 0.3),
    mainSoft: mix(main, theme.surface, dark ? 0.68 : 0.74),
    second,
    secondDeep: mix(second, dark ? theme.background : "#0b1020", dark ? 0.4 : 0.28),
    third,
    paper: dark ? "#e9edfb" : "#ffffff",
    paperDeep: dark ? "#c3cbe6" : "#dfe3f1",
    ink: dark ? "#060a16" : "#1a2240",
    ground: mix(theme.surface, theme.line, 0.5),
  };
}
