import { HeadwayError } from "@headway-jobs/contract";
import { rm, stat } from "node:fs/promises";
import type { ToolEnv } from "../programs/find-tool.ts";
import { runTool } from "../programs/run-tool.ts";
import { FRAMES_PER_SECOND } from "../ffmpeg/encode-segment.ts";

/**
 * Writes the picture that a video shows at a moment to a JPEG or PNG file, by the name's ending; for posters and checks. A moment after the
 * end is TOOL_FAILED.
 */
export async function extractFrame(request: {
  readonly file: string;
  readonly atMs: number;
  readonly out: string;
  readonly signal: AbortSignal;
  readonly env?: ToolEnv;
}): Promise<void> {
  const { file, atMs, out, signal } = request;
  const codec = out.endsWith(".png") ? ["-c:v", "png"] : ["-c:v", "mjpeg", "-q:v", "2"];
  try {
    await runTool({
      tool: "ffmpeg",
      args: [
        ["-v", "error", "-nostdin", "-y", "-ss", frameStartS(atMs), "-i", `file:${file}`, "-map", "0:v:0"],
        ["-frames:v", "1", "-update", "1", ...codec, "-f", "image2", `file:${out}`],
      ],
      task: "taking a picture out of a video",
      timeLimitMs: 60_000,
      signal,
      ...(request.env === undefined ? {} : { env: request.env }),
    });
    await stat(out);
  } catch (error) {
    await rm(out, { force: true });
    // ffmpeg ends well without a picture when the moment lies behind the last one.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      throw new HeadwayError("TOOL_FAILED", "The video has no picture at that moment.", { retryable: false });
    }
    throw error;
  }
}

/** Just before the start of the frame that is shown at that moment: ffmpeg takes the first one from there on. */
function frameStartS(atMs: number): string {
  const frame = Math.floor((atMs * FRAMES_PER_SECOND) / 1000 + 0.001);
  return Math.max(0, frame / FRAMES_PER_SECOND - 0.004).toFixed(3);
}
