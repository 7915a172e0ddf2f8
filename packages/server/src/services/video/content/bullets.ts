import type { SlidePlan } from "@headway-jobs/slides/visual";
import type { Block } from "./document.ts";
import { type Frequencies, leansOnPrevious, selectSentences } from "./ranking.ts";
import { shorten } from "./sentences.ts";
import { named, sentenceCase } from "./visual.ts";

const MAX_POINT_LENGTH = 110;

/** The short points of a slide: the source's own list when the visual does not already show it, otherwise the best sentences, pressed together. */
export function bulletsOf(
  { blocks, shown }: { readonly blocks: readonly Block[]; readonly shown: readonly Block[] },
  prose: readonly string[],
  visual: SlidePlan["visual"],
  request: { readonly title: string; readonly frequencies: Frequencies },
): string[] {
  const most = visual.type === "text" ? 4 : 3;
  const listed = blocks.flatMap((block) => (block.kind === "list" ? block.items.map((item) => item.text) : []));
  const points = listed.length >= 2 ? listed.map(pressItem) : pressProse(prose, most, request);
  const fallback = points.length > 0 ? points : shown.flatMap(itemLabels);
  return distinct(fallback).slice(0, listed.length >= 2 ? 5 : most);
}

const OPENING_CONNECTIVE = new RegExp(
  `^(?:${[
    "however|for example|for instance|in fact|as a result|therefore|moreover|furthermore|in addition|in short|of course",
    "today|so|but|and|then|thus|finally|first|next|now",
  ].join("|")}),?\\s+`,
  "iu",
);

/** A sentence as a point: without its opening connective, its asides and its trailing clause. */
export function pressSentence(sentence: string): string {
  const bare = sentence
    .replaceAll(/\s*\([^()]*\)/gu, "")
    .replace(OPENING_CONNECTIVE, "")
    .replace(/[.!。！]+$/u, "")
    .trim();
  if (bare.length <= 72) return sentenceCase(bare);
  const head =
    /^(.{28,100}?)(?:;|:| [—–] |, (?:which|where|while|because|so that|whereas|although|just as|rather than)\b)/u.exec(
      bare,
    )?.[1];
  return sentenceCase(shorten(head ?? bare, MAX_POINT_LENGTH));
}

function pressItem(text: string): string {
  const plain = text.replaceAll(/\s+/gu, " ").replace(/[.;]$/u, "").trim();
  if (plain.length <= MAX_POINT_LENGTH) return sentenceCase(plain);
  const { label, note } = named(plain);
  return note === undefined || note.length > 70
    ? shorten(sentenceCase(label), MAX_POINT_LENGTH)
    : `${sentenceCase(label)}: ${note}`;
}

function pressProse(
  prose: readonly string[],
  most: number,
  request: { readonly title: string; readonly frequencies: Frequencies },
): string[] {
  const firm = prose.filter((sentence) => !leansOnPrevious(sentence) && !sentence.endsWith("?"));
  const pool = firm.length >= 2 ? firm : prose;
  if (pool.length === 0) return [];
  const best = selectSentences(pool, { ...request, maxWords: most * 16 })
    .map(pressSentence)
    .filter((point) => point !== "");
  const whole = best.filter((point) => !point.endsWith("…"));
  return whole.length >= 2 ? whole : best;
}

function itemLabels(block: Block): string[] {
  if (block.kind === "list") return block.items.map((item) => named(item.text).label);
  if (block.kind === "table")
    return block.rows.map((row) =>
      shorten(
        row
          .slice(0, 2)
          .filter((cell) => cell !== "")
          .join(": "),
        MAX_POINT_LENGTH,
      ),
    );
  if (block.kind === "quote") return [shorten(block.text, MAX_POINT_LENGTH)];
  return [];
}

function distinct(points: readonly string[]): string[] {
  const seen = new Set<string>();
  return points.filter((point) => {
    const key = point.toLowerCase();
    const fresh = point !== "" && !seen.has(key);
    seen.add(key);
    return fresh;
  });
}
