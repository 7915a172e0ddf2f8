import { HeadwayError } from "@headway-jobs/contract";
import { z } from "zod";
import type { ToolEnv } from "../programs/find-tool.ts";
import { runTool } from "../programs/run-tool.ts";

/** What a sound or video file is, as far as Headway asks. */
export interface MediaInfo {
  readonly format: string;
  /** 0 when the file does not say. */
  readonly durationMs: number;
  readonly sizeBytes: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly streams: readonly MediaStream[];
  readonly chapters: readonly { readonly title: string; readonly startMs: number; readonly endMs: number }[];
}

export interface MediaStream {
  readonly kind: "video" | "audio" | "subtitle" | "other";
  readonly codec: string;
  readonly durationMs: number;
  readonly startMs: number;
  readonly language: string | undefined;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly sampleRateHz: number | undefined;
  readonly channels: number | undefined;
}

/**
 * Reads a file's headers with ffprobe. A file that is no media at all is HeadwayError TOOL_FAILED, as every failing tool; only local files
 * are opened, also when a playlist inside the file names others.
 */
export async function probe(
  file: string,
  options: {
    readonly signal: AbortSignal;
    readonly env?: ToolEnv;
    /** ffmpeg's names of the only formats that may be recognised; all by default. */
    readonly formats?: readonly string[];
  },
): Promise<MediaInfo> {
  const { formats, ...run } = options;
  const { stdout } = await runTool({
    tool: "ffprobe",
    args: [
      ["-v", "error", "-protocol_whitelist", "file,pipe", "-of", "json"],
      formats === undefined ? [] : ["-format_whitelist", formats.join(",")],
      ["-show_format", "-show_streams", "-show_chapters", `file:${file}`],
    ],
    task: "reading a media file",
    timeLimitMs: PROBE_LIMIT_MS,
    ...run,
  });
  const parsed = probeSchema.safeParse(parseJson(stdout));
  if (!parsed.success) {
    throw new HeadwayError("TOOL_FAILED", "ffprobe gave an answer that could not be read.", {
      cause: parsed.error,
      retryable: false,
    });
  }
  return toMediaInfo(parsed.data);
}

const PROBE_LIMIT_MS = 30_000;

const seconds = z.coerce.number().catch(0).default(0);
const tagsSchema = z.record(z.string(), z.string()).default({});

const probeSchema = z.object({
  format: z.object({ format_name: z.string(), duration: seconds, size: seconds, tags: tagsSchema }),
  streams: z.array(
    z.object({
      codec_type: z.string().default("other"),
      codec_name: z.string().default("unknown"),
      duration: seconds,
      start_time: seconds,
      tags: tagsSchema,
      width: z.number().optional(),
      height: z.number().optional(),
      sample_rate: z.coerce.number().optional(),
      channels: z.number().optional(),
    }),
  ),
  chapters: z.array(z.object({ start_time: seconds, end_time: seconds, tags: tagsSchema })).default([]),
});

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function toMediaInfo(data: z.infer<typeof probeSchema>): MediaInfo {
  return {
    format: data.format.format_name,
    durationMs: toMs(data.format.duration),
    sizeBytes: data.format.size,
    tags: data.format.tags,
    streams: data.streams.map((stream) => ({
      kind: kindOf(stream.codec_type),
      codec: stream.codec_name,
      durationMs: toMs(stream.duration),
      startMs: toMs(stream.start_time),
      language: stream.tags["language"],
      width: stream.width,
      height: stream.height,
      sampleRateHz: stream.sample_rate,
      channels: stream.channels,
    })),
    chapters: data.chapters.map((chapter) => ({
      title: chapter.tags["title"] ?? "",
      startMs: toMs(chapter.start_time),
      endMs: toMs(chapter.end_time),
    })),
  };
}

const toMs = (s: number): number => Math.round(s * 1000);

function kindOf(type: string): MediaStream["kind"] {
  return type === "video" || type === "audio" || type === "subtitle" ? type : "other";
}
