import { rename, rm } from "node:fs/promises";
import type { ToolEnv } from "../programs/find-tool.ts";
import { runTool } from "../programs/run-tool.ts";
import { type Gain, gainFilter } from "./loudness.ts";

// mp3 and Opus at the lowest rates at which speech sounds like the FLAC.
const ENCODERS = {
  flac: ["-c:a", "flac", "-compression_level", "5", "-f", "flac"],
  wav: ["-c:a", "pcm_s16le", "-f", "wav"],
  mp3: ["-c:a", "libmp3lame", "-b:a", "96k", "-f", "mp3"],
  ogg: ["-c:a", "libopus", "-b:a", "48k", "-f", "ogg"],
} as const;
type SoundFormat = keyof typeof ENCODERS;

const ENCODE_LIMIT_MS = 600_000;

/** Writes a WAV or FLAC file in another form, with a gain when one is given; `out` appears complete or not at all. */
export async function encodeSpeech(request: {
  readonly file: string;
  readonly gain?: Gain;
  readonly format: SoundFormat;
  readonly out: string;
  readonly signal: AbortSignal;
  readonly env?: ToolEnv;
}): Promise<void> {
  const { file, gain, format, out, ...rest } = request;
  const unfinished = `${out}.part`;
  try {
    await runTool({
      tool: "ffmpeg",
      args: [
        ["-v", "error", "-nostdin", "-y", "-protocol_whitelist", "file,pipe", "-format_whitelist", "wav,flac"],
        ["-i", `file:${file}`, "-map", "0:a:0", "-map_metadata", "-1"],
        gain === undefined ? [] : ["-af", gainFilter(gain)],
        // A filter chain may widen the samples; the voices have 16 bits.
        format === "flac" ? ["-sample_fmt", "s16"] : [],
        [...ENCODERS[format], "-bitexact", `file:${unfinished}`],
      ],
      task: "encoding speech",
      timeLimitMs: ENCODE_LIMIT_MS,
      ...rest,
    });
    await rename(unfinished, out);
  } finally {
    await rm(unfinished, { force: true });
  }
}
