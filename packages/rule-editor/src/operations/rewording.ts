import { note } from "../draft/draft.ts";
import { applyEdits, passagesOf } from "../draft/passage.ts";
import { quote } from "../say.ts";
import type { Operation } from "../understand/operation.ts";
import { partName } from "../understand/resolve.ts";
import type { Doing, Outcome } from "./outcome.ts";

/** Puts the user's words in the place of one sentence, paragraph, item or cell. */
export function rewordPart({ text }: Extract<Operation, { do: "reword" }>, { parts, draft }: Doing): Outcome {
  const [part, second] = parts;
  const element = part?.elements[0];
  if (part === undefined || element === undefined || second !== undefined)
    return { refused: "Name one sentence, paragraph, item or cell that should read so." };
  const own = passagesOf(element).filter(({ chunk }) => chunk === element);
  const passage = part.passage ?? own[0];
  if (passage === undefined || (part.passage === undefined && (own.length > 1 || hasMore(passage.pieces))))
    return {
      refused: `${partName(part).replace(/^t/u, "T")} holds more than plain text; delete it and insert the new text.`,
    };
  const name = partName(part);
  const lead = passage.text.length - passage.text.trimStart().length;
  const { start, end } = part.range ?? { start: lead, end: passage.text.trimEnd().length };
  if (passage.text.slice(start, end) === text)
    return { said: `Nothing to do: ${name} reads so already.`, changed: 0, about: parts };
  const said = `Changed ${name} to ${quote(text, 60)}.`;
  applyEdits(passage, [{ start, end, text }]);
  note(draft, passage.chunk, said);
  return {
    said,
    changed: 1,
    about: [{ unit: part.unit, elements: [element] }].filter(({ unit }) => unit !== "sentence"),
  };
}

/** Line breaks and pictures would stay behind. */
function hasMore(pieces: readonly { readonly node: unknown }[]): boolean {
  return pieces.some(({ node }) => node === null);
}
