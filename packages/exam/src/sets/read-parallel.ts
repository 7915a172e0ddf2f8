import { HeadwayError } from "@headway-jobs/contract";

/** A sentence and its translation by a person. */
export interface ParallelSentence {
  readonly source: string;
  readonly reference: string;
}

/** Languages in the first line, such as `en<TAB>es`. */
const LANGUAGE = /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i;

/**
 * A parallel set: one sentence a line, source and reference separated by a tab. The first line may name the languages (`en<TAB>es`); they are null without
 * it. Lines that begin with `#` are left out. Throws INVALID_INPUT, with the number of the line, for one that has not exactly two texts.
 */
export function readParallel(text: string): {
  readonly from: string | null;
  readonly to: string | null;
  readonly sentences: readonly ParallelSentence[];
} {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const rows = lines.flatMap((line, at) => (line.trim() === "" || line.startsWith("#") ? [] : [rowOf(line, at + 1)]));
  const [first] = rows;
  const isHeader = first !== undefined && LANGUAGE.test(first.source) && LANGUAGE.test(first.reference);
  const sentences = isHeader ? rows.slice(1) : rows;
  if (sentences.length === 0) throw new HeadwayError("INVALID_INPUT", "The parallel set has no sentences.");
  return { from: isHeader ? first.source : null, to: isHeader ? first.reference : null, sentences };
}

function rowOf(line: string, number: number): ParallelSentence {
  const [source = "", reference = "", ...rest] = line.split("\t").map((cell) => cell.trim());
  if (source !== "" && reference !== "" && rest.length === 0) return { source, reference };
  const message = `Line ${number} of the parallel set has not two texts with one tab between them.`;
  throw new HeadwayError("INVALID_INPUT", message);
}
