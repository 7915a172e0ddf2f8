import type { IParagraphOptions, Paragraph, Table } from "docx";
import type { ChildNode } from "@headway-jobs/html-document/parse";
import type { Looks } from "./looks.ts";
import type { Writing } from "./writing.ts";

/** Where blocks stand: how wide it is (twentieths of a point), in which list, how deep. */
export interface Around {
  readonly looks: Looks;
  readonly width: number;
  /** Of what stands beside a list's marks or in a quotation, twentieths of a point. */
  readonly indent: number;
  readonly listLevel: number;
  /** For the next paragraph alone: a list's mark, a style, a page break. */
  readonly first: IParagraphOptions;
  readonly style?: string;
  /** Bookmarks that the next paragraph begins with. */
  readonly bookmarks?: readonly string[];
}

export type Block = Paragraph | Table;

/** Writes what stands in a block. */
export type WriteBlocks = (nodes: readonly ChildNode[], around: Around, writing: Writing) => Block[];
