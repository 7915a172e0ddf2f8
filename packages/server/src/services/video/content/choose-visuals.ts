import type { SlidePlan } from "@headway-jobs/slides/visual";
import type { Block } from "./document.ts";
import { leadingBlocks, type Part, proseOf } from "./parts.ts";
import { shorten } from "./sentences.ts";
import { type Candidate, picture, visualKind } from "./visual.ts";
import { listCandidates } from "./visual-list.ts";
import { parallelCandidates, proseCandidates } from "./visual-prose.ts";
import { tableCandidates } from "./visual-table.ts";

/** A slide's visual and the block that it shows, if any. */
export interface Chosen {
  readonly visual: SlidePlan["visual"];
  readonly block?: Block;
}

const TEXT: Chosen = { visual: { type: "text" } };
/** What a kind loses each time the lesson has already used it: variety holds attention. */
const REPEAT_COST = 0.7;
const MOST_REPEATS = 2;
const LEAST_WEIGHT = 1;
/** Share of slides that may get an illustration although their content asks for no visual. */
const ILLUSTRATED_SHARE = 0.3;

/**
 * One visual a part, chosen by its content. Parts without a visual of their own stay text, except that a lesson with few
 * visuals gets a drawn illustration here and there (the first slide first).
 */
export function chooseVisuals(
  parts: readonly { readonly part: Part; readonly title: string; readonly keywords: readonly string[] }[],
): Chosen[] {
  const used = new Map<string, number>();
  const chosen = parts.map(({ part, title }): Chosen => {
    const best = candidatesOf(part, title)
      .map((candidate) => ({
        ...candidate,
        weight: candidate.weight - REPEAT_COST * Math.min(MOST_REPEATS, used.get(visualKind(candidate.visual)) ?? 0),
      }))
      .toSorted((a, b) => b.weight - a.weight)[0];
    if (best === undefined || best.weight < LEAST_WEIGHT) return TEXT;
    used.set(visualKind(best.visual), (used.get(visualKind(best.visual)) ?? 0) + 1);
    return best;
  });
  return illustrate(chosen, parts);
}

function candidatesOf(part: Part, title: string): Candidate[] {
  // A visual may show only what the slide's narration says.
  const blocks = leadingBlocks(part);
  const prose = proseOf(blocks);
  const context = prose.join(" ");
  return [
    ...parallelCandidates(title, part.children),
    ...blocks.flatMap((block) => blockCandidates(block, title, context).map((found) => ({ ...found, block }))),
    ...proseCandidates(prose),
  ];
}

function blockCandidates(block: Block, title: string, context: string): Candidate[] {
  switch (block.kind) {
    case "list":
      return listCandidates(block, title, context);
    case "table":
      return tableCandidates(block);
    case "code":
      return [
        picture({ kind: "code", language: block.language, code: clipCode(block.code) }, `${block.language} code`, 2.9),
      ];
    case "quote":
      return [
        picture(
          {
            kind: "quote",
            text: shorten(block.text, 400),
            ...(block.by === undefined ? {} : { by: shorten(block.by, 120) }),
          },
          block.by ?? "quote",
          1.9,
        ),
      ];
    case "formula":
      return [
        picture(
          { kind: "formula", expression: shorten(block.expression, 300), caption: shorten(title, 200) },
          title,
          2.9,
        ),
      ];
    case "prose":
      return [];
  }
}

const MAX_CODE_LINES = 24;

function clipCode(code: string): string {
  const lines = code.trimEnd().split("\n");
  const shown = lines.length > MAX_CODE_LINES ? [...lines.slice(0, MAX_CODE_LINES - 1), "…"] : lines;
  const text = shown.join("\n");
  return text.length <= 2000 ? text : `${text.slice(0, 1999).toWellFormed()}…`;
}

function illustrate(
  chosen: readonly Chosen[],
  parts: readonly { readonly title: string; readonly keywords: readonly string[] }[],
): Chosen[] {
  const plain = chosen.flatMap(({ visual }, index) => (visual.type === "text" ? [index] : []));
  const pictured = chosen.some(({ visual }) => visual.type === "picture");
  const atLeast = !pictured && plain.length > 1 ? 1 : 0;
  const wanted = Math.max(atLeast, Math.round(chosen.length * ILLUSTRATED_SHARE) - (chosen.length - plain.length));
  const step = plain.length / Math.max(1, wanted);
  const taken = new Set(
    Array.from({ length: Math.min(wanted, plain.length) }, (_, at) => plain[Math.floor(at * step)]),
  );
  return chosen.map((own, index) => {
    const part = parts[index];
    if (!taken.has(index) || part === undefined) return own;
    const keyword = shorten(part.keywords.slice(0, 3).join(" ") || part.title, 120);
    return { visual: { type: "picture", picture: { kind: "illustration", keyword }, keyword } };
  });
}
