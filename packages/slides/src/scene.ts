import { setImmediate } from "node:timers/promises";
import { composeSlide, type SlideRequest } from "./compose.ts";
import { inset, intersects, type Box } from "./geometry.ts";
import { createSheet, drawPart, fullFrame, pixelBox, readPixels, type PixelSize, type Sheet } from "./raster.ts";
import { finishedSlide, type DrawnSlide } from "./slide.ts";
import type { Part, Stage } from "./stage.ts";
import { scheduleBeats, type Spoken } from "./timing.ts";

export interface SceneRequest extends SlideRequest, Spoken {
  readonly fps: number;
}

/** A span in which nothing moves: encode one picture and hold it for `frameCount` frames. */
export interface StillSegment {
  readonly kind: "still";
  readonly startFrame: number;
  readonly frameCount: number;
  readonly durationMs: number;
  png(): Promise<Buffer>;
  rgba(): Promise<Buffer>;
}

/** A span in which something moves. `frames` can be iterated more than once, and without the segments before it. */
export interface MovingSegment {
  readonly kind: "moving";
  readonly startFrame: number;
  readonly frameCount: number;
  readonly durationMs: number;
  readonly frames: AsyncIterable<SceneFrame>;
}

export interface SceneFrame {
  /** Number of the frame in the slide, from 0. */
  readonly index: number;
  /**
   * The full frame, opaque RGBA. The next iteration writes into the same memory: await the write's callback (or copy)
   * before going on.
   */
  readonly rgba: Buffer;
}

export type SceneSegment = StillSegment | MovingSegment;

/**
 * A scene over time. Frame i is shown from i / fps on; there are round(durationMs · fps / 1000) frames, at least one. The segments
 * follow each other without a gap: their `frameCount`s add up to `frameCount` exactly, their `durationMs` to `durationMs` exactly (each
 * boundary lies at its frame's time, the last one at `durationMs`).
 */
export interface SceneRender {
  readonly fps: number;
  readonly frameCount: number;
  readonly durationMs: number;
  /** Sum of the moving segments. */
  readonly movingMs: number;
  readonly segments: readonly SceneSegment[];
  /** The slide when all has arrived; also what a paused reader and the tests look at. */
  readonly final: DrawnSlide;
}

/** A pause shorter than this is rendered as motion: starting another segment would cost more than its frames. */
const SHORTEST_STILL_S = 0.4;
/** Strokes and their caps reach a little over a part's box; neighbours that touch count as overlapping. */
const STROKE = 12;

/** Lays out a slide and spreads its motion over the narration. Slides without a scene give one still segment. */
export async function sceneFrames(request: SceneRequest): Promise<SceneRender> {
  const stage = await composeSlide(request);
  const frameCount = Math.max(1, Math.round((request.durationMs * request.fps) / 1000));
  const film = filmOf(stage, request, frameCount);
  const segments = spansOf(film).map((span) => segmentOf(film, span, request));
  return {
    fps: request.fps,
    frameCount,
    durationMs: request.durationMs,
    segments,
    movingMs: segments.reduce((sum, s) => sum + (s.kind === "moving" ? s.durationMs : 0), 0),
    final: finishedSlide(stage, request.size),
  };
}

/** A part with the frames between which it moves: not there before `from`, final from `to` on. */
interface TimedPart {
  readonly part: Part;
  readonly from: number;
  readonly to: number;
}

interface Film {
  readonly stage: Stage;
  readonly parts: readonly TimedPart[];
  readonly size: PixelSize;
  readonly frameCount: number;
  readonly fps: number;
}

interface Span {
  readonly moving: boolean;
  readonly from: number;
  readonly to: number;
}

function filmOf(stage: Stage, request: SceneRequest, frameCount: number): Film {
  const motions = stage.parts.flatMap((part) => part.motion ?? []);
  const { beatsMs, pace } = scheduleBeats(stage.beats, motions, request);
  const frameAt = (ms: number): number => (ms * request.fps) / 1000;
  const parts = stage.parts.map((part): TimedPart => {
    const { motion } = part;
    if (motion === undefined) return { part, from: -1, to: 0 };
    const from = frameAt((beatsMs[motion.beat] ?? 0) + motion.delayMs * pace);
    // The last frame always shows the final form, however short the slide is.
    const to = Math.min(frameCount - 1, Math.ceil(from + frameAt(motion.lengthMs * pace)));
    return { part, from: Math.min(from, to - 1), to };
  });
  return { stage, parts, size: request.size, frameCount, fps: request.fps };
}

/** Moving and still spans in turn, from frame 0 to the last. */
function spansOf(film: Film): Span[] {
  const { frameCount } = film;
  const moves = Array.from({ length: frameCount }, () => false);
  // The frame at `to` is the first with the final form, so it still differs from the one before it.
  for (const { from, to } of film.parts) if (to > 0) moves.fill(true, Math.max(0, Math.floor(from) + 1), to + 1);
  const spans: Span[] = [];
  for (let frame = 0; frame < frameCount; frame++) {
    const moving = moves[frame] ?? false;
    const last = spans.at(-1);
    if (last?.moving === moving) spans[spans.length - 1] = { ...last, to: frame + 1 };
    else spans.push({ moving, from: frame, to: frame + 1 });
  }
  return joined(spans, Math.round(film.fps * SHORTEST_STILL_S));
}

