import type { Stage } from "./view-model.ts";

export const STAGE_TEXT: Readonly<Record<Stage, string>> = {
  content: "Outline",
  scripts: "Script",
  voice: "Voice",
  visuals: "Pictures",
  composition: "Film",
};
