import type { SKRSContext2D } from "@napi-rs/canvas";
import { isBlank } from "./clean-text.ts";
import type { FontBook } from "./fonts.ts";
import { mirrored, type Box } from "./geometry.ts";
import { rising } from "./motion.ts";
import type { Theme } from "./theme.ts";
import { isRightToLeft, typeset, type TextBlock, type TextRequest } from "./typeset.ts";

export type DrawingWarningCode =
  | "text_shortened"
  | "image_unreadable"
  | "glyphs_missing"
  | "formula_unreadable"
  | "data_adjusted";

export interface DrawingWarning {
  readonly code: DrawingWarningCode;
  readonly message: string;
}

/** When a part of a scene moves: `delayMs` after the beginning of its beat, for `lengthMs`. */
export interface Motion {
  readonly beat: number;
  readonly delayMs: number;
  readonly lengthMs: number;
}

/** One thing on a slide. Parts are drawn in order; without motion they stand from the first frame. */
export interface Part {
  /** All that `draw` paints at any progress lies within, in design units. */
  readonly box: Box;
  readonly motion: Motion | undefined;
  /** `progress` runs linearly from 0 (not there) to 1 (final form); parts ease it themselves. */
  draw(ctx: SKRSContext2D, progress: number): void;
}

export interface PlacedText {
  readonly text: string;
  readonly box: Box;
}

/** What layouts write on: collects parts, texts and warnings of one slide. Nothing is painted before it is complete. */
export interface Stage {
  readonly theme: Theme;
  readonly fonts: FontBook;
  readonly rtl: boolean;
  readonly parts: readonly Part[];
  readonly texts: readonly PlacedText[];
  readonly warnings: readonly DrawingWarning[];
  /** How many beats the scene has: moments at which something enters. */
  readonly beats: readonly string[];
  /** A box of a left-to-right design, mirrored when the language runs from right to left. */
  flip(box: Box): Box;
  /** Sets a text without recording it, to learn how much room it takes. */
  measure(request: TextRequest): TextBlock;
  /** Sets and records a text; it still has to be drawn by a part. `undefined` when there is nothing to show. */
  text(request: TextRequest): TextBlock | undefined;
  /** Sets a text and adds it as a part of its own. */
  write(request: TextRequest, motion?: Motion): TextBlock | undefined;
  /** Records a text that a part draws by other means. */
  note(text: string, box: Box): void;
  add(box: Box, draw: (ctx: SKRSContext2D, progress: number) => void, motion?: Motion): void;
  /** A new beat; `words` are what the narration says when it is due. */
  beat(words: string): number;
  warn(code: DrawingWarningCode, message: string): void;
}

/** An empty stage for a deck's theme and language. */
export function createStage(theme: Theme, fonts: FontBook): Stage {
  const rtl = isRightToLeft(fonts.language);
  const parts: Part[] = [];
  const texts: PlacedText[] = [];
  const warnings: DrawingWarning[] = [];
  const beats: string[] = [];
  const warn: Stage["warn"] = (code, message) => {
    if (!warnings.some((w) => w.code === code && w.message === message)) warnings.push({ code, message });
  };
  const text: Stage["text"] = (request) => {
    if (isBlank(request.text)) return undefined;
    const block = typeset(request, fonts, rtl);
    texts.push({ text: block.lines.map((line) => line.text).join("\n"), box: block.box });
    if (block.shortened) warn("text_shortened", `A text was shortened to fit: “${excerpt(request.text)}”`);
    return block;
  };
  const add: Stage["add"] = (box, draw, motion) => {
    parts.push({ box, motion, draw });
  };
  return {
    theme,
    fonts,
    rtl,
    parts,
    texts,
    warnings,
    beats,
    warn,
    text,
    add,
    measure: (request) => typeset(request, fonts, rtl),
    note: (content, box) => {
      texts.push({ text: content, box });
    },
    flip: (box) => (rtl ? mirrored(box) : box),
    write: (request, motion) => {
      const block = text(request);
      if (block !== undefined)
        add(block.box, motion === undefined ? (ctx) => block.draw(ctx) : rising((ctx) => block.draw(ctx)), motion);
      return block;
    },
    beat: (words) => beats.push(words) - 1,
  };
}

const excerpt = (text: string): string => {
  const characters = [...text.replaceAll(/\s+/gu, " ").trim()];
  return characters.length > 60 ? `${characters.slice(0, 60).join("")}…` : characters.join("");
};
