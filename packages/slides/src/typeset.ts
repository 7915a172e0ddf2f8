import { createCanvas, type SKRSContext2D } from "@napi-rs/canvas";
import { cleanText } from "./clean-text.ts";
import type { Face, FontBook, Weight } from "./fonts.ts";
import type { Box } from "./geometry.ts";
import { balancedWidth, ellipsize, wrapText, type Measure } from "./wrapping.ts";

export type Align = "start" | "center" | "end" | "left" | "right";

export interface TextRequest {
  readonly text: string;
  /** The text is set within this box and never leaves it. */
  readonly box: Box;
  /** Wanted size in design units; it shrinks to `minSize` before anything is cut. */
  readonly size: number;
  readonly minSize?: number;
  readonly weight?: Weight;
  readonly color: string;
  readonly family?: "sans" | "mono";
  readonly italic?: boolean;
  /** `start` is where the language begins to read; `left` and `right` are the same in all languages. */
  readonly align?: Align;
  readonly vertical?: "top" | "middle" | "bottom";
  readonly maxLines?: number;
  /** Line advance as a multiple of the size. */
  readonly leading?: number;
  /** Lines of similar length, for headings. */
  readonly balance?: boolean;
  /** Space between letters as a share of the size. */
  readonly tracking?: number;
}

export interface TextLine {
  readonly text: string;
  readonly x: number;
  readonly baseline: number;
  readonly width: number;
}

export interface TextBlock {
  readonly lines: readonly TextLine[];
  /** What the lines cover: from the left of the longest line to its right, full line advances high. */
  readonly box: Box;
  readonly size: number;
  /** Part of the text had to be left out. */
  readonly shortened: boolean;
  /** A word was wider than the box and had to be cut. */
  readonly broken: boolean;
  draw(ctx: SKRSContext2D): void;
}

/** Scripts whose marks stand above and below the letters. */
const TALL = new RegExp(
  `[${"Arabic Hebrew Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Thai"
    .split(" ")
    .map((script) => `\\p{Script=${script}}`)
    .join("")}]`,
  "u",
);
const RTL_FIRST = /^[^\p{L}]*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;
const SHRINK = 0.94;

/** Whether languages of this tag run from right to left. */
export const isRightToLeft = (language: string): boolean => /^(ar|he|iw|fa|ur|yi|ps|sd|ug|dv)\b/i.test(language);

/** Sets a text into its box: wraps it, shrinks it as far as `minSize`, then leaves out what does not fit and says so. */
export function typeset(request: TextRequest, fonts: FontBook, rtl: boolean): TextBlock {
  const text = cleanText(request.text);
  const face: Face = {
    family: request.family ?? "sans",
    weight: request.weight ?? 400,
    italic: request.italic ?? false,
  };
  const families = fonts.families(`${text}…-`, face);
  const leading = (request.leading ?? 1.32) * (TALL.test(text) ? 1.18 : 1);
  const setting: Setting = { request, text, face, families, leading, language: fonts.language };
  const fitted = fit(setting);
  return place(setting, fitted, rtl);
}

interface Setting {
  readonly request: TextRequest;
  readonly text: string;
  readonly face: Face;
  readonly families: string;
  readonly leading: number;
  readonly language: string;
}

interface Fitted {
  readonly lines: readonly string[];
  readonly size: number;
  readonly shortened: boolean;
  readonly broken: boolean;
}

/** The largest size at which no word is cut and all lines fit; failing that with words cut; failing that shortened. */
function fit(setting: Setting): Fitted {
  const { request, text } = setting;
  // A box lower than one line of the smallest size still gets a line that lies within it.
  const minSize = Math.min(request.size, request.minSize ?? request.size * 0.6, request.box.height / setting.leading);
  let withCutWords: Fitted | undefined;
  for (let size = request.size; ; size = Math.max(minSize, size * SHRINK)) {
    const measure = measureAt(setting, size);
    const room = lineRoom(setting, size);
    const { lines, broken } = wrapText(text, request.box.width, measure, setting.language);
    if (lines.length <= room && size * setting.leading * lines.length <= request.box.height + 0.5) {
      if (!broken) return { lines: balanced(setting, lines, measure), size, shortened: false, broken };
      withCutWords ??= { lines, size, shortened: false, broken };
    }
    if (size <= minSize) return withCutWords ?? cutLines(setting, lines, size, room);
  }
}

