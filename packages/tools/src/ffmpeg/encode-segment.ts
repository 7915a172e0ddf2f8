import { HeadwayError } from "@headway-jobs/contract";
import { rm } from "node:fs/promises";
import type { ToolEnv } from "../programs/find-tool.ts";
import { runTool, type ToolArgs } from "../programs/run-tool.ts";

/** Frames a second of everything that moves, and the grid on which all pictures begin and end. */
export const FRAMES_PER_SECOND = 30;

export interface SegmentRequest {
  /** Raw RGBA frames of width × height × 4 bytes, pulled as fast as the encoder takes them. One frame = a still. */
  readonly frames: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  /** How many frames come; the last one is held until `totalFrames`. */
  readonly movingFrames: number;
  /** Length of the segment on the grid of FRAMES_PER_SECOND. */
  readonly totalFrames: number;
  readonly width: number;
  readonly height: number;
  /** An MP4 file; absent after a failed or aborted run. */
  readonly out: string;
  readonly signal: AbortSignal;
  readonly env?: ToolEnv;
}

/**
 * Encodes one slide's picture: frames that move at 30 a second, and the last one held at next to no cost (a frame every two seconds
 * that repeats the one before it, with exact timestamps). All segments of one size share their H.264 headers and time base, so that
 * composeVideo joins them without encoding again.
 */
export async function encodeSegment(request: SegmentRequest): Promise<void> {
  assertPositive(request);
  try {
    await runTool({
      tool: "ffmpeg",
      args: segmentArgs(request),
      task: "encoding a slide",
      input: checked(request),
      signal: request.signal,
      ...(request.env === undefined ? {} : { env: request.env }),
    });
  } catch (error) {
    await rm(request.out, { force: true });
    throw error;
  }
}

function assertPositive(request: SegmentRequest): void {
  for (const name of ["movingFrames", "totalFrames", "width", "height"] as const) {
    if (!Number.isInteger(request[name]) || request[name] < 1) {
      throw new HeadwayError("INTERNAL", `A segment's ${name} must be a positive integer, not ${request[name]}.`);
    }
  }
}

/** A frame of another size would shift every later one; none at all would end well with an empty file. */
async function* checked({ frames, width, height }: SegmentRequest): AsyncGenerator<Uint8Array> {
  let count = 0;
  for await (const frame of frames) {
    if (frame.length !== width * height * 4) {
      throw new HeadwayError("INTERNAL", `A frame has ${frame.length} bytes instead of ${width * height * 4}.`);
    }
    count += 1;
    yield frame;
  }
  if (count === 0) throw new HeadwayError("INTERNAL", "A segment needs at least one frame.");
}

const HELD_FRAME_EVERY = 2 * FRAMES_PER_SECOND;
const KEYFRAME_EVERY_S = 4;

function segmentArgs({ width, height, movingFrames, totalFrames, out }: SegmentRequest): ToolArgs {
  return [
    ["-v", "error", "-nostdin", "-y", "-f", "rawvideo", "-pix_fmt", "rgb0"],
    ["-video_size", `${width}x${height}`, "-framerate", `${FRAMES_PER_SECOND}`, "-i", "pipe:0"],
    ["-vf", filters(movingFrames, totalFrames), "-fps_mode", "passthrough"],
    ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-profile:v", "high", "-level:v", "4.0"],
    // No B-frames: every segment starts at exactly 0 and needs no edit list. Stitchable: headers do not depend on content.
    ["-bf", "0", "-x264-params", "stitchable=1:keyint=infinite:scenecut=0"],
    ["-force_key_frames", `expr:gte(t,n_forced*${KEYFRAME_EVERY_S})`],
    ["-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"],
    ["-video_track_timescale", "90000", "-f", "mp4", `file:${out}`],
  ];
}

/**
 * Converts once, then holds: the last frame is repeated up to the segment's end and thinned out again. The segment's very last
 * frame is always kept, as its timestamp plus 1/30 s is what makes the segment exactly `totalFrames` long.
 */
function filters(movingFrames: number, totalFrames: number): string {
  const lastMoving = movingFrames - 1;
  return [
    "scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd+full_chroma_int",
    "format=yuv420p",
    "tpad=stop=-1:stop_mode=clone",
    `trim=end_frame=${totalFrames}`,
    `select='lt(n,${movingFrames})+not(mod(n-${lastMoving},${HELD_FRAME_EVERY}))+eq(n,${totalFrames - 1})'`,
  ].join(",");
}
