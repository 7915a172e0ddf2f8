import { countPcmSamples, readPcm } from "@headway-jobs/tools/sound/pcm";

/** How loud a PCM file is over its length, for drawing: `points` peaks, 0–1, evenly spaced. Streamed. */
export async function envelopeOf(file: string, points: number, signal: AbortSignal): Promise<number[]> {
  const total = await countPcmSamples(file);
  const peaks = Array.from({ length: points }, () => 0);
  let at = 0;
  for await (const samples of readPcm(file, signal)) {
    for (const sample of samples) {
      const point = Math.min(points - 1, Math.floor((at * points) / total));
      peaks[point] = Math.max(peaks[point] ?? 0, Math.abs(sample) / 32_768);
      at += 1;
    }
  }
  return peaks;
}
