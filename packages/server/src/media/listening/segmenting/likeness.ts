import type { HeardFrame } from "./heard-frame.ts";

/** How a stretch of frames compares with speech. */
export interface Likeness {
  readonly activeFrames: number;
  readonly voicedFrames: number;
  /** Mean over twelve bands of how much the spectrum's shape varies, dB: articulation. Hum and noise have under 2, voices 4 to 8. */
  readonly articulationDb: number;
  /** Share of voiced frames whose spectrum stays the same for 20 ms: notes and tones are still for most of their time, voices hardly ever. */
  readonly stillShare: number;
  /** How many of the twelve bands take part, on average: signalling tones fill two to four. */
  readonly breadth: number;
}

const QUIET_FLOOR_DB = 45;
const BREADTH_DB = 30;
const STILL_DB = 1;
const STILL_FRAMES = 2;

/** Measured over frames in which something is heard at all. */
export function likenessOf(frames: readonly HeardFrame[]): Likeness {
  const active = frames.filter((frame) => frame.isActive);
  const topDb = active.reduce((top, frame) => Math.max(top, frame.levelDb), Number.NEGATIVE_INFINITY);
  const shapes = frames.map((frame) => (frame.isActive ? shapeOf(frame, topDb) : null));
  let [pairs, still] = [0, 0];
  for (let at = STILL_FRAMES; at < frames.length; at++) {
    if (frames[at - STILL_FRAMES]?.isVoiced !== true || frames[at]?.isVoiced !== true) continue;
    const [before, now] = [shapes[at - STILL_FRAMES] ?? null, shapes[at] ?? null];
    if (before === null || now === null) continue;
    pairs += 1;
    if (distance(before, now) < STILL_DB) still += 1;
  }
  return {
    activeFrames: active.length,
    voicedFrames: active.filter((frame) => frame.isVoiced).length,
    articulationDb: spreadOf(shapes.filter((shape) => shape !== null)),
    stillShare: pairs === 0 ? 0 : still / pairs,
    breadth: active.reduce((sum, frame) => sum + breadthOf(frame), 0) / Math.max(1, active.length),
  };
}

/** Bands relative to the frame's level, so that swelling alone is no change; what is far under the stretch's loudest is silence. */
function shapeOf({ bandsDb, levelDb }: HeardFrame, topDb: number): Float64Array {
  const shape = new Float64Array(bandsDb.length);
  for (let band = 0; band < shape.length; band++) {
    shape[band] = Math.max(bandsDb[band] ?? 0, topDb - QUIET_FLOOR_DB) - levelDb;
  }
  return shape;
}

function breadthOf({ bandsDb }: HeardFrame): number {
  const top = Math.max(...bandsDb);
  return bandsDb.reduce((count, db) => (db > top - BREADTH_DB ? count + 1 : count), 0);
}

function distance(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let band = 0; band < one.length; band++) sum += Math.abs((one[band] ?? 0) - (other[band] ?? 0));
  return sum / one.length;
}

function spreadOf(shapes: readonly Float64Array[]): number {
  const bands = shapes[0]?.length ?? 0;
  let total = 0;
  for (let band = 0; band < bands; band++) {
    let [sum, squares] = [0, 0];
    for (const shape of shapes) {
      sum += shape[band] ?? 0;
      squares += (shape[band] ?? 0) ** 2;
    }
    total += Math.sqrt(Math.max(0, squares / shapes.length - (sum / shapes.length) ** 2));
  }
  return bands === 0 ? 0 : total / bands;
}
