import { HeadwayError } from "@headway-jobs/contract";
import { appendFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { namingDiskFull } from "@headway-jobs/tools/programs/disk-full";
import { runTool } from "@headway-jobs/tools/programs/run-tool";
import { LISTENING_RATE_HZ, samplesOf } from "@headway-jobs/tools/sound/pcm";
import { hostileInputArgs } from "../recording/formats.ts";
import { Beginning } from "./beginning.ts";
import type { LiveFormat } from "./live-format.ts";
import { type LiveSound, soundsOfWav } from "./live-sound.ts";
import type { PcmLayout } from "./wav-header.ts";
import { openPipe } from "./pipe.ts";

/** A stretch of a live stream that is one file or one run of PCM. */
export interface Part {
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves when everything that was written has been given on. */
  end(): Promise<void>;
}

export interface PartContext {
  readonly give: (sound: LiveSound) => Promise<void>;
  /** Called when a part fails between chunks, as the next chunk may come late. */
  readonly fail: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/** What decodes nothing from so much never will. */
const HOPELESS_BYTES = 1024 * 1024;
const QUEUED_CHUNKS = 8;

/** A container as it comes, through a pipe into ffmpeg. */
export function decodeStream(context: PartContext, format: LiveFormat): Part {
  // What ffmpeg does not know by then, it would probe for a megabyte.
  if (format === "unknown") return throughFfmpeg(context, ["-probesize", "32768", "-formatprobesize", "32768"]);
  const inputArgs = ["-probesize", "32", "-f", format];
  return throughFfmpeg(context, inputArgs, { format });
}

/** PCM of any layout; frames are never torn, as ffmpeg sees one endless run. */
export function decodePcm(context: PartContext, layout: PcmLayout): Part {
  const isPlain = layout.samples === "s16le" && layout.rateHz === LISTENING_RATE_HZ && layout.channels === 1;
  if (isPlain) return passOn(context);
  const { samples, rateHz, channels } = layout;
  const args = ["-probesize", "32", "-f", samples, "-ar", String(rateHz), "-ac", String(channels)];
  return throughFfmpeg(context, args, { formats: [samples] });
}

/** Sound that needs no decoding. */
export function passOn({ give }: PartContext): Part {
  let odd: Uint8Array = new Uint8Array();
  return {
    async write(bytes) {
      const all = odd.length === 0 ? bytes : Buffer.concat([odd, bytes]);
      const samples = samplesOf(all);
      odd = all.slice(samples.byteLength);
      if (samples.length > 0) await give([samples]);
    },
    end: () => Promise.resolve(),
  };
}

/** An mp4 whose index comes last: kept on disk, and decoded when it is whole. */
export function decodeWhenWhole(context: PartContext, dir: string): Part {
  const file = join(dir, "live-recording.mp4");
  // What an earlier run left there is written over.
  let flag = "w";
  return {
    async write(bytes) {
      await appendFile(file, bytes, { flag }).catch((error: unknown) => {
        throw namingDiskFull(error, "the live recording");
      });
      flag = "a";
    },
    async end() {
      try {
        await runFfmpeg(context, { inputArgs: ["-i", `file:${file}`] });
      } finally {
        await rm(file, { force: true });
      }
    },
  };
}

interface StreamOptions {
  /** The only formats that may be recognised; those of recordings by default. */
  readonly formats?: readonly string[];
  /** What the stream's first bytes say it is. */
  readonly format?: LiveFormat;
}

function throughFfmpeg(context: PartContext, inputArgs: readonly string[], options: StreamOptions = {}): Part {
  const input = openPipe<Uint8Array>(QUEUED_CHUNKS);
  let [takenBytes, hasSound] = [0, false];
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const bytes of input) {
      yield bytes;
      // Asked for the next, ffmpeg has read this one.
      takenBytes += bytes.length;
    }
  }
  const give = (sound: LiveSound): Promise<void> => {
    hasSound = true;
    return context.give(sound);
  };
  const run = { inputArgs: [...inputArgs, "-i", "pipe:0"], input: counted(), formats: options.formats };
  const running = runFfmpeg({ ...context, give }, run).finally(() => input.close());
  running.catch(context.fail);
  const beginning = new Beginning(options.format ?? "unknown");
  return {
    async write(bytes) {
      if (!hasSound && (takenBytes > HOPELESS_BYTES || beginning.isBrokenWith(bytes))) throw undecodable();
      await Promise.race([input.give(bytes), running]);
      const frames = hasSound ? null : beginning.takeFrames();
      if (frames !== null && !(await isSound(context, inputArgs, frames)) && !hasSound) throw undecodable();
    },
    async end() {
      input.close();
      await running;
    },
  };
}

/** Whether a beginning has any sound in it. It is decoded to its end, because an unfinished run may still give some. */
async function isSound(context: PartContext, inputArgs: readonly string[], sample: Uint8Array): Promise<boolean> {
  let hasSound = false;
  const give = async (): Promise<void> => {
    hasSound = true;
  };
  const input = (async function* () {
    yield sample;
  })();
  await runFfmpeg({ ...context, give }, { inputArgs: [...inputArgs, "-i", "pipe:0"], input }).catch(
    (error: unknown) => {
      if (!isUndecodable(error)) throw error;
    },
  );
  return hasSound;
}

interface FfmpegRun {
  readonly inputArgs: readonly string[];
  readonly input?: AsyncIterable<Uint8Array>;
  /** The only formats that may be recognised; those of recordings by default. */
  readonly formats?: readonly string[] | undefined;
}

async function runFfmpeg({ give, signal }: PartContext, { inputArgs, input, formats }: FfmpegRun): Promise<void> {
  let hasSound = false;
  try {
    const { stderrTail } = await runTool({
      tool: "ffmpeg",
      args: [
        ...hostileInputArgs(formats),
        // Every millisecond that is looked at before the first sample is one that a listener waits. (nobuffer would lose what was looked at.)
        ["-max_error_rate", "1", "-flags", "low_delay", "-analyzeduration", "1", "-threads", "1", ...inputArgs],
        ["-map", "0:a:0", "-vn", "-sn", "-dn", "-af", "aformat=channel_layouts=mono|stereo"],
        ["-ar", String(LISTENING_RATE_HZ), "-c:a", "pcm_s16le"],
        // Only a header says whether there are two channels.
        ["-f", "wav", "-bitexact", "-flush_packets", "1", "pipe:1"],
      ],
      task: "decoding live sound",
      signal,
      ...(input === undefined ? {} : { input }),
      readOutput: async (stdout) => {
        for await (const sound of soundsOfWav(stdout)) {
          hasSound = true;
          await give(sound);
        }
      },
    });
    // A stream that is whole and has nothing in it is no reason to complain.
    if (!hasSound && stderrTail.trim() !== "") throw undecodable(stderrTail);
  } catch (error) {
    throw error instanceof HeadwayError && error.code === "TOOL_FAILED" ? undecodable(error) : error;
  }
}

const isUndecodable = (error: unknown): boolean => error instanceof HeadwayError && error.code === "LIVE_ASR_FAILURE";

export function undecodable(cause?: unknown): HeadwayError {
  return new HeadwayError(
    "LIVE_ASR_FAILURE",
    "The chunks cannot be decoded: send WebM, Ogg, WAV, MP3, AAC (ADTS), FLAC or fragmented MP4 from its first byte on, " +
      "or 16 kHz mono PCM with the suffix `.pcm`.",
    { cause, retryable: false },
  );
}