function lineRoom({ request, leading }: Setting, size: number): number {
  const byHeight = Math.floor((request.box.height + 0.5) / (size * leading));
  return Math.max(1, Math.min(request.maxLines ?? Infinity, byHeight));
}

function balanced(setting: Setting, lines: readonly string[], measure: Measure): readonly string[] {
  const { request, text, language } = setting;
  if (request.balance !== true || lines.length < 2) return lines;
  return wrapText(text, balancedWidth(text, request.box.width, measure, language), measure, language).lines;
}

function cutLines(setting: Setting, lines: readonly string[], size: number, room: number): Fitted {
  const kept = lines.slice(0, room);
  const last = kept.at(-1) ?? "";
  const measure = measureAt(setting, size);
  const cut = ellipsize(last, setting.request.box.width, measure);
  return { lines: [...kept.slice(0, -1), cut], size, shortened: true, broken: false };
}

function place(setting: Setting, fitted: Fitted, rtl: boolean): TextBlock {
  const { request, leading } = setting;
  const { size } = fitted;
  const { box } = request;
  const measure = measureAt(setting, size);
  const advance = size * leading;
  const height = Math.min(advance * fitted.lines.length, Math.max(box.height, advance));
  const top = box.y + (box.height - height) * { top: 0, middle: 0.5, bottom: 1 }[request.vertical ?? "top"];
  // Without letters it is a number, and numbers run from left to right everywhere.
  const direction = RTL_FIRST.test(setting.text) ? "rtl" : "ltr";
  const lines = fitted.lines.map((text, i) => {
    const width = measure(text);
    const baseline = top + i * advance + (advance - size * 1.2) / 2 + size * 0.945;
    return { text, width, x: lineLeft(box, width, request.align ?? "start", rtl), baseline };
  });
  const x = Math.min(...lines.map((line) => line.x), box.x + box.width);
  const width = Math.max(0, ...lines.map((line) => line.x + line.width)) - x;
  return {
    lines,
    size,
    broken: fitted.broken,
    shortened: fitted.shortened || (setting.text.endsWith("…") && !request.text.includes("…")),
    box: lines.length === 0 ? { ...box, width: 0, height: 0 } : { x, y: top, width, height },
    draw: (ctx) => {
      applyFace(ctx, setting, size);
      ctx.fillStyle = request.color;
      ctx.direction = direction;
      for (const line of lines) {
        ctx.fillText(line.text, line.x, line.baseline);
      }
    },
  };
}

function lineLeft(box: Box, width: number, align: Align, rtl: boolean): number {
  if (align === "center") return box.x + (box.width - width) / 2;
  const toRight = align === "right" || (align === "start" && rtl) || (align === "end" && !rtl);
  return toRight ? box.x + box.width - width : box.x;
}

function measureAt(setting: Setting, size: number): Measure {
  const ctx = measuringContext();
  return (text) => {
    applyFace(ctx, setting, size);
    return ctx.measureText(text).width;
  };
}

function applyFace(ctx: SKRSContext2D, { face, families, request, language }: Setting, size: number): void {
  ctx.font = `${face.italic ? "italic " : ""}${face.weight} ${size}px ${families}`;
  ctx.lang = language;
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  ctx.letterSpacing = `${(request.tracking ?? 0) * size}px`;
}

let measuring: SKRSContext2D | undefined;

function measuringContext(): SKRSContext2D {
  measuring ??= createCanvas(8, 8).getContext("2d");
  return measuring;
}
