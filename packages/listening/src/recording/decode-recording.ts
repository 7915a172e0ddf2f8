import { HeadwayError } from "@headway-jobs/contract";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { namingDiskFull } from "@headway-jobs/tools/programs/disk-full";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { runTool } from "@headway-jobs/tools/programs/run-tool";
import { bytesOf, LISTENING_RATE_HZ, readPcm } from "@headway-jobs/tools/sound/pcm";
import { compareChannels } from "./channel-comparison.ts";
import { hostileInputArgs } from "./formats.ts";
import { type RecordingInfo, tooLong } from "./probe-recording.ts";

export interface DecodeRequest {
  readonly file: string;
  readonly info: RecordingInfo;
  /** An existing folder; `channel-0.pcm` and, for two, `channel-1.pcm` are written there. */
  readonly dir: string;
  readonly signal: AbortSignal;
  /** Sound longer than this is FILE_TOO_LARGE, whatever the headers said; 6 h by default. */
  readonly maxDurationS?: number;
  /** Share done, 0–1; null while the recording's length is not known. */
  readonly onProgress?: (share: number | null) => void;
  readonly env?: ToolEnv;
}

export interface DecodedRecording {
  /** One PCM file for each channel that has sound of its own. */
  readonly channels: readonly string[];
  readonly durationS: number;
  /** What could not be read, for the job's warnings. */
  readonly warnings: readonly string[];
}

/**
 * Decodes a recording to 16 kHz mono PCM, as a stream: one file, or two when a stereo recording has other people on its left than on its right. Gaps in a
 * damaged recording become silence, so that times stay true. INVALID_INPUT when nothing can be decoded, FILE_TOO_LARGE, DISK_FULL.
 */
export async function decodeRecording(request: DecodeRequest): Promise<DecodedRecording> {
  const { dir, info } = request;
  const names = [join(dir, "channel-0.pcm"), join(dir, "channel-1.pcm")] as const;
  const isStereo = info.channels === 2;
  const samples = isStereo ? await decodeTwo(request, names) : await decodeOne(request, names[0]);
  if (samples.count === 0) {
    throw new HeadwayError(
      "INVALID_INPUT",
      "The recording holds no sound that can be decoded: it is 0 s long or damaged.",
    );
  }
  const durationS = samples.count / LISTENING_RATE_HZ;
  const channels = samples.isSeparate ? names : names.slice(0, 1);
  return { channels, durationS, warnings: warningsOf(info, durationS, samples.complaints) };
}

const DEFAULT_MAX_DURATION_S = 6 * 3600;
const DECODE_LIMIT_MS = 30 * 60_000;

interface Decoded {
  readonly count: number;
  readonly isSeparate: boolean;
  readonly complaints: string;
}

async function decodeOne(request: DecodeRequest, name: string): Promise<Decoded> {
  const out = await open(name, "w");
  try {
    const { count, complaints } = await decode(request, 1, (samples) => writeAll(out, samples));
    return { count, isSeparate: false, complaints };
  } finally {
    await out.close();
  }
}

async function decodeTwo(request: DecodeRequest, names: readonly [string, string]): Promise<Decoded> {
  const comparison = compareChannels();
  const left = await open(names[0], "w");
  const right = await open(names[1], "w").catch(async (error: unknown) => {
    await left.close();
    throw error;
  });
  let decoded: { count: number; complaints: string };
  try {
    decoded = await decode(request, 2, async (woven) => {
      comparison.add(woven);
      await writeAll(left, everyOther(woven, 0));
      await writeAll(right, everyOther(woven, 1));
    });
  } finally {
    await Promise.all([left.close(), right.close()]);
  }
  const relation = comparison.relation();
  if (relation === "separate") return { ...decoded, isSeparate: true };
  if (relation === "same") await mixInto(names, request.signal);
  else if (relation === "only-right") await rename(names[1], names[0]);
  await rm(names[1], { force: true });
  return { ...decoded, isSeparate: false };
}