/** Short pauses between two motions become part of them. */
function joined(spans: readonly Span[], shortest: number): Span[] {
  const result: Span[] = [];
  spans.forEach((span, i) => {
    const last = result.at(-1);
    const pause = !span.moving && i > 0 && i < spans.length - 1 && span.to - span.from < shortest;
    const moving = span.moving || pause;
    if (last !== undefined && last.moving === moving) result[result.length - 1] = { ...last, to: span.to };
    else result.push({ ...span, moving });
  });
  return result;
}

function segmentOf(film: Film, span: Span, request: SceneRequest): SceneSegment {
  const timeAt = (frame: number): number =>
    frame === film.frameCount ? request.durationMs : frame * (1000 / request.fps);
  const common = {
    startFrame: span.from,
    frameCount: span.to - span.from,
    durationMs: timeAt(span.to) - timeAt(span.from),
  };
  if (span.moving)
    return { kind: "moving", ...common, frames: { [Symbol.asyncIterator]: () => movingFrames(film, span) } };
  const sheet = (): Sheet => stillAt(film, span.from);
  return {
    kind: "still",
    ...common,
    png: async () => sheet().canvas.encode("png"),
    rgba: async () => fullFrame(sheet()),
  };
}

const progressAt = ({ from, to }: TimedPart, frame: number): number =>
  frame >= to ? 1 : frame <= from ? 0 : (frame - from) / (to - from);

function stillAt(film: Film, frame: number): Sheet {
  const sheet = createSheet(film.size, film.stage.theme.background);
  for (const timed of film.parts) {
    const progress = progressAt(timed, frame);
    if (progress > 0) drawPart(sheet.ctx, timed.part, progress);
  }
  return sheet;
}

/**
 * Only what moves is drawn: `base` carries all that has arrived and nothing lies below, `screen` is restored from it and drawn
 * over within the boxes of the moving parts, and only those pixels are read.
 */
async function* movingFrames(film: Film, span: Span): AsyncGenerator<SceneFrame> {
  const base = createSheet(film.size, film.stage.theme.background);
  let waiting = settle(film.parts, base, span.from);
  const screen = createSheet(film.size, film.stage.theme.background);
  let rgba: Buffer | undefined;
  let before: readonly Box[] = [];
  for (let frame = span.from; frame < span.to; frame++) {
    const visible = waiting.filter((timed) => progressAt(timed, frame) > 0);
    const areas = visible.map((timed) => pixelBox(timed.part.box, film.size));
    const dirty = rgba === undefined ? [{ x: 0, y: 0, ...film.size }] : merged([...before, ...areas]);
    for (const area of dirty) restore(screen, base, area);
    for (const timed of visible) drawPart(screen.ctx, timed.part, progressAt(timed, frame));
    rgba ??= Buffer.allocUnsafe(film.size.width * film.size.height * 4);
    for (const area of dirty) readPixels(screen, area, rgba);
    yield { index: frame, rgba };
    before = areas;
    waiting = settle(waiting, base, frame);
    // Yields to the event loop: it frees pixel reads and keeps the server responsive.
    await setImmediate();
  }
}

/** Draws into `base` what is final and has nothing unfinished below it; returns the rest. */
function settle(parts: readonly TimedPart[], base: Sheet, frame: number): TimedPart[] {
  const rest: TimedPart[] = [];
  for (const timed of parts) {
    const covered = rest.some((below) => intersects(inset(below.part.box, -STROKE), timed.part.box));
    if (progressAt(timed, frame) >= 1 && !covered) drawPart(base.ctx, timed.part, 1);
    else rest.push(timed);
  }
  return rest;
}

function restore(screen: Sheet, base: Sheet, { x, y, width, height }: Box): void {
  if (width <= 0 || height <= 0) return;
  screen.ctx.save();
  screen.ctx.resetTransform();
  screen.ctx.drawImage(base.canvas, x, y, width, height, x, y, width, height);
  screen.ctx.restore();
}

/** Boxes that overlap are joined, so that no pixel is read twice. */
function merged(boxes: readonly Box[]): Box[] {
  const result: Box[] = [];
  for (const box of boxes) {
    let joint = box;
    for (let i = result.length - 1; i >= 0; i--) {
      const other = result[i];
      if (other === undefined || !intersects(other, joint)) continue;
      const x = Math.min(other.x, joint.x);
      const y = Math.min(other.y, joint.y);
      joint = {
        x,
        y,
        width: Math.max(other.x + other.width, joint.x + joint.width) - x,
        height: Math.max(other.y + other.height, joint.y + joint.height) - y,
      };
      result.splice(i, 1);
      i = result.length;
    }
    result.push(joint);
  }
  return result;
}
