import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import type { Prosody } from "@headway-jobs/ports/prosody";
import { openSpectrum, type Spectrum } from "../spectrum.ts";

/**
 * What a voice sounds like, as sums that can be added: the more is heard of it, the surer it is. Mel cepstra of its speech without their level, and its
 * pitch. Plain numbers, so that it can be journaled.
 */
export interface Voiceprint {
  readonly frames: number;
  /** As many of them as say something new: who says the same sentence ten times is no better known than after the first. */
  readonly distinctFrames: number;
  readonly sums: readonly number[];
  /** Sums of products, the upper triangle row by row. */
  readonly products: readonly number[];
  /** Median log2 of the pitch and how many seconds of speech stand behind it; null when nothing was voiced. */
  readonly pitch: { readonly octave: number; readonly seconds: number } | null;
}

/** Dimensions of the cepstra; the first, which is loudness, is left out. */
export const CEPSTRA = 12;

/** Measures an utterance (16 kHz mono), with the pitch that was measured of it already. About 0.3 ms for each second. */
export function voiceprint(samples: Int16Array, prosody: Pick<Prosody, "pitchMedianHz" | "voicedShare">): Voiceprint {
  const vectors = cepstraOf(samples);
  const sums = Array.from({ length: CEPSTRA }, () => 0);
  const products = Array.from({ length: (CEPSTRA * (CEPSTRA + 1)) / 2 }, () => 0);
  for (const vector of vectors) {
    let at = 0;
    for (let row = 0; row < CEPSTRA; row++) {
      sums[row] = (sums[row] ?? 0) + (vector[row] ?? 0);
      for (let column = row; column < CEPSTRA; column++, at++) {
        products[at] = (products[at] ?? 0) + (vector[row] ?? 0) * (vector[column] ?? 0);
      }
    }
  }
  const { pitchMedianHz, voicedShare } = prosody;
  const seconds = (vectors.length * FRAME_STEP * voicedShare) / LISTENING_RATE_HZ;
  return {
    frames: vectors.length,
    distinctFrames: vectors.length,
    sums,
    products,
    pitch: pitchMedianHz === null ? null : { octave: Math.log2(pitchMedianHz), seconds },
  };
}

/** Both together, as one voice. */
export function added(one: Voiceprint, other: Voiceprint): Voiceprint {
  return {
    frames: one.frames + other.frames,
    distinctFrames: distinctTogether(one, other),
    sums: one.sums.map((sum, at) => sum + (other.sums[at] ?? 0)),
    products: one.products.map((sum, at) => sum + (other.products[at] ?? 0)),
    pitch: addedPitch(one.pitch, other.pitch),
  };
}

/**
 * Means over different words differ by chance, the less the more words there are. Where they differ by less than means over so many independent frames, the
 * shorter of both repeats what the longer says. Frames of speech are not independent: in doubt it is new.
 */
function distinctTogether(one: Voiceprint, other: Voiceprint): number {
  if (one.frames === 0 || other.frames === 0) return one.distinctFrames + other.distinctFrames;
  let difference = 0;
  for (let row = 0, diagonal = 0; row < CEPSTRA; diagonal += CEPSTRA - row, row++) {
    const oneMean = (one.sums[row] ?? 0) / one.frames;
    const otherMean = (other.sums[row] ?? 0) / other.frames;
    const oneVariance = (one.products[diagonal] ?? 0) / one.frames - oneMean ** 2;
    const otherVariance = (other.products[diagonal] ?? 0) / other.frames - otherMean ** 2;
    difference += (oneMean - otherMean) ** 2 / Math.max(1e-9, (oneVariance + otherVariance) / 2);
  }
  const byChance = CEPSTRA * (1 / one.distinctFrames + 1 / other.distinctFrames);
  const [shorter, longer] = [one.distinctFrames, other.distinctFrames].toSorted((a, b) => a - b);
  return (longer ?? 0) + (shorter ?? 0) * Math.min(1, difference / byChance);
}

function addedPitch(one: Voiceprint["pitch"], other: Voiceprint["pitch"]): Voiceprint["pitch"] {
  if (one === null || other === null) return one ?? other;
  const seconds = one.seconds + other.seconds;
  const octave = (one.octave * one.seconds + other.octave * other.seconds) / Math.max(1e-9, seconds);
  return { octave, seconds };
}

/** Seconds of speech behind a voiceprint, and of speech that says something new. */
export const secondsOf = ({ frames }: Voiceprint): number => (frames * FRAME_STEP) / LISTENING_RATE_HZ;
export const distinctSecondsOf = ({ distinctFrames }: Voiceprint): number =>
  (distinctFrames * FRAME_STEP) / LISTENING_RATE_HZ;

const FRAME_STEP = 320;
const SPAN = 512;
const BANDS = 22;
const LOWEST_HZ = 150;
/** As far as telephones carry, so that a wide and a narrow line differ less. */
const HIGHEST_HZ = 3800;
/** Frames this far under the utterance's loudest say more of the room than of the voice. */
const RANGE_DB = 25;

let spectrum: Spectrum | undefined;

function cepstraOf(samples: Int16Array): number[][] {
  spectrum ??= openSpectrum(SPAN);
  const frames: { readonly level: number; readonly bands: number[] }[] = [];
  for (let at = 0; at + SPAN <= samples.length; at += FRAME_STEP) {
    const power = spectrum.power(samples, at);
    const bands = FILTERS.map((filter) => filter.reduce((sum, [bin, weight]) => sum + weight * (power[bin] ?? 0), 1));
    const level = 10 * Math.log10(bands.reduce((sum, band) => sum + band, 0));
    frames.push({ level, bands: bands.map((band) => Math.log(band)) });
  }
  const top = frames.reduce((most, { level }) => Math.max(most, level), Number.NEGATIVE_INFINITY);
  return frames
    .filter(({ level }) => level > top - RANGE_DB)
    .map(({ bands }) =>
      COSINES.map((cosine) => cosine.reduce((sum, factor, band) => sum + factor * (bands[band] ?? 0), 0)),
    );
}

const melOf = (hz: number): number => 1127 * Math.log(1 + hz / 700);
const hzOf = (mel: number): number => 700 * (Math.exp(mel / 1127) - 1);

const edgeHz = (n: number): number =>
  hzOf(melOf(LOWEST_HZ) + ((melOf(HIGHEST_HZ) - melOf(LOWEST_HZ)) * n) / (BANDS + 1));

/** Overlapping triangles, evenly spaced in mel: for each band its bins and their weights. */
const FILTERS: readonly (readonly (readonly [number, number])[])[] = Array.from({ length: BANDS }, (_, band) => {
  const [low, middle, high] = [edgeHz(band), edgeHz(band + 1), edgeHz(band + 2)];
  return Array.from({ length: SPAN / 2 + 1 }, (__, bin) => {
    const hz = (bin * LISTENING_RATE_HZ) / SPAN;
    const weight = hz < middle ? (hz - low) / (middle - low) : (high - hz) / (high - middle);
    return [bin, weight] as const;
  }).filter(([, weight]) => weight > 0);
});

const COSINES: readonly (readonly number[])[] = Array.from({ length: CEPSTRA }, (_, n) =>
  Array.from(
    { length: BANDS },
    (__, band) => Math.sqrt(2 / BANDS) * Math.cos((Math.PI * (n + 1) * (band + 0.5)) / BANDS),
  ),
);
