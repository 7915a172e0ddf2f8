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
const STILL_DB = 1;
const STILL_FRAMES = 2;

/** Measured over frames in which something is heard at all. */
export function likenessOf(frames: readonly HeardFrame[]): Likeness {
  let [active, voiced, breadth, topDb] = [0, 0, 0, Number.NEGATIVE_INFINITY];
  for (const frame of frames) {
    if (!frame.isActive) continue;
    active += 1;
    breadth += frame.breadth;
    if (frame.isVoiced) voiced += 1;
    topDb = Math.max(topDb, frame.levelDb);
  }
  const bands = frames[0]?.bandsDb.length ?? 0;
  const shapes = shapesOf(frames, bands, topDb);
  return {
    activeFrames: active,
    voicedFrames: voiced,
    articulationDb: spreadOf(frames, shapes, bands, active),
    stillShare: stillShareOf(frames, shapes, bands),
    breadth: breadth / Math.max(1, active),
  };
}

/** Asked for many times a second: all can use the same. */
let room = new Float64Array();

/**
 * Bands relative to their frame's level, frame by frame, so that swelling alone is no change; what is far under the stretch's loudest is silence. Those of
 * frames in which nothing is heard are not to be read.
 */
function shapesOf(frames: readonly HeardFrame[], bands: number, topDb: number): Float64Array {
  if (room.length < frames.length * bands) room = new Float64Array(2 * frames.length * bands);
  let place = 0;
  for (const { isActive, bandsDb, levelDb } of frames) {
    if (isActive)
      for (let band = 0; band < bands; band++)
        room[place + band] = Math.max(bandsDb[band] ?? 0, topDb - QUIET_FLOOR_DB) - levelDb;
    place += bands;
  }
  return room;
}

function stillShareOf(frames: readonly HeardFrame[], shapes: Float64Array, bands: number): number {
  let [pairs, still] = [0, 0];
  for (let at = STILL_FRAMES; at < frames.length; at++) {
    if (frames[at - STILL_FRAMES]?.isVoiced !== true || frames[at]?.isVoiced !== true) continue;
    let change = 0;
    for (let band = at * bands; band < (at + 1) * bands; band++)
      change += Math.abs((shapes[band - STILL_FRAMES * bands] ?? 0) - (shapes[band] ?? 0));
    pairs += 1;
    if (change / bands < STILL_DB) still += 1;
  }
  return pairs === 0 ? 0 : still / pairs;
}

function spreadOf(frames: readonly HeardFrame[], shapes: Float64Array, bands: number, active: number): number {
  let total = 0;
  for (let band = 0; band < bands; band++) {
    let [sum, squares] = [0, 0];
    for (let at = 0; at < frames.length; at++) {
      if (frames[at]?.isActive !== true) continue;
      const value = shapes[at * bands + band] ?? 0;
      sum += value;
      squares += value * value;
    }
    if (active > 0) total += Math.sqrt(Math.max(0, squares / active - (sum / active) ** 2));
  }
  return bands === 0 ? 0 : total / bands;
}
