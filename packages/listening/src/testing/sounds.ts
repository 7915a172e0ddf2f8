import { LISTENING_RATE_HZ } from "@headway-jobs/tools/sound/pcm";
import { seededNoise } from "./seeded-noise.ts";

/** A sound of so many seconds from its value (−1 to 1) at each moment. */
export function sound(seconds: number, valueAt: (atS: number) => number): Int16Array {
  return Int16Array.from({ length: Math.round(seconds * LISTENING_RATE_HZ) }, (_, at) =>
    Math.max(-32_768, Math.min(32_767, Math.round(32_767 * valueAt(at / LISTENING_RATE_HZ)))),
  );
}

export const sine = (hz: number, atS: number): number => Math.sin(2 * Math.PI * hz * atS);

/** A voiced sound without formants: harmonics that fall by 6 dB an octave. */
export function buzz(hz: number, atS: number, harmonics = 12): number {
  let value = 0;
  for (let n = 1; n <= harmonics; n++) value += sine(hz * n, atS) / n;
  return value / 2;
}

export function joined(...parts: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const MELODY = [0, 4, 7, 12, 9, 5, 2, 7];
const noteHz = (index: number): number => 220 * 2 ** ((MELODY[index % MELODY.length] ?? 0) / 12);

/** What is heard in recordings and is nobody's speech, by name. */
export const NO_SPEECH: Readonly<Record<string, (seconds: number) => Int16Array>> = {
  silence: (seconds) => new Int16Array(seconds * LISTENING_RATE_HZ),
  "white noise": (seconds) => noise(seconds, 0.05),
  "loud white noise": (seconds) => noise(seconds, 0.25),
  "mains hum": (seconds) => sound(seconds, (s) => 0.2 * buzz(50, s, 8)),
  "a tone": (seconds) => sound(seconds, (s) => 0.3 * sine(440, s)),
  "a ringing tone": (seconds) => sound(seconds, (s) => (s % 3 < 1 ? 0.2 * (sine(440, s) + sine(480, s)) : 0)),
  "a busy tone": (seconds) => sound(seconds, (s) => (s % 1 < 0.5 ? 0.2 * (sine(480, s) + sine(620, s)) : 0)),
  "dialled digits": (seconds) =>
    sound(seconds, (s) => {
      const low = [697, 770, 852, 941][Math.floor(s / 0.2) % 4] ?? 0;
      const high = [1209, 1336, 1477][Math.floor(s / 0.2) % 3] ?? 0;
      return s % 0.2 < 0.1 ? 0.25 * (sine(low, s) + sine(high, s)) : 0;
    }),
  "an organ": (seconds) =>
    sound(seconds, (s) => {
      const hz = noteHz(Math.floor(s / 0.8));
      return 0.12 * (buzz(hz, s, 6) + buzz(hz * 1.25, s, 6) + buzz(hz * 1.5, s, 6));
    }),
  "a plucked melody": (seconds) =>
    sound(seconds, (s) => {
      const since = s % 0.3;
      return 0.4 * Math.min(1, since / 0.004) * Math.exp(-since / 0.12) * buzz(noteHz(Math.floor(s / 0.3)), s, 10);
    }),
  "plucked chords": (seconds) =>
    sound(seconds, (s) => {
      const since = s % 0.5;
      const hz = noteHz(Math.floor(s / 0.5)) / 1.5;
      const chord = buzz(hz, s, 10) + buzz(hz * 1.26, s, 10) + buzz(hz * 1.498, s, 10);
      return 0.2 * Math.min(1, since / 0.004) * Math.exp(-since / 0.25) * chord;
    }),
  "a flute melody": (seconds) =>
    sound(seconds, (s) => {
      const since = s % 0.4;
      const swell = Math.min(1, since / 0.05) * Math.min(1, (0.4 - since) / 0.05);
      return 0.3 * swell * buzz(2 * noteHz(Math.floor(s / 0.4)), s, 4);
    }),
  clicks: (seconds) => {
    const random = seededNoise(4);
    return sound(seconds, (s) => (s % 0.23 < 0.004 ? 0.4 * random() : 0));
  },
  "bursts of noise": (seconds) => {
    const random = seededNoise(5);
    return sound(seconds, (s) => (s % 0.7 < 0.3 ? 0.1 * random() : 0));
  },
};

function noise(seconds: number, level: number): Int16Array {
  const random = seededNoise(3);
  return sound(seconds, () => level * random());
}
