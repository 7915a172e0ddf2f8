import type { TextEdit } from "../draft/passage.ts";

/** What was changed, beside how: explanations are made from it. */
export interface WordEdit extends TextEdit {
  readonly kind: "phrase" | "filler" | "opener" | "article";
  readonly was: string;
}
