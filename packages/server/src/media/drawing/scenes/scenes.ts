import type { Box } from "../geometry.ts";
import type { Stage } from "../stage.ts";
import type { Scene } from "../visual.ts";
import { barsScene } from "./bars.ts";
import { processScene } from "./process.ts";
import { timelineScene } from "./timeline.ts";

/** Scenes that need the whole width; the others share it with the slide's points. */
export const isWide = (scene: Scene): boolean => ["process", "timeline", "comparison", "tree"].includes(scene.kind);

/** Lays out any scene. */
export function layOutScene(stage: Stage, scene: Scene, area: Box): void {
  switch (scene.kind) {
    case "process":
      return processScene(stage, scene, area);
    case "bars":
      return barsScene(stage, scene, area);
    case "timeline":
      return timelineScene(stage, scene, area);
    default:
      return undefined;
  }
}
