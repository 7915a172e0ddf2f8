import type { Box } from "../geometry.ts";
import type { Motion, Stage } from "../stage.ts";
import type { Scene } from "../visual.ts";

/** Lays a scene out in `area` (of the left-to-right design): adds its parts and beats to the stage. */
export type SceneLayout<K extends Scene["kind"]> = (
  stage: Stage,
  scene: Extract<Scene, { kind: K }>,
  area: Box,
) => void;

/** A motion in a beat. Most entrances take two thirds of a second: quick enough to follow speech, calm enough to watch. */
export const enter = (beat: number, delayMs = 0, lengthMs = 660): Motion => ({ beat, delayMs, lengthMs });
