import { cleanText } from "./clean-text.ts";
import type { Box } from "./geometry.ts";
import type { Motion, Stage } from "./stage.ts";
import type { Align, TextBlock, TextRequest } from "./typeset.ts";

/** A bullet as it is shown: “Lead: the rest” becomes a heading and a text. */
export interface TalkingPoint {
  readonly lead: string | undefined;
  readonly body: string;
}

export interface PointPlace {
  readonly point: TalkingPoint;
  readonly box: Box;
  readonly motion?: Motion | undefined;
  /** Where this place differs from the others' style. */
  readonly align?: Align;
  readonly vertical?: "top" | "middle" | "bottom";
}

export interface PointStyle {
  readonly size: number;
  readonly minSize: number;
  readonly vertical?: "top" | "middle" | "bottom";
  readonly align?: Align;
  readonly color?: string;
  readonly muted?: string;
  /** Weight of points without a lead. */
  readonly weight?: 400 | 600;
}

const SHRINK = 0.94;
const LEAD_GAP = 0.28;

/** What bullets say, without those that say nothing. */
export const pointsOf = (bullets: readonly string[]): TalkingPoint[] =>
  bullets
    .map(cleanText)
    .filter((text) => text !== "")
    .map(splitLead);

/** Sets several points in one common size, the largest at which all of them fit their boxes. */
export function writePoints(stage: Stage, places: readonly PointPlace[], style: PointStyle): void {
  const size = commonSize(stage, places, style);
  for (const place of places)
    for (const request of stacked(stage, place, style, size).requests) stage.write(request, place.motion);
}

/** How high the points would be at the size in which `writePoints` would set them; one number for each. */
export function measurePoints(stage: Stage, places: readonly PointPlace[], style: PointStyle): number[] {
  const size = commonSize(stage, places, style);
  return places.map((place) => stacked(stage, place, style, size).height);
}

function splitLead(text: string): TalkingPoint {
  const [, lead, body] = /^(.{2,48}?)(?:\s*:\s+|\s+[–—-]\s+|：)(\S.*)$/u.exec(text) ?? [];
  return lead === undefined || body === undefined ? { lead: undefined, body: text } : { lead, body };
}

/** Found by halving: whether all fit falls with the size, except for words that are too wide at any size and do not count. */
function commonSize(stage: Stage, places: readonly PointPlace[], style: PointStyle): number {
  const smallest = places.map((place) => stacked(stage, place, style, style.minSize));
  const fits = (size: number): boolean =>
    places.every((place, i) => {
      const set = stacked(stage, place, style, size);
      return set.fits && (!set.broken || smallest[i]?.broken === true);
    });
  const steps = Math.ceil(Math.log(style.minSize / style.size) / Math.log(SHRINK));
  let [low, high] = [0, steps];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (fits(style.size * SHRINK ** middle)) high = middle;
    else low = middle + 1;
  }
  return Math.max(style.minSize, style.size * SHRINK ** low);
}

interface Stacked {
  readonly requests: readonly TextRequest[];
  readonly height: number;
  readonly fits: boolean;
  readonly broken: boolean;
}

function stacked(stage: Stage, { point, box, ...own }: PointPlace, shared: PointStyle, size: number): Stacked {
  const style = { ...shared, ...own };
  const text = style.color ?? stage.theme.text;
  const base = { minSize: size, align: style.align ?? "start" } as const;
  if (point.lead === undefined) {
    const request: TextRequest = { ...base, text: point.body, box, size, color: text, weight: style.weight ?? 400 };
    return finish(stage, [request], box, style);
  }
  const lead: TextRequest = {
    ...base,
    text: point.lead,
    box,
    size,
    color: text,
    weight: 600,
    maxLines: 3,
    leading: 1.22,
  };
  const leadHeight = stage.measure(lead).box.height;
  const used = leadHeight + size * LEAD_GAP;
  const rest: Box = { ...box, y: box.y + used, height: Math.max(size, box.height - used) };
  const color = style.muted ?? stage.theme.muted;
  return finish(
    stage,
    [lead, { ...base, text: point.body, box: rest, size: size * 0.86, minSize: size * 0.86, color }],
    box,
    style,
  );
}

/** Boxes of the height that their texts really take, one below the other, in the middle when the style asks for it. */
function finish(stage: Stage, requests: readonly TextRequest[], box: Box, style: PointStyle): Stacked {
  const blocks: TextBlock[] = requests.map((request) => stage.measure(request));
  const gap = (requests[0]?.size ?? 0) * LEAD_GAP;
  const height = blocks.reduce((sum, block) => sum + block.box.height, 0) + gap * (blocks.length - 1);
  const share = { top: 0, middle: 0.5, bottom: 1 }[style.vertical ?? "top"];
  let y = box.y + Math.max(0, box.height - height) * share;
  const placed = requests.map((request, i) => {
    const blockHeight = blocks[i]?.box.height ?? 0;
    const own: TextRequest = { ...request, box: { ...box, y, height: blockHeight + 0.5 } };
    y += blockHeight + gap;
    return own;
  });
  const fits = height <= box.height + 1 && !blocks.some((block) => block.shortened);
  return { requests: placed, height, fits, broken: blocks.some((block) => block.broken) };
}
