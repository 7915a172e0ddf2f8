import { newBlock, note } from "../draft/draft.ts";
import { applyEdits, passagesOf } from "../draft/passage.ts";
import { cellsOf, isParagraph, outlineOf, rowsOf } from "../draft/structure.ts";
import { append, chunksBelow, type Element, escapeHtml, parentChunk, prepend } from "../draft/tree.ts";
import { capital, clip, quote } from "../say.ts";
import type { Operation, Spot } from "../understand/operation.ts";
import { resolve } from "../understand/resolve.ts";
import type { Doing, Outcome } from "./outcome.ts";
import { anchorOf, putBeside } from "./structure-edits.ts";

/** Inserts what the user gave in quotes. */
export function insertText(operation: Extract<Operation, { do: "insert" }>, doing: Doing): Outcome {
  if (operation.text === "") return { refused: "Give the text to insert in quotation marks." };
  const { draft } = doing;
  const spot =
    operation.spot.anchor === null && doing.instruction.scope.only.kind !== "everything"
      ? { ...operation.spot, anchor: doing.instruction.scope.only }
      : operation.spot;
  if (outlineOf(draft.root).blocks.length === 0) return intoEmpty(operation, doing);
  if (operation.what === "sentence") return insertSentence(operation.text, spot, doing);
  if (operation.what === "item" || operation.what === "row") return insertMember(operation, spot, doing);
  const place = anchorOf(spot, { ...doing, parts: [] });
  if ("refused" in place) return place;
  const reference = place.where === "before" || place.where === "start" ? place.elements[0] : place.elements.at(-1);
  if (reference === undefined) return { refused: "There is no such place in the document." };
  const blocks = blocksFor(operation, doing, reference, levelInside(spot, doing));
  putBeside(blocks, outermost(reference), place.where);
  return inserted(operation, blocks, place.name, doing);
}

/** A paragraph cannot stand between items or rows: it goes beside their list or table. */
function outermost(element: Element): Element {
  let at = element;
  for (
    let parent = parentChunk(at);
    parent !== null && /^(?:li|tr|td|th|tbody|thead|tfoot|dt|dd|caption)$/u.test(at.tagName);
    parent = parentChunk(at)
  )
    at = parent;
  return at;
}

function blocksFor(
  operation: Extract<Operation, { do: "insert" }>,
  { draft }: Doing,
  reference: Element | null,
  inside: number | null,
): Element[] {
  const parent = reference?.parentNode ?? draft.root;
  const block = (tag: string, text: string): Element => newBlock(draft, parent, `<${tag}>${escapeHtml(text)}</${tag}>`);
  const paragraphs = (text: string): Element[] =>
    text
      .split(/\n\s*\n/u)
      .filter((one) => one.trim() !== "")
      .map((one) => block("p", one.trim()));
  if (operation.what !== "section" && operation.what !== "heading") return paragraphs(operation.text);
  const outline = outlineOf(draft.root);
  const usual = outline.numbered[0]?.level ?? (outline.title === null ? 1 : 2);
  const level = operation.level ?? inside ?? (reference === null ? usual : nearLevel(reference, outline, usual));
  return [block(`h${level}`, operation.text), ...(operation.body === null ? [] : paragraphs(operation.body))];
}

/** In a section a new one is one level below it; null beside one. */
function levelInside({ where, anchor }: Spot, { draft, previous }: Doing): number | null {
  if (anchor === null || where === "before" || where === "after") return null;
  const found = resolve(anchor, { draft, previous });
  const section = "parts" in found ? found.parts[0]?.section : undefined;
  return section === undefined || section.heading === outlineOf(draft.root).title
    ? null
    : Math.min(6, section.level + 1);
}

/** Beside a section a new one has its level. */
function nearLevel(reference: Element, outline: ReturnType<typeof outlineOf>, usual: number): number {
  const section = outline.all.findLast(
    ({ elements, heading }) =>
      heading !== outline.title && (elements.at(-1) === reference || elements[0] === reference),
  );
  return section === undefined ? usual : Math.min(section.level, usual > section.level ? section.level : usual);
}

function inserted(
  operation: Extract<Operation, { do: "insert" }>,
  blocks: readonly Element[],
  where: string,
  { draft }: Doing,
): Outcome {
  const what = operation.what === "section" || operation.what === "heading" ? operation.what : operation.what;
  const said = `Inserted the ${what} ${quote(operation.text, 60)} ${where.replace(/^to the /u, "at the ")}.`;
  for (const block of blocks) note(draft, block, said);
  return {
    said,
    changed: blocks.length,
    about: [
      {
        unit:
          operation.what === "row" || operation.what === "item" || operation.what === "heading"
            ? operation.what
            : "paragraph",
        elements: blocks,
      },
    ],
  };
}

function intoEmpty(operation: Extract<Operation, { do: "insert" }>, doing: Doing): Outcome {
  const wrapped =
    operation.what === "item"
      ? [newBlock(doing.draft, doing.draft.root, `<ul><li>${escapeHtml(operation.text)}</li></ul>`)]
      : blocksFor(operation, doing, null, null);
  const body = bodyOf(doing);
  for (const block of wrapped) append(body, block);
  return inserted(operation, wrapped, "to the beginning of the document", doing);
}

