import { kindOf } from "@headway-jobs/slides/scenes/registry";
import type { NameInSentence } from "@headway-jobs/slides/scenes/scene-kind";
import type { SlidePlan } from "@headway-jobs/slides/visual";
import { midSentence } from "./casing.ts";
import type { Frequencies } from "./ranking.ts";

/** What a viewer sees on the slide, as an English clause ("the bars compare …"); undefined when there is nothing worth pointing at. */
export function seen(visual: SlidePlan["visual"], frequencies: Frequencies): string | undefined {
  const name: NameInSentence = (label) =>
    midSentence((label ?? "").replace(/[.:;,…]+$/u, "").trim(), frequencies) || "it";
  if (visual.type === "animation") return kindOf(visual.scene).clause(visual.scene, name);
  if (visual.type === "text") return undefined;
  switch (visual.picture.kind) {
    case "formula":
      return "this is written as a formula";
    case "code":
      return "a short piece of code shows this at work";
    case "table":
      return "a table sums this up";
    case "quote":
      return visual.picture.by === undefined
        ? "the words are quoted there"
        : `there are the words of ${visual.picture.by}`;
    case "image":
      return "a picture shows it";
    case "illustration":
      return undefined;
  }
}
