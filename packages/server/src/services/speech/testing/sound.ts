import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
export const HZ = 48_000;

/** Samples of any sound file, 48 kHz mono, decoded by ffmpeg and not by code under test. */
export async function samplesOf(file: string): Promise<Int16Array> {
  const { stdout } = await run("ffmpeg", ["-v", "error", "-i", file, "-ac", "1", "-ar", `${HZ}`, "-f", "s16le", "-"], {
    encoding: "buffer",
    maxBuffer: 512 * 2 ** 20,
  });
  return new Int16Array(new Uint8Array(stdout).buffer);
}

/** Seconds of the longest stretch below −50 dB. */
export function longestSilence(samples: Int16Array): number {
  let longest = 0;
  let since = 0;
  for (const [at, sample] of samples.entries()) {
    if (Math.abs(sample) > 104) since = at + 1;
    else longest = Math.max(longest, at + 1 - since);
  }
  return longest / HZ;
}

export const peakOf = (samples: Int16Array): number =>
  samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);

/** The greatest step between neighbouring samples around a time: a click is one that speech does not make there. */
export function greatestStep(samples: Int16Array, seconds: number, withinSeconds: number): number {
  let greatest = 0;
  const from = Math.max(1, Math.round((seconds - withinSeconds) * HZ));
  const to = Math.min(samples.length, Math.round((seconds + withinSeconds) * HZ));
  for (let at = from; at < to; at++)
    greatest = Math.max(greatest, Math.abs((samples[at] ?? 0) - (samples[at - 1] ?? 0)));
  return greatest;
}

/** Begin and end of each cue of a WebVTT text, in seconds. */
export function cueTimes(vtt: string): (readonly [number, number])[] {
  return [...vtt.matchAll(/^([\d:.]+) --> ([\d:.]+)$/gm)].map(([, from = "", to = ""]) => [seconds(from), seconds(to)]);
}

const seconds = (clock: string): number => clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
