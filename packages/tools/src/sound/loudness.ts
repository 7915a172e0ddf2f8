import { HeadwayError } from "@headway-jobs/contract";
import { rename, rm } from "node:fs/promises";
import type { ToolEnv } from "../programs/find-tool.ts";
import { runTool } from "../programs/run-tool.ts";

/** Loudness by ITU-R BS.1770 / EBU R 128. */
export interface Loudness {
  readonly integratedLufs: number;
  readonly truePeakDb: number;
}

export interface Gain {
  readonly gainDb: number;
  /** The gain alone would take peaks above the ceiling: they are limited. */
  readonly limitPeaks: boolean;
}

export const TARGET_LUFS = -16;
export const CEILING_DBTP = -1.5;

interface Measured {
  /** WAV files of one format. */
  readonly files: readonly string[];
  readonly signal: AbortSignal;
  readonly env?: ToolEnv;
}

/** Loudness of sound files played one after the other: of a whole video, so that one gain fits all slides and none pumps. */
export async function measureLoudness(request: Measured): Promise<Loudness> {
  const summary = await ebur128Of(request, ["ebur128=peak=true:framelog=verbose"]);
  return {
    integratedLufs: readingOf(summary, /I:\s+(-?[\d.]+|-inf|nan) LUFS/),
    truePeakDb: readingOf(summary, /Peak:\s+(-?[\d.]+|-inf|nan) dBFS/),
  };
}

/** How loud the files come out with a gain; without their peaks, whose oversampling is half the work of measuring. */
async function loudnessWithGain(request: Measured, gain: Gain): Promise<number> {
  const summary = await ebur128Of(request, [gainFilter(gain), "ebur128=framelog=verbose"]);
  return readingOf(summary, /I:\s+(-?[\d.]+|-inf|nan) LUFS/);
}

async function ebur128Of({ files, ...rest }: Measured, filters: readonly string[]): Promise<string> {
  const joined = files.length > 1 ? [`concat=n=${files.length}:v=0:a=1`] : [];
  const { stderrTail } = await runTool({
    tool: "ffmpeg",
    args: [
      ["-hide_banner", "-nostdin", "-nostats", "-protocol_whitelist", "file,pipe,concat"],
      ...files.flatMap((file) => ["-f", "wav", "-i", `file:${file}`]),
      ["-filter_complex", `${files.map((_, index) => `[${index}:a]`).join("")}${[...joined, ...filters].join(",")}`],
      ["-f", "null", "-"],
    ],
    task: "measuring loudness",
    ...rest,
  });
  return stderrTail.slice(stderrTail.lastIndexOf("Summary:"));
}

function readingOf(summary: string, pattern: RegExp): number {
  const text = pattern.exec(summary)?.[1];
  if (text === undefined) {
    throw new HeadwayError("TOOL_FAILED", "ffmpeg did not say how loud the sound is.", { retryable: false });
  }
  // Silence reads "-inf" or "nan".
  return Number.isFinite(Number(text)) ? Number(text) : -120;
}

/**
 * The gain that brings speech to −16 LUFS with peaks under −1.5 dBTP. Where peaks need the limiter, which makes the sound quieter again, the gain is
 * corrected by measuring what comes out. Silence stays silence.
 */
export async function fitGain(
  request: Measured & {
    readonly targetLufs?: number;
    /** Times that the gain may be corrected, each a measurement of the whole; default 3. */
    readonly corrections?: number;
  },
): Promise<Gain> {
  const { targetLufs = TARGET_LUFS, corrections = MAX_CORRECTIONS, ...measured } = request;
  let gain = masterGain(await measureLoudness(measured), targetLufs);
  for (let round = 0; gain.limitPeaks && round < corrections; round++) {
    const missingDb = targetLufs - (await loudnessWithGain(measured, gain));
    if (missingDb < NEAR_ENOUGH_DB) break;
    gain = { gainDb: roundDb(gain.gainDb + missingDb), limitPeaks: true };
  }
  return gain;
}

const MAX_CORRECTIONS = 3;
const NEAR_ENOUGH_DB = 0.2;

/** The gain from a measured loudness to −16 LUFS as far as arithmetic tells, and whether peaks then need the limiter. */
export function masterGain(loudness: Loudness, targetLufs = TARGET_LUFS): Gain {
  if (loudness.integratedLufs <= SILENT_LUFS) return { gainDb: 0, limitPeaks: false };
  const gainDb = roundDb(targetLufs - loudness.integratedLufs);
  return { gainDb, limitPeaks: loudness.truePeakDb + gainDb > CEILING_DBTP };
}

const roundDb = (db: number): number => Math.round(db * 100) / 100;

/**
 * A gain as ffmpeg filters. Before the limiter, all-pass filters spread the phases of a synthetic voice, whose harmonics all peak at once:
 * inaudible, and up to 4 dB less to limit. The limiter's ceiling is a decibel lower than the limit, as it sees samples and not the peaks between them.
 */
export function gainFilter({ gainDb, limitPeaks }: Gain): string {
  const volume = `volume=${gainDb.toFixed(2)}dB:precision=float`;
  if (!limitPeaks) return volume;
  const spread = [120, 250, 500, 1000].map((hz) => `allpass=f=${hz}:t=q:w=0.7`);
  return [volume, ...spread, "alimiter=limit=0.75:level=false:attack=5:release=60"].join(",");
}

/** Writes a WAV file with a gain applied; `out` appears complete or not at all. */
export async function applyGain(request: {
  readonly file: string;
  readonly gain: Gain;
  readonly out: string;
  readonly signal: AbortSignal;
  readonly env?: ToolEnv;
}): Promise<void> {
  const { file, gain, out, ...rest } = request;
  const unfinished = `${out}.part`;
  try {
    await runTool({
      tool: "ffmpeg",
      args: [
        ["-v", "error", "-nostdin", "-y", "-f", "wav", "-i", `file:${file}`],
        ["-af", gainFilter(gain), "-c:a", "pcm_s16le", "-bitexact", "-f", "wav", `file:${unfinished}`],
      ],
      task: "setting loudness",
      ...rest,
    });
    await rename(unfinished, out);
  } finally {
    await rm(unfinished, { force: true });
  }
}

// BS.1770 gates everything quieter away and ebur128 then answers with this floor.
const SILENT_LUFS = -69;