/** Runs ffmpeg and hands over what it decodes; counts samples of one channel. */
async function decode(
  request: DecodeRequest,
  channels: 1 | 2,
  take: (samples: Int16Array) => Promise<void>,
): Promise<{ count: number; complaints: string }> {
  const { file, info, signal, maxDurationS = DEFAULT_MAX_DURATION_S, onProgress } = request;
  let count = 0;
  const readOutput = async (stdout: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const samples of wholeSamples(stdout, channels)) {
      count += samples.length / channels;
      if (count > maxDurationS * LISTENING_RATE_HZ) throw tooLong(maxDurationS);
      await take(samples);
      const shareDone = info.durationS === null ? null : count / LISTENING_RATE_HZ / info.durationS;
      onProgress?.(shareDone === null ? null : Math.min(1, shareDone));
    }
  };
  const run = runTool({
    tool: "ffmpeg",
    args: [
      ...hostileInputArgs(),
      // Damaged stretches are skipped, however many there are.
      ["-max_error_rate", "1", "-threads", "1", "-i", `file:${file}`, "-map", "0:a:0", "-vn", "-sn", "-dn"],
      ["-af", "aresample=async=1:first_pts=0", "-ac", String(channels), "-ar", String(LISTENING_RATE_HZ)],
      ["-f", "s16le", "-flush_packets", "0", "pipe:1"],
    ],
    task: "decoding a recording",
    signal,
    timeLimitMs: DECODE_LIMIT_MS,
    readOutput,
    ...(request.env === undefined ? {} : { env: request.env }),
  });
  try {
    const { stderrTail } = await run;
    return { count, complaints: stderrTail };
  } catch (error) {
    // What was decoded before ffmpeg gave up is worth more than nothing.
    const gaveUp = error instanceof HeadwayError && error.code === "TOOL_FAILED" && !error.retryable;
    if (gaveUp) return { count, complaints: "gave up" };
    throw error;
  }
}

/** Output as samples of all channels, whole pairs where there are two. */
async function* wholeSamples(stdout: AsyncIterable<Uint8Array>, channels: number): AsyncGenerator<Int16Array> {
  const unit = channels * 2;
  let rest: Uint8Array = new Uint8Array();
  for await (const piece of stdout) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const whole = bytes.length - (bytes.length % unit);
    rest = bytes.subarray(whole);
    // A pool's Buffer may start at an odd offset, where an Int16Array cannot.
    if (whole > 0) yield new Int16Array(new Uint8Array(bytes.subarray(0, whole)).buffer);
  }
}

function everyOther(woven: Int16Array, first: 0 | 1): Int16Array {
  const samples = new Int16Array(woven.length / 2);
  for (let at = 0; at < samples.length; at++) samples[at] = woven[2 * at + first] ?? 0;
  return samples;
}

async function writeAll(out: FileHandle, samples: Int16Array): Promise<void> {
  try {
    await out.appendFile(bytesOf(samples));
  } catch (error) {
    throw namingDiskFull(error, "the decoded recording");
  }
}

/** Both channels' mean as the first file. Its samples were read before they are written over, piece by piece. */
async function mixInto([left, right]: readonly [string, string], signal: AbortSignal): Promise<void> {
  const out = await open(left, "r+");
  const others = readPcm(right, signal);
  let atBytes = 0;
  try {
    for await (const samples of readPcm(left, signal)) {
      const { value: other } = await others.next();
      if (other === undefined) return;
      for (let at = 0; at < samples.length; at++) samples[at] = ((samples[at] ?? 0) + (other[at] ?? 0)) >> 1;
      await out.write(bytesOf(samples), 0, samples.byteLength, atBytes);
      atBytes += samples.byteLength;
    }
  } finally {
    await others.return(undefined);
    await out.close();
  }
}

/** An encoder's padding and a header's rounding are no loss. */
const MISSING_S = 1;

function warningsOf(info: RecordingInfo, durationS: number, complaints: string): string[] {
  const headerS = info.durationS;
  if (headerS !== null && headerS - durationS > Math.max(MISSING_S, headerS * 0.01)) {
    return [`The recording ends early: of ${headerS.toFixed(1)} s only ${durationS.toFixed(1)} s could be read.`];
  }
  return complaints.trim() === "" ? [] : ["The recording is damaged; stretches that could not be read are silent."];
}
