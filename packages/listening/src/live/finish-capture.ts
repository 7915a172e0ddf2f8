import { HeadwayError } from "@headway-jobs/contract";
import { open } from "node:fs/promises";
import { probe } from "@headway-jobs/tools/ffmpeg/probe";
import { runTool } from "@headway-jobs/tools/programs/run-tool";
import { hostileInputArgs } from "../recording/formats.ts";

const EBML = "1a45dfa3";
const CONTAINERS = ["matroska"];
const LIMIT_MS = 120_000;
/** What containers say of their length is not exact. */
const LEAST_SHARE = 0.98;

/**
 * Writes a finished capture again with what its recorder could not know when it began: its length, and an index for
 * seeking; its sound is copied as it is. False, and nothing to be used in `out`, when it is no WebM or Matroska file,
 * or when less than `heardS` seconds would be left of it.
 */
export async function finishCapture(request: {
  readonly file: string;
  readonly out: string;
  readonly heardS: number;
  readonly signal: AbortSignal;
}): Promise<boolean> {
  const { file, out, heardS, signal } = request;
  if (!(await isMatroska(file))) return false;
  try {
    await runTool({
      tool: "ffmpeg",
      args: [
        ...hostileInputArgs(CONTAINERS),
        ["-y", "-f", "matroska", "-i", `file:${file}`, "-map", "0:a", "-map", "0:v?", "-c", "copy"],
        ["-f", out.endsWith(".webm") ? "webm" : "matroska", `file:${out}`],
      ],
      task: "finishing a capture",
      timeLimitMs: LIMIT_MS,
      signal,
    });
    const { durationMs } = await probe(out, { signal, formats: CONTAINERS });
    return durationMs >= heardS * 1000 * LEAST_SHARE;
  } catch (error) {
    // The capture as it came can be heard all the same.
    if (error instanceof HeadwayError && error.code === "TOOL_FAILED") return false;
    throw error;
  }
}

async function isMatroska(file: string): Promise<boolean> {
  await using handle = await open(file);
  const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
  return buffer.toString("hex") === EBML;
}
