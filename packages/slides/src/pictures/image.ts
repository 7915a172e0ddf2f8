import type { Image } from "@napi-rs/canvas";
import type { Box } from "../geometry.ts";
import { panel } from "../shapes.ts";
import type { Stage } from "../stage.ts";

/** Cutting more than this share off a picture could cut off what it is about. */
const MOST_CUT = 0.34;
const CREDIT = 40;

/** A photograph with round corners, filling its box unless too much would be cut off; the credit stands below it. */
export function drawImageFile(stage: Stage, image: Image, credit: string, area: Box): void {
  const { theme } = stage;
  const hasCredit = credit.trim() !== "";
  const room: Box = { ...area, height: area.height - (hasCredit ? CREDIT : 0) };
  const box = frameFor(room, image);
  const scale = Math.max(box.width / image.width, box.height / image.height);
  const [width, height] = [image.width * scale, image.height * scale];
  stage.add(box, (ctx) => {
    panel(ctx, box, theme.surface, 26);
    ctx.beginPath();
    ctx.roundRect(box.x, box.y, box.width, box.height, 26);
    ctx.clip();
    ctx.imageSmoothingQuality = "high";
    // A third from the top: faces and horizons are rarely in the lower half.
    ctx.drawImage(image, box.x - (width - box.width) / 2, box.y - (height - box.height) / 3, width, height);
  });
  stage.write({
    text: credit,
    box: { ...box, y: box.y + box.height + 8, height: CREDIT - 8 },
    size: 20,
    minSize: 16,
    color: theme.muted,
    align: "end",
    maxLines: 1,
  });
}

/** The room itself, or the picture's own shape within it when the room would cut too much. */
function frameFor(room: Box, image: Image): Box {
  const [wanted, own] = [room.width / room.height, image.width / image.height];
  const shown = Math.min(wanted, own) / Math.max(wanted, own);
  if (shown >= 1 - MOST_CUT) return room;
  const scale = Math.min(room.width / image.width, room.height / image.height);
  const [width, height] = [Math.max(80, image.width * scale), Math.max(80, image.height * scale)];
  return { x: room.x + (room.width - width) / 2, y: room.y + (room.height - height) / 2, width, height };
}
