import { z } from "zod";
import { MARGIN, SHEET, columns, type Box, type Point } from "../geometry.ts";
import { measurePoints, writePoints, type PointPlace } from "../points.ts";
import { disc, polyline, ring } from "../shapes.ts";
import { easeInOut, easeOut } from "../motion.ts";
import type { Stage } from "../stage.ts";
import { seriesColor } from "../theme.ts";
import { asPoint, enter } from "./layout.ts";
import { sceneKind } from "./scene-kind.ts";
import { labelSchema, noteSchema, rewriteNamed, withoutEnd } from "./fields.ts";

const schema = z.object({
  kind: z.literal("timeline"),
  events: z
    .array(z.object({ when: z.string().min(1).max(40), label: labelSchema, note: noteSchema }))
    .min(2)
    .max(8),
});
type TimelineScene = z.output<typeof schema>;

const STYLE = { size: 40, minSize: 17, weight: 600, align: "center" } as const;
const WHEN = 60;

/** Events along a line that grows with them; above and below it in turn from five events on. */
export const timelineScene = sceneKind(schema, {
  isWide: true,
  goodFor: "events with their dates",
  draw: drawTimeline,
  textsOf: ({ events }) => events.flatMap((event) => [event.when, event.label]),
  mapTexts: (scene, rewrite) => ({ ...scene, events: scene.events.map((event) => rewriteNamed(event, rewrite)) }),
  say: ({ events }) => events.map((event) => `${event.when}: ${withoutEnd(event.label)}.`),
  clause: ({ events }) => `the years pass from ${events[0]?.when ?? "the start"} to ${events.at(-1)?.when ?? "today"}`,
});

function drawTimeline(stage: Stage, scene: TimelineScene, area: Box): void {
  const { events } = scene;
  const beats = events.map((event) => stage.beat(`${event.when} ${event.label} ${event.note ?? ""}`));
  const slots = columns(area, events.length, 28);
  const zigzag = events.length > 4;
  const spotAt = (axis: number): Spot[] =>
    slots.map((slot, i) => (zigzag ? turnedSpot(area, slot, axis, i) : plainSpot(area, slot, axis)));
  const placesAt = (axis: number): PointPlace[] =>
    spotAt(axis).map((spot, i) => ({
      point: asPoint(events[i] ?? { label: "" }),
      box: stage.flip(spot.text),
      vertical: spot.above ? "bottom" : "top",
      motion: enter(beats[i] ?? 0, 240),
    }));
  const axis = zigzag ? area.y + area.height / 2 : centredAxis(stage, area, placesAt(area.y + WHEN + 50));
  const points: Point[] = slots.map((slot) => ({ x: stage.flip(slot).x + slot.width / 2, y: axis }));
  addLine(stage, points, beats);
  spotAt(axis).forEach((spot, i) => {
    const point = points[i];
    if (point !== undefined)
      addEvent(stage, {
        when: events[i]?.when ?? "",
        point,
        box: stage.flip(spot.when),
        index: i,
        beat: beats[i] ?? 0,
      });
  });
  writePoints(stage, placesAt(axis), STYLE);
}

interface Spot {
  readonly when: Box;
  readonly text: Box;
  readonly above: boolean;
}

/** All texts below the line: the whole stands in the middle of the area. */
function centredAxis(stage: Stage, area: Box, places: readonly PointPlace[]): number {
  const used = WHEN + 50 + 58 + Math.max(...measurePoints(stage, places, STYLE));
  return area.y + WHEN + 50 + Math.max(0, area.height - used) * 0.45;
}

const plainSpot = (area: Box, slot: Box, axis: number): Spot => ({
  when: { ...slot, y: axis - 50 - WHEN, height: WHEN },
  text: { ...slot, y: axis + 58, height: Math.max(20, area.y + area.height - axis - 58) },
  above: false,
});

function turnedSpot(area: Box, slot: Box, axis: number, index: number): Spot {
  const wide = widened(slot);
  const height = area.height / 2 - 46 - WHEN - 12;
  const above = index % 2 === 1;
  if (above)
    return { when: { ...wide, y: axis - 42 - WHEN, height: WHEN }, text: { ...wide, y: area.y, height }, above };
  return { when: { ...wide, y: axis + 42, height: WHEN }, text: { ...wide, y: axis + 42 + WHEN + 10, height }, above };
}

/** With events above and below in turn each may reach into its neighbours' columns. */
function widened(slot: Box): Box {
  const middle = slot.x + slot.width / 2;
  const half = Math.min(slot.width * 0.92, middle - MARGIN * 0.6, SHEET.width - MARGIN * 0.6 - middle);
  return { ...slot, x: middle - half, width: half * 2 };
}

function addLine(stage: Stage, points: readonly Point[], beats: readonly number[]): void {
  const { theme } = stage;
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return;
  const lead = { x: first.x + (stage.rtl ? 70 : -70), y: first.y };
  const tail = { x: last.x + (stage.rtl ? -70 : 70), y: last.y };
  const whole: Box = { x: Math.min(lead.x, tail.x), y: first.y - 4, width: Math.abs(tail.x - lead.x), height: 8 };
  stage.add(whole, (ctx) => {
    polyline(ctx, [lead, tail], theme.raised, 6);
  });
  points.forEach((point, i) => {
    const from = points[i - 1] ?? lead;
    const box: Box = { x: Math.min(from.x, point.x), y: point.y - 8, width: Math.abs(point.x - from.x), height: 16 };
    stage.add(
      box,
      (ctx, progress) => {
        if (progress > 0) polyline(ctx, [from, point], theme.accent, 6, easeInOut(progress));
      },
      enter(beats[i] ?? 0, 0, 520),
    );
  });
}

interface TimelineEvent {
  readonly when: string;
  readonly point: Point;
  readonly box: Box;
  readonly index: number;
  readonly beat: number;
}

function addEvent(stage: Stage, { when, point, box, index, beat }: TimelineEvent): void {
  const { theme } = stage;
  const color = seriesColor(theme, index);
  stage.add(
    { x: point.x - 28, y: point.y - 28, width: 56, height: 56 },
    (ctx, progress) => {
      if (progress <= 0) return;
      disc(ctx, point, 27 * easeOut(progress), theme.background);
      ring(ctx, point, 19 * easeOut(progress), color, 6);
      disc(ctx, point, 9 * easeOut(progress), color);
    },
    enter(beat, 380, 420),
  );
  stage.write(
    {
      text: when,
      box,
      size: 44,
      minSize: 18,
      weight: 700,
      color,
      align: "center",
      vertical: "middle",
      maxLines: 2,
      leading: 1.12,
    },
    enter(beat, 240),
  );
}
