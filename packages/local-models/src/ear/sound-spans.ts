import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";

/** A stretch of samples that holds sound. */
export interface SoundSpan {
  readonly from: number;
  readonly to: number;
}

const FRAME = LISTENING_RATE_HZ / 50;
/** Quieter frames hold no speech that anybody could understand. */
const SILENCE_DB = -60;
/** Above the noise of a recording, where it has pauses. */
const ABOVE_NOISE_DB = 6;
/** Recordings whose levels differ less have no pauses by which to know their noise. */
const LEAST_RANGE_DB = 18;
const MARGIN_FRAMES = 10;
/** Shorter pauses stay inside a span. */
const PAUSE_FRAMES = 35;
/** A shorter sound is a click. */
const SHORTEST_FRAMES = 3;

/**
 * The parts of a recording (16 kHz mono) that hold sound, none longer than `maxS`: spans end at pauses where there are any, else at the quietest place of
 * their last third. Silence is in no span, so that no recogniser can read words into it.
 */
export function soundSpans(samples: Int16Array, maxS: number): SoundSpan[] {
  const levels = levelsOf(samples);
  const maxFrames = Math.max(1, Math.floor((maxS * LISTENING_RATE_HZ) / FRAME));
  const spans = joined(
    loudRuns(levels).flatMap((run) => cut(run, levels, maxFrames)),
    maxFrames,
  );
  return spans.map(({ from, to }) => ({ from: from * FRAME, to: Math.min(samples.length, to * FRAME) }));
}

/** Level of each 20 ms, in dB below full scale. */
function levelsOf(samples: Int16Array): Float32Array {
  const levels = new Float32Array(Math.ceil(samples.length / FRAME));
  for (let frame = 0; frame < levels.length; frame++) {
    const end = Math.min(samples.length, (frame + 1) * FRAME);
    let sum = 0;
    for (let at = frame * FRAME; at < end; at++) sum += (samples[at] ?? 0) ** 2;
    const power = sum / ((end - frame * FRAME) * 32_768 ** 2);
    levels[frame] = power === 0 ? -Infinity : 10 * Math.log10(power);
  }
  return levels;
}

/** Runs of frames that are louder than the recording's noise, with a margin for soft beginnings and ends. */
function loudRuns(levels: Float32Array): SoundSpan[] {
  const threshold = thresholdOf(levels);
  const runs: { from: number; to: number }[] = [];
  let from = -1;
  let lastLoud = -1;
  const close = (): void => {
    const isLong = from !== -1 && lastLoud - from + 1 >= SHORTEST_FRAMES;
    if (isLong) runs.push({ from, to: lastLoud + 1 });
    from = -1;
  };
  for (const [frame, level] of levels.entries()) {
    if (level < threshold) {
      if (from !== -1 && frame - lastLoud > PAUSE_FRAMES) close();
      continue;
    }
    if (from === -1) from = frame;
    lastLoud = frame;
  }
  close();
  return runs.map((run) => ({
    from: Math.max(0, run.from - MARGIN_FRAMES),
    to: Math.min(levels.length, run.to + MARGIN_FRAMES),
  }));
}

function thresholdOf(levels: Float32Array): number {
  const sorted = levels.filter((level) => level > -Infinity).toSorted();
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? -Infinity;
  const [noise, loud] = [at(0.1), at(0.95)];
  return loud - noise < LEAST_RANGE_DB ? SILENCE_DB : Math.max(SILENCE_DB, noise + ABOVE_NOISE_DB);
}

/** A run in pieces of at most `maxFrames`. */
function cut(run: SoundSpan, levels: Float32Array, maxFrames: number): SoundSpan[] {
  const pieces: SoundSpan[] = [];
  let { from } = run;
  while (run.to - from > maxFrames) {
    const to = quietest(levels, from + Math.ceil((maxFrames * 2) / 3), from + maxFrames);
    pieces.push({ from, to });
    from = to;
  }
  pieces.push({ from, to: run.to });
  return pieces;
}

/** The frame from `from` to `to` around which 0.1 s are the quietest. */
function quietest(levels: Float32Array, from: number, to: number): number {
  let best = to;
  let bestLevel = Infinity;
  for (let frame = from; frame <= to; frame++) {
    const around = Math.max(...levels.subarray(Math.max(0, frame - 2), frame + 3));
    if (around > bestLevel) continue;
    best = frame;
    bestLevel = around;
  }
  return best;
}

/** Neighbours in one span as far as it holds them: recognisers understand a word better among others. */
function joined(pieces: readonly SoundSpan[], maxFrames: number): SoundSpan[] {
  const spans: SoundSpan[] = [];
  for (const piece of pieces) {
    const last = spans.at(-1);
    const fits = last !== undefined && piece.to - last.from <= maxFrames && piece.from - last.to <= JOINED_FRAMES;
    if (fits) spans[spans.length - 1] = { from: last.from, to: piece.to };
    else spans.push({ from: Math.max(piece.from, last?.to ?? 0), to: piece.to });
  }
  return spans;
}

/** Two seconds: a longer pause would be handed over as silence. */
const JOINED_FRAMES = 100;
