import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import type { Prosody } from "@headway-jobs/ports/prosody";
import { openSpectrum, type Spectrum } from "../spectrum.ts";
import { measureCycles } from "./cycles.ts";
import { countSyllables, type LoudnessCourse, loudnessCourse, quantile } from "./loudness-course.ts";
import { PITCH_STEP, PITCH_WINDOW, type PitchTrack, trackPitch } from "./pitch.ts";

/**
 * Measures how an utterance (16 kHz mono) was said; see `Prosody` for units. Levels, spectrum and `voicedShare` are of its speech alone; silence before and
 * after is not counted as a pause. About 1 ms for each second: more than an event loop can wait for a long utterance, so it belongs in a thread.
 */
export function measureProsody(samples: Int16Array): Prosody {
  const offset = meanOf(samples);
  const sound = withoutOffset(samples, offset);
  const course = loudnessCourse(sound);
  const track = trackPitch(sound, course.isSpeech, LISTENING_RATE_HZ);
  const speechFrames = course.isSpeech.filter(Boolean).length;
  const voiced = voicedOf(track, course);
  const speechS = Math.max(1, speechFrames + EDGE_FRAMES) * STEP_S;
  const pausedS = course.pauseFrames.reduce((sum, frames) => sum + frames, 0) * STEP_S;
  const durationS = samples.length / LISTENING_RATE_HZ;
  return {
    durationS,
    ...pitchOf(voiced),
    ...levelsOf(course),
    syllablesPerS: speechFrames === 0 ? 0 : countSyllables(course, track) / speechS,
    pauseShare: durationS === 0 ? 0 : Math.min(1, pausedS / durationS),
    pauses: course.pauseFrames.length,
    ...measureCycles(sound, track, LISTENING_RATE_HZ),
    voicedShare: speechFrames === 0 ? 0 : Math.min(1, voiced.length / speechFrames),
    ...colourOf(samples, offset, course),
  };
}

const STEP_S = PITCH_STEP / LISTENING_RATE_HZ;
const EDGE_FRAMES = PITCH_WINDOW / PITCH_STEP - 1;
const SILENCE_DB = -120;

function withoutOffset(samples: Int16Array, offset: number): Float64Array {
  // What is shorter than a window is followed by silence.
  const sound = new Float64Array(Math.max(PITCH_WINDOW, samples.length));
  for (let at = 0; at < samples.length; at++) sound[at] = (samples[at] ?? 0) - offset;
  return sound;
}

interface VoicedFrame {
  readonly atS: number;
  readonly hz: number;
  readonly semitones: number;
}

function voicedOf(track: PitchTrack, { isSpeech }: LoudnessCourse): VoicedFrame[] {
  return track.flatMap((hz, frame) =>
    hz === null || isSpeech[frame] !== true
      ? []
      : [{ atS: frame * STEP_S, hz, semitones: 12 * Math.log2(hz / REFERENCE_HZ) }],
  );
}

const REFERENCE_HZ = 100;
const MIN_SLOPE_FRAMES = 8;
const FINAL_FRAMES = 30;
/** Pitch this far from the median is an error of the measurement, or a squeak; it would bend every slope. */
const OUTLIER_SEMITONES = 14;

type Pitch = Pick<
  Prosody,
  | "pitchMedianHz"
  | "pitchLowHz"
  | "pitchHighHz"
  | "pitchSlopeSemitonesPerS"
  | "finalSlopeSemitonesPerS"
  | "pitchSpreadSemitones"
>;

function pitchOf(all: readonly VoicedFrame[]): Pitch {
  const median = quantile(
    all.map(({ semitones }) => semitones),
    0.5,
  );
  const voiced = all.filter(({ semitones }) => Math.abs(semitones - median) < OUTLIER_SEMITONES);
  const pitches = voiced.map(({ hz }) => hz);
  const at = (share: number): number | null => (pitches.length === 0 ? null : quantile(pitches, share));
  return {
    pitchMedianHz: at(0.5),
    pitchLowHz: at(0.05),
    pitchHighHz: at(0.95),
    pitchSlopeSemitonesPerS: slopeOf(voiced),
    finalSlopeSemitonesPerS: slopeOf(voiced.slice(-FINAL_FRAMES)),
    pitchSpreadSemitones: pitches.length === 0 ? null : deviationOf(voiced.map(({ semitones }) => semitones)),
  };
}

/** Least squares. */
function slopeOf(voiced: readonly VoicedFrame[]): number | null {
  if (voiced.length < MIN_SLOPE_FRAMES) return null;
  const meanS = meanOf(voiced.map(({ atS }) => atS));
  const mean = meanOf(voiced.map(({ semitones }) => semitones));
  let [product, square] = [0, 0];
  for (const { atS, semitones } of voiced) {
    product += (atS - meanS) * (semitones - mean);
    square += (atS - meanS) ** 2;
  }
  return square === 0 ? null : product / square;
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at] ?? 0;
  return sum / Math.max(1, values.length);
}

function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}

function levelsOf({ framesDb, isSpeech }: LoudnessCourse): Pick<Prosody, "levelDb" | "levelRangeDb"> {
  const heard = Array.from(framesDb).filter((_, frame) => isSpeech[frame] === true);
  if (heard.length === 0) return { levelDb: SILENCE_DB, levelRangeDb: 0 };
  return {
    levelDb: 10 * Math.log10(meanOf(heard.map((db) => 10 ** (db / 10)))),
    levelRangeDb: quantile(heard, 0.95) - quantile(heard, 0.1),
  };
}

const COLOUR_WINDOW = 512;
const COLOUR_STEP_FRAMES = 2;
const HIGH_HZ = 1000;
let spectrum: Spectrum | undefined;

/** From the mean spectrum of all speech. */
function colourOf(
  samples: Int16Array,
  offset: number,
  { isSpeech }: LoudnessCourse,
): Pick<Prosody, "centroidHz" | "highToLowDb"> {
  spectrum ??= openSpectrum(COLOUR_WINDOW);
  const mean = new Float64Array(COLOUR_WINDOW / 2 + 1);
  for (let frame = 0; frame < isSpeech.length; frame += COLOUR_STEP_FRAMES) {
    if (isSpeech[frame] !== true) continue;
    const power = spectrum.power(samples, frame * PITCH_STEP, offset);
    for (let bin = 0; bin < mean.length; bin++) mean[bin] = (mean[bin] ?? 0) + (power[bin] ?? 0);
  }
  const binHz = LISTENING_RATE_HZ / COLOUR_WINDOW;
  let [weighted, low, high] = [0, 0, 0];
  for (const [bin, power] of mean.entries()) {
    weighted += bin * binHz * power;
    if (bin * binHz < HIGH_HZ) low += power;
    else high += power;
  }
  if (low + high === 0) return { centroidHz: 0, highToLowDb: 0 };
  return {
    centroidHz: weighted / (low + high),
    highToLowDb: Math.max(-80, Math.min(80, 10 * Math.log10((high + 1e-9) / (low + 1e-9)))),
  };
}
