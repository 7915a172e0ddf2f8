import { dictionary } from "@headway-jobs/contract";
import { type ILevelsOptions, LevelFormat } from "docx";
import type { Element } from "@headway-jobs/html-document/parse";
import { attributeOf } from "../tree.ts";
import { declarationsOf } from "./css.ts";
import type { Writing } from "./writing.ts";

const LEVELS = 9;
const INDENT = 720;
const HANGING = 360;
const BULLETS = ["•", "◦", "▪"];
const FORMATS: Readonly<Record<string, ILevelsOptions["format"]>> = dictionary({
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
});

/** How an item's paragraph names its list. */
export interface ListMark {
  readonly reference: string;
  readonly instance: number;
}

/**
 * Lists count for themselves: bullets share one definition, numbered lists of one kind share theirs with an instance each. Only the
 * outermost level restarts with an instance, so numbered lists inside others get definitions of their own.
 */
export function defineList(list: Element, level: number, writing: Writing): ListMark {
  const instance = writing.nextList();
  if (list.tagName !== "ol") {
    writing.define("bullets", () =>
      levelsOf((index) => ({ format: LevelFormat.BULLET, text: BULLETS[index % BULLETS.length] ?? "•" })),
    );
    return { reference: "bullets", instance: 0 };
  }
  const type = declarationsOf(list).get("list-style-type") ?? attributeOf(list, "type") ?? "";
  const format = FORMATS[type] ?? LevelFormat.DECIMAL;
  const asked = Number.parseInt(attributeOf(list, "start") ?? "1", 10);
  const start = Number.isFinite(asked) ? Math.max(0, asked) : 1;
  const reference = level === 0 ? `${format}-${start}` : `${format}-${start}-${instance}`;
  writing.define(reference, () =>
    levelsOf((index) => ({ format, text: `%${index + 1}.`, start: index === level ? start : 1 })),
  );
  return { reference, instance };
}

function levelsOf(look: (index: number) => Omit<ILevelsOptions, "level">): ILevelsOptions[] {
  return Array.from({ length: LEVELS }, (_, level) => ({
    level,
    ...look(level),
    style: { paragraph: { indent: { left: INDENT * (level + 1), hanging: HANGING } } },
  }));
}
