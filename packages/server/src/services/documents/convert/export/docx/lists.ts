import { type ILevelsOptions, LevelFormat } from "docx";
import type { Element } from "../../../html/parse.ts";
import { attributeOf } from "../tree.ts";
import { declarationsOf } from "./css.ts";
import type { Writing } from "./writing.ts";

const LEVELS = 9;
const INDENT = 720;
const HANGING = 360;
const BULLETS = ["•", "◦", "▪"];
const FORMATS: Readonly<Record<string, ILevelsOptions["format"]>> = {
  a: LevelFormat.LOWER_LETTER,
  "lower-alpha": LevelFormat.LOWER_LETTER,
  "lower-latin": LevelFormat.LOWER_LETTER,
  A: LevelFormat.UPPER_LETTER,
  "upper-alpha": LevelFormat.UPPER_LETTER,
  "upper-latin": LevelFormat.UPPER_LETTER,
  i: LevelFormat.LOWER_ROMAN,
  "lower-roman": LevelFormat.LOWER_ROMAN,
  I: LevelFormat.UPPER_ROMAN,
  "upper-roman": LevelFormat.UPPER_ROMAN,
};

/** Each list gets a definition of its own, so that each counts for itself; returns its reference. */
export function defineList(list: Element, level: number, writing: Writing): string {
  const reference = `list-${writing.lists.length + 1}`;
  const ordered = list.tagName === "ol";
  const type = declarationsOf(list).get("list-style-type") ?? attributeOf(list, "type") ?? "";
  const start = Number.parseInt(attributeOf(list, "start") ?? "1", 10);
  const levels = Array.from({ length: LEVELS }, (_, index): ILevelsOptions => {
    const style = { paragraph: { indent: { left: INDENT * (index + 1), hanging: HANGING } } };
    if (!ordered)
      return { level: index, format: LevelFormat.BULLET, text: BULLETS[index % BULLETS.length] ?? "•", style };
    const first = index === level && Number.isFinite(start) ? Math.max(0, start) : 1;
    return { level: index, format: FORMATS[type] ?? LevelFormat.DECIMAL, text: `%${index + 1}.`, start: first, style };
  });
  writing.lists.push({ reference, levels });
  return reference;
}
