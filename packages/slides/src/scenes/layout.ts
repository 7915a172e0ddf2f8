import type { Box } from "../geometry.ts";
import type { TalkingPoint } from "../points.ts";
import { panel } from "../shapes.ts";
import type { Motion, Stage } from "../stage.ts";
import { mix } from "../theme.ts";

/** A motion in a beat. Most entrances take two thirds of a second: quick enough to follow speech, calm enough to watch. */
export const enter = (beat: number, delayMs = 0, lengthMs = 660): Motion => ({ beat, delayMs, lengthMs });

/** Where something is going to be, there from the first frame: the slide is composed before its parts arrive. */
export function ghost(stage: Stage, box: Box, radius = 24): void {
  const { theme } = stage;
  stage.add(box, (ctx) => {
    panel(ctx, box, mix(theme.background, theme.surface, 0.45), radius);
  });
}

/** A name with an optional note as heading and text. */
export const asPoint = (item: { readonly label: string; readonly note?: string | undefined }): TalkingPoint =>
  item.note === undefined || item.note.trim() === ""
    ? { lead: undefined, body: item.label }
    : { lead: item.label, body: item.note };
