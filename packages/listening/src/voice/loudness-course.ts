import { PITCH_STEP, PITCH_WINDOW, type PitchTrack } from "./pitch.ts";

/** Where in an utterance there is speech, and how loud. Frames as in the pitch track. */
export interface LoudnessCourse {
  /** dB under full scale. */
  readonly framesDb: Float64Array;
  readonly isSpeech: readonly boolean[];
  /** First and last frame of speech; null when there is none. */
  readonly span: readonly [number, number] | null;
  /** Lengths of the pauses between speech, in frames. */
  readonly pauseFrames: readonly number[];
}

const FULL_SCALE = 32_768;
const STEPS_PER_WINDOW = PITCH_WINDOW / PITCH_STEP;
const MIN_PAUSE_FRAMES = 15;
/** Under an utterance's loud frames, speech is heard this far down; noise may end it earlier. */
const SPEECH_RANGE_DB = 25;
const ABOVE_NOISE_DB = 6;
const MIN_CONTRAST_DB = 12;
const SILENT_DB = -70;

/** Levels of 40 ms, and which of them are speech rather than pause: relative to the loud and the quiet frames of the utterance itself. */
export function loudnessCourse(sound: Float64Array): LoudnessCourse {
  const frames = Math.max(0, Math.floor((sound.length - PITCH_WINDOW) / PITCH_STEP) + 1);
  const framesDb = levelsOf(sound, frames);
  const [loud, quiet] = [quantile(framesDb, 0.95), quantile(framesDb, 0.05)];
  const bar = Math.max(loud - SPEECH_RANGE_DB, Math.min(quiet + ABOVE_NOISE_DB, loud - MIN_CONTRAST_DB), SILENT_DB);
  const isLoud = Array.from(framesDb, (db) => db > bar);
  const first = isLoud.indexOf(true);
  if (first === -1) return { framesDb, isSpeech: isLoud, span: null, pauseFrames: [] };
  const last = isLoud.lastIndexOf(true);
  const pauses = quietRuns(isLoud, first, last).filter(([from, to]) => pauseLength(from, to) >= MIN_PAUSE_FRAMES);
  const isSpeech = isLoud.map(
    (_, frame) => frame >= first && frame <= last && !pauses.some(([from, to]) => frame >= from && frame <= to),
  );
  return { framesDb, isSpeech, span: [first, last], pauseFrames: pauses.map(([from, to]) => pauseLength(from, to)) };
}

/** Windows overlap: the energy of each step is summed once. */
function levelsOf(sound: Float64Array, frames: number): Float64Array {
  const steps = new Float64Array(frames + STEPS_PER_WINDOW - 1);
  for (let step = 0; step < steps.length; step++) {
    let energy = 0;
    for (let at = step * PITCH_STEP; at < (step + 1) * PITCH_STEP; at++) energy += (sound[at] ?? 0) * (sound[at] ?? 0);
    steps[step] = energy;
  }
  const framesDb = new Float64Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    let energy = 0;
    for (let step = frame; step < frame + STEPS_PER_WINDOW; step++) energy += steps[step] ?? 0;
    framesDb[frame] = 10 * Math.log10(energy / PITCH_WINDOW / FULL_SCALE ** 2 + 1e-12);
  }
  return framesDb;
}

/** A window reaches over both edges of a pause: a frame counts as quiet only when all of it is. */
const pauseLength = (from: number, to: number): number => to - from + STEPS_PER_WINDOW;

function quietRuns(isLoud: readonly boolean[], first: number, last: number): [number, number][] {
  const runs: [number, number][] = [];
  for (let frame = first; frame <= last; frame++) {
    if (isLoud[frame] === true) continue;
    const run = runs.at(-1);
    if (run !== undefined && run[1] === frame - 1) run[1] = frame;
    else runs.push([frame, frame]);
  }
  return runs;
}

/** The value below which `share` of all lie; 0 for none. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).toSorted();
  return sorted[Math.min(sorted.length - 1, Math.round(share * (sorted.length - 1)))] ?? 0;
}

const DIP_DB = 2;
const SMOOTHED_FRAMES = 2;

/**
 * Syllable nuclei, after de Jong and Wempe (2009): peaks of loudness that are voiced and lie between dips of at least 2 dB. How many there are.
 */
export function countSyllables({ framesDb, isSpeech }: LoudnessCourse, track: PitchTrack): number {
  const levels = framesDb.map((_, at) => {
    const near = framesDb.subarray(Math.max(0, at - SMOOTHED_FRAMES), at + SMOOTHED_FRAMES + 1);
    return near.reduce((sum, db) => sum + db, 0) / near.length;
  });
  let syllables = 0;
  let lowest = Number.NEGATIVE_INFINITY;
  let peak: { readonly db: number; readonly isNucleus: boolean } | null = null;
  for (const [frame, db] of levels.entries()) {
    if (peak === null ? db > lowest + DIP_DB : db > peak.db) {
      const isVoiced = [-1, 0, 1].some((offset) => (track[frame + offset] ?? null) !== null);
      peak = { db, isNucleus: isVoiced && isSpeech[frame] === true };
    } else if (peak !== null && db < peak.db - DIP_DB) {
      if (peak.isNucleus) syllables += 1;
      peak = null;
      lowest = db;
    } else if (peak === null) {
      lowest = Math.min(lowest, db);
    }
  }
  return syllables + (peak?.isNucleus === true ? 1 : 0);
}
