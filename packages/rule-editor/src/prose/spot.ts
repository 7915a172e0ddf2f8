import type { Token } from "./phrase-table.ts";

/** A place in a text that a rule looks at. */
export interface Spot {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** Indices of tokens that begin a sentence. */
  readonly starts: Set<number>;
  readonly at: number;
}
