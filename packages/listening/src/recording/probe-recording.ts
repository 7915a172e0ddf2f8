import { HeadwayError } from "@headway-jobs/contract";
import { stat } from "node:fs/promises";
import { probe } from "@headway-jobs/tools/ffmpeg/probe";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { ToolFailure } from "@headway-jobs/tools/programs/run-tool";
import { SOUND_FORMATS } from "./formats.ts";

/** What a file's headers say of its sound. */
export interface RecordingInfo {
  /** ffmpeg's name of the container: `wav`, `matroska,webm` … */
  readonly container: string;
  readonly codec: string;
  /** Null when the headers do not say, as in what a browser records. */
  readonly durationS: number | null;
  readonly channels: number;
  readonly hasVideo: boolean;
}

/**
 * Reads what a recording is, from its bytes and never from its name. INVALID_INPUT says what is wrong with a file that cannot be listened to;
 * FILE_TOO_LARGE that its headers name more than `maxDurationS`.
 */
export async function probeRecording(
  file: string,
  options: { readonly signal: AbortSignal; readonly maxDurationS?: number; readonly env?: ToolEnv },
): Promise<RecordingInfo> {
  const { maxDurationS = Number.POSITIVE_INFINITY, ...run } = options;
  if ((await stat(file)).size === 0) throw new HeadwayError("INVALID_INPUT", "The recording is empty: it has 0 bytes.");
  const media = await probe(file, { formats: SOUND_FORMATS, ...run }).catch((error: unknown) => {
    throw unreadable(error);
  });
  const sound = media.streams.find((stream) => stream.kind === "audio");
  const hasVideo = media.streams.some((stream) => stream.kind === "video");
  if (sound === undefined) {
    const what = hasVideo ? "The video has no sound track" : "The file has no sound";
    throw new HeadwayError("INVALID_INPUT", `${what}: there is nothing to listen to.`);
  }
  const durationMs = Math.max(media.durationMs, sound.durationMs);
  if (durationMs > maxDurationS * 1000) throw tooLong(maxDurationS, durationMs / 1000);
  return {
    container: media.format,
    codec: sound.codec,
    durationS: durationMs > 0 ? durationMs / 1000 : null,
    channels: sound.channels ?? 1,
    hasVideo,
  };
}

/** FILE_TOO_LARGE with the limit in it; `durationS` is left out where the recording's end was not waited for. */
export function tooLong(maxDurationS: number, durationS?: number): HeadwayError {
  const length = durationS === undefined ? "longer than" : `${spoken(durationS)} long; the limit is`;
  return new HeadwayError("FILE_TOO_LARGE", `The recording is ${length} ${spoken(maxDurationS)}.`);
}

function spoken(durationS: number): string {
  if (durationS < 120) return `${Math.round(durationS)} s`;
  if (durationS < 7200) return `${Math.round(durationS / 60)} min`;
  return `${(durationS / 3600).toFixed(1).replace(/\.0$/, "")} h`;
}

/** ffprobe's complaint as what the user can do; what is no fault of the file (a missing program, an abort) stays as it is. */
function unreadable(error: unknown): unknown {
  if (!(error instanceof HeadwayError) || error.code !== "TOOL_FAILED") return error;
  const complaint = error.cause instanceof ToolFailure ? error.cause.stderrTail : "";
  // Killed or hung: the file may have done it, and no other attempt will fare better.
  const known = COMPLAINTS.find(([pattern]) => pattern.test(complaint))?.[1];
  return new HeadwayError("INVALID_INPUT", known ?? NOT_MEDIA, { cause: error });
}

const NOT_MEDIA =
  "The file is not a recording that can be read; send mp4, mov, webm, mkv, mp3, wav, m4a, aac, ogg or flac.";

const COMPLAINTS: readonly (readonly [RegExp, string])[] = [
  [
    /moov atom not found/,
    "The recording is cut off: the index (moov) that an mp4, m4a or mov file has at its end is missing. Upload the whole file again.",
  ],
  [/not on whitelist/i, "Playlists and formats that name other files are not read; send the recording itself."],
];
