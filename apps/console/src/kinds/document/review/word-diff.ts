import { diffArrays } from "diff";

export interface DiffPiece {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** Edits beyond which two texts count as entirely different: such a comparison is unreadable, and it would take seconds. */
const MAX_EDITS = 500;

/**
 * The difference of two texts, word by word: pieces whose `same` and `removed` texts join to `before`, `same` and `added` to `after`.
 * Two changes are never separated by spaces alone, so that a reworded phrase is one change.
 */
export function diffWords(before: string, after: string): readonly DiffPiece[] {
  const changes = diffArrays(wordsOf(before), wordsOf(after), { maxEditLength: MAX_EDITS });
  if (changes === undefined) {
    return [
      { kind: "removed", text: before },
      { kind: "added", text: after },
    ];
  }
  return grouped(
    changes.map(({ removed, added, value }) => ({
      kind: removed ? "removed" : added ? "added" : "same",
      text: value.join(""),
    })),
  );
}

/** Words, runs of spaces, line breaks and punctuation marks, each as a token of its own. */
function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}\p{M}'’-]+|\n|[^\S\n]+|[^\p{L}\p{N}\p{M}\s]/gu) ?? [];
}

/** Neighbours of one kind become one piece; the removed text comes before the added text. */
function grouped(pieces: readonly DiffPiece[]): readonly DiffPiece[] {
  const result: DiffPiece[] = [];
  let open = { removed: "", added: "", same: "" };
  const close = (): void => {
    open = withoutSharedSpace(open);
    for (const kind of ["removed", "added", "same"] as const) {
      if (open[kind] !== "") result.push({ kind, text: open[kind] });
    }
    open = { removed: "", added: "", same: "" };
  };
  for (const { kind, text } of pieces) {
    if (kind !== "same" && isBlank(open.same) && open.removed + open.added !== "") {
      open = { removed: open.removed + open.same, added: open.added + open.same, same: "" };
    } else if (kind !== "same" && open.same !== "") {
      close();
    }
    open[kind] += text;
  }
  close();
  return result;
}

interface Change {
  readonly removed: string;
  readonly added: string;
  readonly same: string;
}

/** A space at the end of both sides of a change is unchanged text. */
function withoutSharedSpace(change: Change): Change {
  const { removed, added, same } = change;
  const space = /[^\S\n]+$/.exec(removed)?.[0] ?? "";
  if (space === "" || !added.endsWith(space)) return change;
  return { removed: removed.slice(0, -space.length), added: added.slice(0, -space.length), same: space + same };
}

const isBlank = (text: string): boolean => /^[^\S\n]+$/.test(text);
