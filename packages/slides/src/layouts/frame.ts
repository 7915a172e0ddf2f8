import { cleanText } from "../clean-text.ts";
import { MARGIN, SHEET, bottom, type Box } from "../geometry.ts";
import { panel } from "../shapes.ts";
import type { Stage } from "../stage.ts";

/** Where a slide stands in its deck. */
export interface Place {
  readonly slideNumber: number;
  readonly slideCount: number;
  readonly topic: string;
}

/** Below this line there are only the page number and the progress. */
export const CONTENT_BOTTOM = 964;
const KICKER_TOP = 76;
const TITLE_TOP = 118;
const FOOT: Box = { x: MARGIN, y: 1004, width: SHEET.width - 2 * MARGIN, height: 28 };

/** Kicker and title at the top of a slide. Returns the room that is left for content. */
export function writeHeader(stage: Stage, title: string, place: Place): Box {
  const width = SHEET.width - 2 * MARGIN;
  writeKicker(stage, { x: MARGIN, y: KICKER_TOP, width, height: 34 }, title, place);
  const heading = stage.write({
    text: title,
    box: stage.flip({
      x: MARGIN,
      y: TITLE_TOP,
      width: width - 120,
      height: 156,
    }),
    size: 60,
    minSize: 36,
    weight: 700,
    color: stage.theme.text,
    leading: 1.18,
    tracking: -0.018,
    maxLines: 2,
    balance: true,
  });
  const top = (heading === undefined ? TITLE_TOP : bottom(heading.box)) + 52;
  return { x: MARGIN, y: top, width, height: CONTENT_BOTTOM - top };
}

/** The deck's topic in small letters; left out where the title says the same. */
export function writeKicker(stage: Stage, box: Box, title: string, place: Place, color?: string): void {
  const text = cleanText(place.topic);
  if (text === "" || text.toLowerCase() === cleanText(title).toLowerCase()) return;
  stage.write({
    text,
    box: stage.flip({
      ...box,
      width: Math.min(box.width, 1100),
    }),
    size: 23,
    minSize: 20,
    weight: 600,
    maxLines: 1,
    color: color ?? stage.theme.accent,
    tracking: 0.01,
  });
}

/** Page number and a line with a segment for every slide, filled as far as the deck has come. */
export function writeFooter(stage: Stage, place: Place, from: number = MARGIN): void {
  const { theme } = stage;
  const area: Box = { ...FOOT, x: from, width: SHEET.width - MARGIN - from };
  const page = stage.write({
    text: `${place.slideNumber} / ${place.slideCount}`,
    box: stage.flip({
      ...area,
      x: area.x + area.width - 130,
      width: 130,
    }),
    size: 21,
    weight: 600,
    color: theme.muted,
    align: "end",
    vertical: "middle",
    maxLines: 1,
  });
  const track: Box = { ...area, y: area.y + 12, height: 4, width: area.width - (page?.box.width ?? 0) - 28 };
  const gap = 8;
  const width = (track.width - gap * (place.slideCount - 1)) / place.slideCount;
  stage.add(track, (ctx) => {
    for (let i = 0; i < place.slideCount; i++) {
      const segment = stage.flip({ ...track, x: track.x + i * (width + gap), width: Math.max(1, width) });
      panel(ctx, segment, i < place.slideNumber ? theme.accent : theme.line, 2);
    }
  });
}