function bodyOf({ draft }: Doing): Doing["draft"]["root"] {
  const html = draft.root.childNodes.find((child): child is Element => "tagName" in child && child.tagName === "html");
  return (
    html?.childNodes.find((child): child is Element => "tagName" in child && child.tagName === "body") ?? draft.root
  );
}

function insertSentence(text: string, spot: Spot, doing: Doing): Outcome {
  const { draft, previous } = doing;
  const found = spot.anchor === null ? { parts: doing.parts } : resolve(spot.anchor, { draft, previous });
  if ("missing" in found) return { refused: found.missing };
  const [part] = found.parts;
  if (part === undefined) return { refused: "There is no such place in the document." };
  if (part.passage !== undefined && part.range !== undefined) {
    const at = spot.where === "before" || spot.where === "start" ? part.range.start : part.range.end;
    applyEdits(part.passage, [{ start: at, end: at, text: at === part.range.start ? `${text} ` : ` ${text}` }]);
    return sentenceSaid(text, part.passage.chunk, doing);
  }
  const paragraphs = part.elements
    .flatMap((element) => [element, ...chunksBelow(element)])
    .filter(
      (element) =>
        isParagraph(element) || ((part.unit === "item" || part.unit === "cell") && element === part.elements[0]),
    );
  const start = spot.where === "start" || spot.where === "before";
  const chosen = start ? paragraphs[0] : paragraphs.at(-1);
  const passage = chosen === undefined ? undefined : start ? passagesOf(chosen)[0] : passagesOf(chosen).at(-1);
  if (passage === undefined)
    return insertText({ do: "insert", what: "paragraph", text, body: null, level: null, spot }, doing);
  // "…; and more" — words go before the mark that sets one item apart from the next.
  const whole = passage.text.trimEnd();
  const end = /[;,]$/u.test(whole) && !/[.!?]$/u.test(text) ? whole.length - 1 : whole.length;
  const lead = passage.text.length - passage.text.trimStart().length;
  applyEdits(passage, [start ? { start: lead, end: lead, text: `${text} ` } : { start: end, end, text: ` ${text}` }]);
  return sentenceSaid(text, passage.chunk, doing);
}

function sentenceSaid(text: string, chunk: Element, { draft }: Doing): Outcome {
  const said = `Added ${/[.!?…]["”’)]?$/u.test(text) ? "the sentence" : "the words"} ${quote(text, 60)}.`;
  note(draft, chunk, said);
  return {
    said,
    changed: 1,
    about: [{ unit: "paragraph", elements: [chunk] }],
  };
}

/** An item of a list, or a row whose cells are apart by `|` or `;`. */
function insertMember(operation: Extract<Operation, { do: "insert" }>, spot: Spot, doing: Doing): Outcome {
  const { draft, previous } = doing;
  const unit = operation.what === "row" ? "table" : "list";
  const ground = { draft, previous };
  const named = resolve(spot.anchor ?? { kind: "units", unit, pick: [] }, ground);
  // "After 'Hosting'": what is no section's name may be an item's words.
  const found =
    "missing" in named && spot.anchor?.kind === "named" && spot.anchor.unit === "section"
      ? resolve(
          {
            kind: "mentioning",
            unit: operation.what === "row" ? "row" : "item",
            how: "mentions",
            text: spot.anchor.name,
            all: false,
          },
          ground,
        )
      : named;
  if ("missing" in found) return { refused: found.missing };
  const anchor = found.parts[0]?.elements[0];
  const tags = unit === "list" ? ["ul", "ol"] : ["table"];
  const container =
    anchor === undefined
      ? undefined
      : tags.includes(anchor.tagName)
        ? anchor
        : found.parts
            .flatMap(({ elements }) => elements)
            .flatMap((one) => [one, ...chunksBelow(one)])
            .find((one) => tags.includes(one.tagName) || one.tagName === "li" || one.tagName === "tr");
  if (container === undefined)
    return { refused: `There is no ${unit} there to add ${operation.what === "row" ? "a row" : "an item"} to.` };
  const members =
    container.tagName === "table"
      ? rowsOf(container)
      : tags.includes(container.tagName)
        ? container.childNodes.filter((child): child is Element => "tagName" in child && child.tagName === "li")
        : [container];
  const reference =
    spot.where === "start" || spot.where === "before" ? members.find((one) => !rowIsHead(one)) : members.at(-1);
  const parent = reference?.parentNode ?? container;
  const cells = reference === undefined ? 1 : cellsOf(reference).length;
  const texts = operation.text.split(/\s*[|;]\s*/u);
  const html =
    operation.what === "row"
      ? `<tr>${Array.from({ length: Math.max(cells, texts.length) }, (_, at) => `<td>${escapeHtml(texts[at] ?? "")}</td>`).join("")}</tr>`
      : `<li>${escapeHtml(operation.text)}</li>`;
  const fresh = newBlock(draft, parent, html);
  if (reference === undefined) prepend(container, fresh);
  else putBeside([fresh], reference, spot.where === "before" || spot.where === "start" ? "before" : "after");
  const said = `Added the ${operation.what} ${quote(operation.text, 50)}.`;
  note(draft, fresh, said);
  return {
    said: capital(clip(said, 200)),
    changed: 1,
    about: [{ unit: operation.what === "row" ? "row" : "item", elements: [fresh] }],
  };
}

function rowIsHead(element: Element): boolean {
  return element.tagName === "tr" && cellsOf(element).every((cell) => cell.tagName === "th");
}
