import { barsScene } from "./bars.ts";
import { comparisonScene } from "./comparison.ts";
import { cycleScene } from "./cycle.ts";
import { lineScene } from "./line.ts";
import { processScene } from "./process.ts";
import { scatterScene } from "./scatter.ts";
import { stepsScene } from "./steps.ts";
import { timelineScene } from "./timeline.ts";
import { treeScene } from "./tree.ts";

/** Every kind of scene, in the order of the language model's instructions. */
export const SCENE_KINDS = [
  processScene,
  barsScene,
  lineScene,
  timelineScene,
  comparisonScene,
  cycleScene,
  treeScene,
  scatterScene,
  stepsScene,
] as const;
