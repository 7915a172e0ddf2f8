import type { SKRSContext2D } from "@napi-rs/canvas";
import { HUES, mix, type Theme } from "../theme.ts";

/** Colours of illustrations: the deck's accent leads, one companion answers, the rest are tones of the ground. */
export interface Palette {
  readonly main: string;
  readonly mainDeep: string;
  readonly mainSoft: string;
  readonly second: string;
  readonly secondDeep: string;
  readonly third: string;
  /** For what has a colour of its own: leaves, suns, hearts, water. */
  readonly green: string;
  readonly greenDeep: string;
  readonly amber: string;
  readonly rose: string;
  readonly roseDeep: string;
  readonly blue: string;
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
  const at = HUES.indexOf(theme.hue);
  const fill = (offset: number): string => theme.fills[HUES[(at + offset) % HUES.length] ?? "indigo"];
  const deep = (color: string): string => mix(color, dark ? theme.background : "#0b1020", dark ? 0.42 : 0.3);
  const { teal, amber, rose, indigo } = theme.fills;
  return {
    main: fill(0),
    mainDeep: deep(fill(0)),
    mainSoft: mix(fill(0), theme.surface, dark ? 0.68 : 0.74),
    second: fill(1),
    secondDeep: deep(fill(1)),
    third: fill(2),
    green: teal,
    greenDeep: deep(teal),
    amber,
    rose,
    roseDeep: deep(rose),
    blue: indigo,
    paper: dark ? "#e9edfb" : "#e6eaf8",
    paperDeep: dark ? "#c3cbe6" : "#c6cee6",
    ink: dark ? "#060a16" : "#1a2240",
    ground: mix(theme.surface, theme.line, 0.5),
  };
}
