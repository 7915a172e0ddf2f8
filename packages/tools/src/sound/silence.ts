import { msToSamples } from "./wav.ts";

// −50 dB below full scale: quieter than a voice's last breath, louder than an encoder's noise.
const SILENCE_PEAK = 104;
const WINDOW = msToSamples(5);
const LEAD_IN = msToSamples(20);
const LEAD_OUT = msToSamples(60);
const FADE = msToSamples(4);

/**
 * Cuts the silence before and after speech, keeping a breath (20 ms before, 60 ms after) so that soft consonants stay whole, and fades
 * the cut edges over 4 ms so that no edge clicks. Sound that is silent throughout gives no samples.
 */
export function trimSilence(samples: Int16Array): Int16Array {
  const first = firstLoud(samples);
  if (first === -1) return new Int16Array(0);
  const start = Math.max(0, first - LEAD_IN);
  const end = Math.min(samples.length, lastLoud(samples) + LEAD_OUT);
  const kept = samples.slice(start, end);
  fadeEdges(kept);
  return kept;
}

function firstLoud(samples: Int16Array): number {
  for (let at = 0; at < samples.length; at += WINDOW) {
    if (isLoud(samples, at)) return at;
  }
  return -1;
}

function lastLoud(samples: Int16Array): number {
  for (let at = Math.floor((samples.length - 1) / WINDOW) * WINDOW; at >= 0; at -= WINDOW) {
    if (isLoud(samples, at)) return Math.min(samples.length, at + WINDOW);
  }
  return 0;
}

function isLoud(samples: Int16Array, from: number): boolean {
  const to = Math.min(samples.length, from + WINDOW);
  for (let i = from; i < to; i++) {
    if (Math.abs(samples[i] ?? 0) > SILENCE_PEAK) return true;
  }
  return false;
}

function fadeEdges(samples: Int16Array): void {
  const length = Math.min(FADE, Math.floor(samples.length / 2));
  for (let i = 0; i < length; i++) {
    const share = i / length;
    const last = samples.length - 1 - i;
    samples[i] = Math.round((samples[i] ?? 0) * share);
    samples[last] = Math.round((samples[last] ?? 0) * share);
  }
}
