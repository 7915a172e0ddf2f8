import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { cuesToWebVtt, type Cue } from "../captions/cues.ts";
import { gainFilter, type Gain } from "../sound/loudness.ts";
import { namingDiskFull } from "../programs/disk-full.ts";
import type { ToolEnv } from "../programs/find-tool.ts";
import { runTool, type ToolArgs } from "../programs/run-tool.ts";
import { iso639Of } from "./language-code.ts";

export interface Chapter {
  readonly title: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface Composition {
  /** Pictures in order: files of encodeSegment, all of one size. */
  readonly segments: readonly string[];
  /** Sound in order: WAV files of joinSpeech (48 kHz mono), together as long as the pictures. */
  readonly audioFiles: readonly string[];
  /** From measureLoudness; absent = the sound as it is. */
  readonly gain?: Gain;
  readonly durationMs: number;
  readonly chapters: readonly Chapter[];
  /** Absent or empty = no caption track. */
  readonly captions?: readonly Cue[];
  readonly title: string;
  /** BCP-47 tag of sound and captions. */
  readonly language: string;
  /** An MP4 file; it appears complete or not at all. */
  readonly out: string;
  readonly signal: AbortSignal;
  /** Share of the work done, 0 to 1, never going back. */
  readonly onProgress?: (share: number) => void;
  readonly env?: ToolEnv;
}

/**
 * Joins pictures (copied, not encoded again) and sound (AAC 160 kbit/s) into an MP4 that starts to play before it is loaded, with chapters
 * and a caption track.
 */
export async function composeVideo(composition: Composition): Promise<void> {
  const { out, signal } = composition;
  signal.throwIfAborted();
  const workDir = await mkdtemp(join(dirname(out), `${basename(out)}.work-`));
  try {
    await writeInputs(workDir, composition);
    const unfinished = join(workDir, "video.mp4");
    await runTool({
      tool: "ffmpeg",
      args: composeArgs(workDir, unfinished, composition),
      task: "joining pictures and sound",
      signal,
      onLine: progressReader(composition),
      ...(composition.env === undefined ? {} : { env: composition.env }),
    });
    signal.throwIfAborted();
    await rename(unfinished, out);
  } catch (error) {
    throw namingDiskFull(error, "the video");
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
  composition.onProgress?.(1);
}

async function writeInputs(workDir: string, composition: Composition): Promise<void> {
  await writeFile(join(workDir, "pictures.txt"), concatList(composition.segments));
  await writeFile(join(workDir, "sound.txt"), concatList(composition.audioFiles));
  await writeFile(join(workDir, "chapters.txt"), chapterFile(composition));
  // WebVTT and not SRT: only WebVTT can say `<` and `&` without meaning markup.
  const captions = (composition.captions ?? []).map((cue) => ({ ...cue, text: withoutAssCommands(cue.text) }));
  if (captions.length > 0) await writeFile(join(workDir, "captions.vtt"), cuesToWebVtt(captions));
}

/**
 * Inside ffmpeg all captions pass through the ASS form, where braces enclose commands and a backslash starts one; it has no escapes
 * that survive. An invisible word joiner disarms the backslash.
 */
function withoutAssCommands(text: string): string {
  return text.replaceAll("{", "(").replaceAll("}", ")").replaceAll("\\", "\\\u2060");
}

const hasCaptions = (composition: Composition): boolean => (composition.captions ?? []).length > 0;

/** A list for ffmpeg's concat demuxer; quotes in a path are closed, escaped and opened again. */
function concatList(files: readonly string[]): string {
  return files.map((file) => `file 'file:${file.replaceAll("'", String.raw`'\''`)}'\n`).join("");
}

function chapterFile({ title, chapters }: Composition): string {
  const parts = chapters.map(
    (chapter) =>
      `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${Math.round(chapter.startMs)}\nEND=${Math.round(chapter.endMs)}\n` +
      `title=${metadataValue(chapter.title)}\n`,
  );
  return `;FFMETADATA1\ntitle=${metadataValue(title)}\n${parts.join("")}`;
}

function metadataValue(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what must not reach a metadata line
  return text.replace(/[\u0000-\u001f\u007f]+/g, " ").replace(/[=;#\\]/g, String.raw`\$&`);
}

function composeArgs(workDir: string, out: string, composition: Composition): ToolArgs {
  const language = iso639Of(composition.language);
  const captions = hasCaptions(composition);
  const list = (name: string): string[] => ["-f", "concat", "-safe", "0", "-i", `file:${join(workDir, name)}`];
  return [
    ["-v", "error", "-nostdin", "-y", "-nostats", "-progress", "pipe:1"],
    ...list("pictures.txt"),
    ...list("sound.txt"),
    ["-f", "ffmetadata", "-i", `file:${join(workDir, "chapters.txt")}`],
    ...(captions ? ["-f", "webvtt", "-i", `file:${join(workDir, "captions.vtt")}`] : []),
    ["-map", "0:v:0", "-map", "1:a:0", ...(captions ? ["-map", "3:s:0"] : [])],
    ["-map_metadata", "2", "-map_chapters", "2", "-c:v", "copy", "-video_track_timescale", "90000"],
    ...(composition.gain === undefined ? [] : ["-af", gainFilter(composition.gain)]),
    // At this rate the quick coder is as good for speech as the slow one, at half the time.
    ["-c:a", "aac", "-aac_coder", "fast", "-b:a", "160k"],
    ["-metadata:s:a:0", `language=${language}`],
    ...(captions ? ["-c:s", "mov_text", "-metadata:s:s:0", `language=${language}`] : []),
    ["-movflags", "+faststart", "-f", "mp4", `file:${out}`],
  ];
}

function progressReader({ durationMs, onProgress }: Composition): (line: string) => void {
  let last = 0;
  return (line) => {
    const microseconds = /^out_time_us=(\d+)/.exec(line)?.[1];
    if (microseconds === undefined || durationMs <= 0) return;
    const share = Math.min(1, Number(microseconds) / 1000 / durationMs);
    if (share <= last) return;
    last = share;
    onProgress?.(share);
  };
}
