import { MARGIN, columns, type Box, type Point } from "../geometry.ts";
import { writePoints } from "../layouts/points.ts";
import { disc, polyline, ring } from "../shapes.ts";
import { easeInOut, easeOut, type Stage } from "../stage.ts";
import { seriesColor } from "../theme.ts";
import { enter, type SceneLayout } from "./layout.ts";

/** Events along a line that grows with them; above and below it in turn from five events on. */
export const timelineScene: SceneLayout<"timeline"> = (stage, scene, area) => {
  const { events } = scene;
  const zigzag = events.length > 4;
  const axis = zigzag ? area.y + area.height / 2 : area.y + Math.min(150, area.height * 0.28);
  const slots = columns(area, events.length, 24);
  const points: Point[] = slots.map((slot) => {
    const box = stage.flip(slot);
    return { x: box.x + box.width / 2, y: axis };
  });
  const beats = events.map((event) => stage.beat(`${event.when} ${event.label} ${event.note ?? ""}`));
  addLine(stage, points, beats, axis);
  const boxes = slots.map((slot, i) =>
    eventBox(area, zigzag ? widened(slots, i) : slot, axis, zigzag && i % 2 === 1, zigzag),
  );
  events.forEach((event, i) => {
    const point = points[i];
    const slot = boxes[i];
    if (point === undefined || slot === undefined) return;
    addEvent(stage, { when: event.when, point, slot, index: i, beat: beats[i] ?? 0 });
  });
  const places = events.map((event, i) => ({
    point: { lead: event.note === undefined ? undefined : event.label, body: event.note ?? event.label },
    box: stage.flip(boxes[i]?.text ?? area),
    motion: enter(beats[i] ?? 0, 240),
  }));
  writePoints(stage, places, { size: 34, minSize: 18, weight: 600, align: "center" });
};

interface EventBoxes {
  readonly when: Box;
  readonly text: Box;
}

/** With events above and below in turn each may reach halfway into its neighbours' columns. */
function widened(slots: readonly Box[], index: number): Box {
  const slot = slots[index] ?? { x: 0, y: 0, width: 1, height: 1 };
  const reach = slot.width * 0.42;
  const left = Math.max(MARGIN, slot.x - reach);
  const end = Math.min(1920 - MARGIN, slot.x + slot.width + reach);
  const half = Math.min(slot.x + slot.width / 2 - left, end - slot.x - slot.width / 2);
  return { ...slot, x: slot.x + slot.width / 2 - half, width: half * 2 };
}

function eventBox(area: Box, slot: Box, axis: number, above: boolean, zigzag: boolean): EventBoxes {
  if (!zigzag) {
    const text: Box = { ...slot, y: axis + 56, height: area.y + area.height - axis - 56 };
    return { when: { ...slot, y: area.y, height: axis - area.y - 44 }, text };
  }
  const height = area.height / 2 - 52;
  if (above) return { when: { ...slot, y: axis - 96, height: 52 }, text: { ...slot, y: area.y, height: height - 56 } };
  return { when: { ...slot, y: axis + 44, height: 52 }, text: { ...slot, y: axis + 104, height: height - 56 } };
}

function addLine(stage: Stage, points: readonly Point[], beats: readonly number[], axis: number): void {
  const { theme } = stage;
  const [first] = points;
  if (first === undefined) return;
  points.forEach((point, i) => {
    const from = points[i - 1] ?? { x: first.x + (stage.rtl ? 70 : -70), y: axis };
    const box: Box = { x: Math.min(from.x, point.x), y: axis - 8, width: Math.abs(point.x - from.x), height: 16 };
    stage.add(
      box,
      (ctx, progress) => {
        if (progress > 0) polyline(ctx, [from, point], theme.line, 6, easeInOut(progress));
      },
      enter(beats[i] ?? 0, 0, 520),
    );
  });
}

interface TimelineEvent {
  readonly when: string;
  readonly point: Point;
  readonly slot: EventBoxes;
  readonly index: number;
  readonly beat: number;
}

function addEvent(stage: Stage, { when, point, slot, index, beat }: TimelineEvent): void {
  const { theme } = stage;
  const color = seriesColor(theme, index);
  stage.add(
    { x: point.x - 26, y: point.y - 26, width: 52, height: 52 },
    (ctx, progress) => {
      if (progress <= 0) return;
      disc(ctx, point, 24 * easeOut(progress), theme.background);
      ring(ctx, point, 18 * easeOut(progress), color, 6);
      disc(ctx, point, 8 * easeOut(progress), color);
    },
    enter(beat, 380, 420),
  );
  stage.write(
    {
      text: when,
      box: stage.flip(slot.when),
      size: 38,
      minSize: 20,
      weight: 700,
      color,
      align: "center",
      vertical: "middle",
      maxLines: 2,
      leading: 1.15,
    },
    enter(beat, 240),
  );
}
