import type { Box } from "../geometry.ts";
import type { Stage } from "../stage.ts";
import type { Scene } from "../visual.ts";
import { barsScene } from "./bars.ts";
import { comparisonScene } from "./comparison.ts";
import { cycleScene } from "./cycle.ts";
import { lineScene } from "./line.ts";
import { processScene } from "./process.ts";
import { scatterScene } from "./scatter.ts";
import { stepsScene } from "./steps.ts";
import { timelineScene } from "./timeline.ts";
import { treeScene } from "./tree.ts";

/** Scenes that need the whole width; the others share it with the slide's points. */
export const isWide = (scene: Scene): boolean => ["process", "timeline", "comparison", "tree"].includes(scene.kind);

/** Lays out any scene in `area`, which belongs to it alone. */
export function layOutScene(stage: Stage, scene: Scene, area: Box): void {
  switch (scene.kind) {
    case "process":
      return processScene(stage, scene, area);
    case "bars":
      return barsScene(stage, scene, area);
    case "line":
      return lineScene(stage, scene, area);
    case "timeline":
      return timelineScene(stage, scene, area);
    case "comparison":
      return comparisonScene(stage, scene, area);
    case "cycle":
      return cycleScene(stage, scene, area);
    case "tree":
      return treeScene(stage, scene, area);
    case "scatter":
      return scatterScene(stage, scene, area);
    case "steps":
      return stepsScene(stage, scene, area);
  }
}
