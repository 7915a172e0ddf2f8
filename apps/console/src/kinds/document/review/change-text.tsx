import type { DocumentChange } from "@headway-jobs/client";
import { useMemo, useState } from "react";
import { readableMarkup, readableText } from "../readable.ts";
import { fold, type FoldedPiece } from "./fold.ts";
import { diffWords } from "./word-diff.ts";

const KEEP_CHARS = 90;

/** What a change does to the text, word by word. Removed and added words bear a sign and a name, not a colour alone. */
export function ChangeText({ change }: { readonly change: DocumentChange }) {
  const [whole, setWhole] = useState(false);
  const { pieces, markup } = useMemo(() => compared(change), [change]);
  const folded = fold(pieces, KEEP_CHARS);
  const hides = folded.some(({ hidden }) => hidden > 0);
  return (
    <div className="diff" data-markup={markup}>
      {markup && <p className="diff__note">Only the markup changes; the text stays the same.</p>}
      <p className="diff__text" dir="auto">
        {(whole ? pieces.map((piece) => ({ ...piece, hidden: 0, tail: "" })) : folded).map((piece, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- pieces have no other name, and never move
          <Piece key={index} piece={piece} />
        ))}
      </p>
      {hides && (
        <button type="button" className="link diff__more" onClick={() => setWhole(!whole)}>
          {whole ? "Show the changes only" : "Show the whole text"}
        </button>
      )}
    </div>
  );
}

function Piece({ piece: { kind, text, hidden, tail } }: { readonly piece: FoldedPiece }) {
  if (kind === "removed") {
    return (
      <del>
        <span className="visually-hidden"> removed: </span>
        {text}
        <span className="visually-hidden"> end </span>
      </del>
    );
  }
  if (kind === "added") {
    return (
      <ins>
        <span className="visually-hidden"> added: </span>
        {text}
        <span className="visually-hidden"> end </span>
      </ins>
    );
  }
  if (hidden === 0) return text;
  return (
    <>
      {text}
      <span className="diff__gap" title={`${hidden} characters stay as they are`}>
        …
      </span>
      {tail}
    </>
  );
}

function compared({ old_html: before, new_html: after }: DocumentChange) {
  const pieces = diffWords(readableText(before ?? ""), readableText(after ?? ""));
  const markup = before !== null && after !== null && pieces.every(({ kind }) => kind === "same");
  return { markup, pieces: markup ? diffWords(readableMarkup(before), readableMarkup(after)) : pieces };
}
