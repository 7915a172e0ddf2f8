import { type Scene, sceneSchema } from "@headway-jobs/slides/scenes/registry";
import type { Picture, SlidePlan } from "@headway-jobs/slides/visual";
import type { Block } from "./document.ts";
import { countWords, shorten } from "./sentences.ts";

/** One way to show a part. Higher weight = the content asks for it more strongly. */
export interface Candidate {
  readonly visual: SlidePlan["visual"];
  readonly weight: number;
  /** The block it shows; its content need not stand beside it as points again. */
  readonly block?: Block;
}

export function scene(drawn: Scene, weight: number): Candidate {
  return { visual: { type: "animation", scene: sceneSchema.parse(drawn), description: "" }, weight };
}

export function picture(drawn: Picture, keyword: string, weight: number): Candidate {
  return { visual: { type: "picture", picture: drawn, keyword: shorten(keyword, 120) }, weight };
}

/** `bars`, `process`, `table` …: what a lesson should not show over and over. */
export function visualKind(visual: SlidePlan["visual"]): string {
  if (visual.type === "animation") return visual.scene.kind;
  return visual.type === "picture" ? visual.picture.kind : "text";
}

/** A label that fits a drawing; `fallback` where the text is empty. */
export function label(text: string, fallback: string): string {
  const clean = shorten(text, 80);
  return clean === "" ? shorten(fallback, 80) || "–" : clean;
}

export interface Named {
  readonly label: string;
  readonly note?: string;
}

/** `Collect data: gather examples …` → label and note; a long sentence without a colon becomes a short label that its note completes. */
export function named(text: string): Named {
  const clean = text
    .replaceAll(/\s+/gu, " ")
    .replace(/[.;,]$/u, "")
    .trim();
  const divided = /^([^:]{2,60}?)(?::| [–—-]) +(\S.*)$/u.exec(clean);
  if (divided?.[1] !== undefined && divided[2] !== undefined) {
    return { label: label(divided[1], clean), note: shorten(sentenceCase(divided[2]), 200) };
  }
  if (clean.length <= 56) return { label: label(clean, text) };
  const clause = /^(.{12,56}?)(?:[,;(]| (?:which|that|because|so that|while|where|when|and|until|using|by) )/u.exec(
    clean,
  )?.[1];
  const short = clause ?? firstWords(clean, 8);
  return { label: label(short, clean), note: shorten(clean, 200) };
}

function firstWords(text: string, count: number): string {
  return countWords(text) <= count ? text : `${text.split(" ").slice(0, count).join(" ")}…`;
}

export function sentenceCase(text: string): string {
  return text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}
