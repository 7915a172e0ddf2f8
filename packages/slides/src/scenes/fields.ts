import { z } from "zod";
import type { RewriteText } from "./scene-kind.ts";

const LABEL_CHARS = 120;
const NOTE_CHARS = 200;
const AXIS_CHARS = 60;

export const labelSchema = z.string().min(1).max(LABEL_CHARS);
export const noteSchema = z.string().max(NOTE_CHARS).optional();
export const namedSchema = z.object({ label: labelSchema, note: noteSchema });
export const pointSchema = z.object({ x: z.number(), y: z.number() });
/** The names of a chart's axes. */
export const axisSchemas = {
  xLabel: z.string().max(AXIS_CHARS).optional(),
  yLabel: z.string().max(AXIS_CHARS).optional(),
};

interface Named {
  readonly label: string;
  readonly note?: string | undefined;
}

export const labelOf = (item: Named): string => item.label;

export const rewriteLabel = (text: string, rewrite: RewriteText): string => rewrite(text, LABEL_CHARS);

/** An item with its label and note rewritten. */
export function rewriteNamed<Item extends Named>(item: Item, rewrite: RewriteText): Item {
  const rewritten = rewriteOptional(item.note, NOTE_CHARS, rewrite);
  return {
    ...item,
    label: rewriteLabel(item.label, rewrite),
    ...(rewritten === undefined ? {} : { note: rewritten }),
  };
}

/** A chart's scene with the names of its axes rewritten. */
export function rewriteAxes<S extends { xLabel?: string | undefined; yLabel?: string | undefined }>(
  scene: S,
  rewrite: RewriteText,
): S {
  const xLabel = rewriteOptional(scene.xLabel, AXIS_CHARS, rewrite);
  const yLabel = rewriteOptional(scene.yLabel, AXIS_CHARS, rewrite);
  return { ...scene, ...(xLabel === undefined ? {} : { xLabel }), ...(yLabel === undefined ? {} : { yLabel }) };
}

/** Absent and empty texts stay as they are. */
export function rewriteOptional(text: string | undefined, maxLength: number, rewrite: RewriteText): string | undefined {
  return text === undefined || text === "" ? text : rewrite(text, maxLength);
}

/** "Label: note." */
export function sayNamed({ label: name, note: text }: Named): string {
  const start = withoutEnd(name).replace(/…$/u, "");
  // A note that begins like its label is the whole sentence that the label was cut from.
  if (text !== undefined && text.toLowerCase().startsWith(start.toLowerCase())) return `${withoutEnd(text)}.`;
  return text === undefined || text === "" ? `${withoutEnd(name)}.` : `${withoutEnd(name)}: ${withoutEnd(text)}.`;
}

/** "Label: one, two." */
export function sayList(name: string, texts: readonly string[]): string {
  return texts.length === 0 ? `${withoutEnd(name)}.` : `${withoutEnd(name)}: ${texts.map(withoutEnd).join(", ")}.`;
}

/** A text without the marks at its end. */
export function withoutEnd(text: string): string {
  return text.replace(/[.:;,]+$/u, "").trim();
}
