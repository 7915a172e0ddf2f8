import type { DiffPiece } from "./word-diff.ts";

export interface FoldedPiece extends DiffPiece {
  /** Characters that were left out after `text`; 0 for most. */
  readonly hidden: number;
  /** What follows the gap. */
  readonly tail: string;
}

/** Leaves out the middle of long unchanged stretches, so that the changes of a long passage stand together. */
export function fold(pieces: readonly DiffPiece[], keepChars: number): readonly FoldedPiece[] {
  return pieces.map((piece, index) => {
    if (piece.kind !== "same") return { ...piece, hidden: 0, tail: "" };
    const head = index === 0 ? 0 : keepChars;
    const tail = index === pieces.length - 1 ? 0 : keepChars;
    const hidden = piece.text.length - head - tail;
    // A gap that hides less than a line is no gain.
    if (hidden < 120 || pieces.length === 1) return { ...piece, hidden: 0, tail: "" };
    return { kind: "same", text: piece.text.slice(0, head), hidden, tail: tail === 0 ? "" : piece.text.slice(-tail) };
  });
}
