/**
 * Boxes in design units: every slide is laid out on a sheet of 1920 × 1080 and scaled to its size when drawn,
 * so that a layout is the same at every resolution.
 */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export const SHEET: Box = { x: 0, y: 0, width: 1920, height: 1080 };
/** Nothing but backgrounds may lie outside of this. */
export const SAFE_AREA: Box = { x: 60, y: 48, width: 1800, height: 984 };
/** Left and right margin of the grid. */
export const MARGIN = 120;
/** Space between neighbouring columns and cards. */
export const GUTTER = 32;

export const right = (box: Box): number => box.x + box.width;
export const bottom = (box: Box): number => box.y + box.height;
export const center = (box: Box): Point => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });

/** The box made smaller by `dx` on the left and right and `dy` above and below; larger when negative. */
export function inset(box: Box, dx: number, dy: number = dx): Box {
  return {
    x: box.x + dx,
    y: box.y + dy,
    width: Math.max(1, box.width - 2 * dx),
    height: Math.max(1, box.height - 2 * dy),
  };
}

export const around = (point: Point, width: number, height: number = width): Box => ({
  x: point.x - width / 2,
  y: point.y - height / 2,
  width,
  height,
});

/** Equal columns from left to right. */
export function columns(box: Box, count: number, gap: number = GUTTER): Box[] {
  const width = (box.width - gap * (count - 1)) / count;
  return Array.from({ length: count }, (_, i) => ({ ...box, x: box.x + i * (width + gap), width }));
}

/** Equal rows from top to bottom. */
export function rows(box: Box, count: number, gap: number = GUTTER): Box[] {
  const height = (box.height - gap * (count - 1)) / count;
  return Array.from({ length: count }, (_, i) => ({ ...box, y: box.y + i * (height + gap), height }));
}

/** Two boxes side by side, the first taking `share` of the width. */
export function splitColumns(box: Box, share: number, gap: number = GUTTER): [Box, Box] {
  const first = (box.width - gap) * share;
  return [
    { ...box, width: first },
    { ...box, x: box.x + first + gap, width: box.width - gap - first },
  ];
}

/** Two boxes one above the other, the first of the given height. */
export function splitRows(box: Box, firstHeight: number, gap: number = GUTTER): [Box, Box] {
  return [
    { ...box, height: firstHeight },
    { ...box, y: box.y + firstHeight + gap, height: Math.max(1, box.height - firstHeight - gap) },
  ];
}

/** The smallest box around all of them; a point at the origin for none. */
export function union(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const x = Math.min(...boxes.map((b) => b.x));
  const y = Math.min(...boxes.map((b) => b.y));
  return { x, y, width: Math.max(...boxes.map(right)) - x, height: Math.max(...boxes.map(bottom)) - y };
}

export const intersects = (a: Box, b: Box): boolean =>
  a.x < right(b) && b.x < right(a) && a.y < bottom(b) && b.y < bottom(a);

/** Mirrored at the sheet's vertical axis, for languages that run from right to left. */
export const mirrored = (box: Box): Box => ({ ...box, x: SHEET.width - box.x - box.width });
