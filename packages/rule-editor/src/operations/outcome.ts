import type { Translation } from "@headway-jobs/ports/translation";
import type { Draft } from "../draft/draft.ts";
import type { Passage } from "../draft/passage.ts";
import { isInside } from "../draft/tree.ts";
import type { SpellingPort } from "../prose/spelling.ts";
import type { Instruction } from "../understand/operation.ts";
import type { Part } from "../understand/parts.ts";

/** What an instruction came to. */
export type Outcome =
  | {
      /** What was done, as a sentence in the past; with `changed` 0, why there was nothing to do. */
      readonly said: string;
      readonly changed: number;
      /** What the next instruction's "it" is about. */
      readonly about: readonly Part[];
      readonly warnings?: readonly string[];
    }
  /** One sentence; nothing is changed then, by any instruction of the message. */
  | { readonly refused: string };

export interface Doing {
  readonly draft: Draft;
  readonly instruction: Instruction;
  /** The parts that the instruction is for. */
  readonly parts: readonly Part[];
  readonly previous: readonly Part[];
  /** Left as they are. */
  readonly except: readonly Part[];
  /** Words and sentences that must stay as they are: a reviewer's wish. */
  readonly kept: Kept;
  readonly translation: Pick<Translation, "pairs" | "translate">;
  readonly spelling: SpellingPort;
  readonly tell: (sentence: string) => Promise<void>;
  readonly signal: AbortSignal;
}

export interface Kept {
  readonly words: readonly string[];
  /** Indices of sentences, from the end when negative. */
  readonly sentences: readonly number[];
}

export const NOTHING_KEPT: Kept = { words: [], sentences: [] };

export function isExcepted(doing: Pick<Doing, "except">, passage: Passage): boolean {
  return doing.except.some(
    // A sentence excepts itself and not its passage.
    (part) => part.range === undefined && part.elements.some((element) => isInside(passage.chunk, element)),
  );
}
