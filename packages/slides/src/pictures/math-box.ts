import type { SKRSContext2D } from "@napi-rs/canvas";
import type { FontBook } from "../fonts.ts";

/** A set piece of a formula: its extent around the baseline and how to draw it there. */
export interface MathBox {
  readonly width: number;
  readonly ascent: number;
  readonly descent: number;
  draw(ctx: SKRSContext2D, x: number, baseline: number): void;
}

export interface MathStyle {
  readonly size: number;
  readonly color: string;
  readonly fonts: FontBook;
  /** Measures with the same fonts that draw. */
  readonly ctx: SKRSContext2D;
}
