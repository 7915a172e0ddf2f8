import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { openRepetition } from "../repetition.ts";
import { openSpectrum } from "../spectrum.ts";

/** 10 ms from one frame to the next; each looks at 32 ms. */
export const FRAME_STEP = LISTENING_RATE_HZ / 100;
export const FRAME_SPAN = 512;

/** What one frame sounds like, as far as telling speech from other sounds needs it. */
export interface Frame {
  /** Of 150–4,000 Hz, in dB under full scale. */
  readonly levelDb: number;
  /** Levels of twelve bands, dB. */
  readonly bandsDb: Float64Array;
  /** How many of the bands take part in it. */
  readonly breadth: number;
}

export interface FrameMeter {
  /** Measures the frame that begins at `samples[0]`. */
  measure(samples: Int16Array): Frame;
  /** 0–1: how much the frame repeats itself at a voice's pitch. Costs more than all else, and is asked only where something is heard. */
  periodicity(samples: Int16Array): number;
}

export function openFrameMeter(): FrameMeter {
  const spectrum = openSpectrum(FRAME_SPAN);
  const slow = new Float64Array(FRAME_SPAN / DECIMATION);
  const repetition = openRepetition({ window: slow.length, maxLag: MAX_LAG, silence: 1 });
  return {
    measure(samples) {
      const power = spectrum.power(samples, 0);
      const bandsDb = new Float64Array(BAND_EDGES.length - 1);
      for (let band = 0; band < bandsDb.length; band++) {
        bandsDb[band] = toDb(sumOf(power, BAND_EDGES[band] ?? 0, BAND_EDGES[band + 1] ?? 0));
      }
      return { levelDb: toDb(sumOf(power, SPEECH_BINS[0], SPEECH_BINS[1])), bandsDb, breadth: breadthOf(bandsDb) };
    },
    periodicity(samples) {
      decimate(samples, slow);
      repetition.take(slow, 0);
      return bestOf(repetition.strengths(MIN_LAG, MAX_LAG));
    },
  };
}

const BIN_HZ = LISTENING_RATE_HZ / FRAME_SPAN;
const binOf = (hz: number): number => Math.round(hz / BIN_HZ);
const SPEECH_BINS = [binOf(150), binOf(4000)] as const;
const BAND_EDGES = [150, 300, 450, 620, 820, 1050, 1320, 1640, 2020, 2480, 3040, 3730, 4600].map(binOf);
// A full-scale sine under a Hann window sums to this power over its bins.
const FULL_SCALE = (32_768 ** 2 * FRAME_SPAN ** 2 * 1.5) / 16;

const toDb = (power: number): number => 10 * Math.log10(power / FULL_SCALE + 1e-10);

function sumOf(power: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let bin = from; bin < to; bin++) sum += power[bin] ?? 0;
  return sum;
}

const BREADTH_DB = 30;

function breadthOf(bandsDb: Float64Array): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let band = 0; band < bandsDb.length; band++) top = Math.max(top, bandsDb[band] ?? 0);
  let count = 0;
  for (let band = 0; band < bandsDb.length; band++) if ((bandsDb[band] ?? 0) > top - BREADTH_DB) count += 1;
  return count;
}

// Voices' fundamentals and first harmonics lie under 1 kHz: at 4 kHz the search costs a sixteenth.
const DECIMATION = 4;
const MIN_LAG = 10;
const MAX_LAG = 62;

function decimate(samples: Int16Array, slow: Float64Array): void {
  for (let n = 0; n < slow.length; n++) {
    const from = n * DECIMATION;
    slow[n] = (samples[from] ?? 0) + (samples[from + 1] ?? 0) + (samples[from + 2] ?? 0) + (samples[from + 3] ?? 0);
  }
}

/** The best among a voice's periods. */
function bestOf(strengths: Float64Array): number {
  let best = 0;
  for (let n = 0; n <= MAX_LAG - MIN_LAG; n++) best = Math.max(best, strengths[n] ?? 0);
  return best;
}
