import { sentencesOf } from "../draft/sentences.ts";
import { outlineOf } from "../draft/structure.ts";
import { chunksBelow, textOf } from "../draft/tree.ts";
import { clip, count, quote, some } from "../say.ts";
import type { Question, Unit } from "../understand/operation.ts";
import { sectionPart } from "../understand/parts.ts";
import { outlineSentence, partText, resolve } from "../understand/resolve.ts";
import { wordFinder } from "./find-text.ts";
import type { Doing, Outcome } from "./outcome.ts";
import { reachOf } from "./passages.ts";

const ABILITIES =
  "make text more concise or plainer, fix spelling and grammar, replace or remove words, delete, move, swap, duplicate, rename or insert sections, paragraphs, list items and rows, change case, make or unmake lists, number headings, add a table of contents, sort, split, join, set bold or italic, and translate";

const WORDS_A_MINUTE = 230;

/** Answers what the document itself answers. */
export function answerQuestion(about: Question, doing: Doing): Outcome {
  return { said: answer(about, doing), changed: 0, about: doing.parts };
}

function answer(about: Question, doing: Doing): string {
  const { draft, parts } = doing;
  const text = parts.flatMap(({ elements }) => elements.map(textOf)).join(" ");
  const words = text.match(/[\p{L}\p{N}]+(?:['’.-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
  const where = parts.every(({ unit }) => unit === "document") ? "The document" : "That part";
  switch (about.ask) {
    case "words":
      return `${where} has ${count(words, "word")}.`;
    case "characters":
      return `${where} has ${count(text.length, "character")}, blanks included.`;
    case "sentences":
      return `${where} has ${count(sentenceCount(doing), "sentence")}.`;
    case "reading-time":
      return `${where} has ${count(words, "word")}: about ${count(Math.max(1, Math.round(words / WORDS_A_MINUTE)), "minute")} to read.`;
    case "outline":
      return outlineAnswer(doing);
    case "summary":
      return `I edit by rules here and cannot summarise in words of my own (no language model is set: HEADWAY_LLM). ${where} has ${count(words, "word")}; ${outlineSentence(outlineOf(draft.root))}`;
    case "abilities":
      return `I edit by rules here (no language model is set: HEADWAY_LLM). I can ${ABILITIES}; say where, e.g. "in section 2" or "the second paragraph".`;
    case "undo":
      return "I cannot take changes back by instruction: nothing was changed now. Every turn of a session is kept, so revert it to the turn you want (POST /v1/sessions/{session_id}/revert); changes that wait for approval can be denied.";
    case "units":
      return unitsAnswer(about.unit, doing);
    case "longest":
      return longestAnswer(about.unit, doing);
    case "occurrences":
      return occurrencesAnswer(about, doing);
    case "read": {
      const found = resolve(about.target, { draft, previous: doing.previous });
      return "missing" in found
        ? found.missing
        : found.parts
            .slice(0, 5)
            .map((part) => `"${clip(partText(part), 600)}"`)
            .join("\n");
    }
  }
}

function sentenceCount(doing: Doing): number {
  return reachOf(doing, { quotes: false, headings: false }).reduce(
    (sum, { passage }) => sum + sentencesOf(passage.text).length,
    0,
  );
}

function outlineAnswer({ draft }: Doing): string {
  const outline = outlineOf(draft.root);
  if (outline.headings.length === 0) return "The document has no headings, so it has no sections.";
  const top = Math.min(...outline.all.map(({ level }) => level));
  const lines = outline.all.slice(0, 100).map(({ level, title }) => `${"  ".repeat(level - top)}- ${clip(title, 100)}`);
  return `The document has ${count(outline.all.length, "heading")}:\n${lines.join("\n")}${outline.all.length > 100 ? "\n…" : ""}`;
}

function unitsAnswer(unit: Unit, doing: Doing): string {
  const found = resolve(
    { kind: "units", unit, pick: "all", within: doing.instruction.scope.only },
    { draft: doing.draft, previous: doing.previous },
  );
  const parts =
    unit === "section" && doing.parts.every((part) => part.unit === "document")
      ? outlineOf(doing.draft.root).numbered.map((section) => ({ unit, elements: section.elements, section }))
      : "parts" in found
        ? found.parts
        : [];
  const titles =
    unit === "section" && parts.length > 0
      ? `: ${some(
          parts.map(({ section }) => quote(section?.title ?? "", 40)),
          12,
        )}`
      : "";
  return `There ${parts.length === 1 ? "is" : "are"} ${parts.length === 0 ? `no ${unit}s` : count(parts.length, unit)}${titles}.`;
}

function longestAnswer(unit: Unit, { draft, previous }: Doing): string {
  const found =
    unit === "section"
      ? { parts: outlineOf(draft.root).numbered.map(sectionPart) }
      : resolve({ kind: "units", unit, pick: "all" }, { draft, previous });
  if ("missing" in found) return found.missing;
  if (found.parts.length === 0) return `There are no ${unit}s.`;
  const lengths = found.parts.map((part) => ({ part, words: partText(part).split(/\s+/u).length }));
  const longest = lengths.reduce((a, b) => (b.words > a.words ? b : a));
  return `The longest ${unit} has ${count(longest.words, "word")}: ${quote(longest.part.section?.title ?? partText(longest.part), 80)}.`;
}

function occurrencesAnswer(question: Extract<Question, { ask: "occurrences" }>, doing: Doing): string {
  const { where } = question;
  const bare = question.text.replace(/^(?:the|an?) (?=\S)/iu, "");
  // "Where is the mayor mentioned?"
  const text = wordFinder([question.text])(textOf(doing.draft.root)).length > 0 ? question.text : bare;
  const find = wordFinder([text]);
  const outline = outlineOf(doing.draft.root);
  const sections = new Map<string, number>();
  let total = 0;
  let first = "";
  for (const { passage } of reachOf(doing, { quotes: false, headings: true })) {
    const times = find(passage.text).length;
    if (times === 0) continue;
    total += times;
    if (first === "") first = clip(passage.text, 120);
    const section = outline.all.findLast(({ elements }) =>
      elements.some((element) => element === passage.chunk || chunksBelow(element).includes(passage.chunk)),
    );
    const title = section?.title ?? "before the first heading";
    sections.set(title, (sections.get(title) ?? 0) + times);
  }
  if (total === 0) return `${quote(text)} does not occur.`;
  const places = [...sections].map(
    ([title, times]) => `${title === "before the first heading" ? title : quote(title, 40)} (${times})`,
  );
  return `${quote(text)} occurs ${count(total, "time")}: ${some(places)}.${where ? ` First in: "${first}"` : ""}`;
}
