import { HeadwayError } from "@headway/contract";
import { appendFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { namingDiskFull } from "../../tools/disk-full.ts";
import { runTool } from "../../tools/run-tool.ts";
import { LISTENING_RATE_HZ, samplesOf } from "../pcm.ts";
import { hostileInputArgs } from "../recording/formats.ts";
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
  readonly signal: AbortSignal;
}

/** What decodes nothing from so much never will. */
const HOPELESS_BYTES = 1024 * 1024;
const QUEUED_CHUNKS = 8;

/** A container as it comes, through a pipe into ffmpeg. `format` is ffmpeg's name of it; null lets ffmpeg find out. */
export function decodeStream(context: PartContext, format: string | null): Part {
  const known = format === null ? [] : ["-f", format];
  return throughFfmpeg(context, ["-probesize", format === null ? "32768" : "32", ...known]);
}

/** PCM of any layout; frames are never torn, as ffmpeg sees one endless run. */
export function decodePcm(context: PartContext, layout: PcmLayout): Part {
  const isPlain = layout.samples === "s16le" && layout.rateHz === LISTENING_RATE_HZ && layout.channels === 1;
  if (isPlain) return passOn(context);
  const { samples, rateHz, channels } = layout;
  const args = ["-probesize", "32", "-f", samples, "-ar", String(rateHz), "-ac", String(channels)];
  return throughFfmpeg(context, args, [samples]);
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

function throughFfmpeg(context: PartContext, inputArgs: readonly string[], formats?: readonly string[]): Part {
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
  const run = { inputArgs: [...inputArgs, "-i", "pipe:0"], input: counted(), formats };
  const running = runFfmpeg({ ...context, give }, run).finally(() => input.close());
  // Whoever writes next, or ends, is told; until then nobody may be listening.
  running.catch(() => undefined);
  return {
    async write(bytes) {
      if (!hasSound && takenBytes > HOPELESS_BYTES) throw undecodable();
      await Promise.race([input.give(bytes), running]);
    },
    async end() {
      input.close();
      await running;
    },
  };
}

interface FfmpegRun {
  readonly inputArgs: readonly string[];
  readonly input?: AsyncIterable<Uint8Array>;
  /** The only formats that may be recognised; those of recordings by default. */
  readonly formats?: readonly string[] | undefined;
}

async function runFfmpeg({ give, signal }: PartContext, { inputArgs, input, formats }: FfmpegRun): Promise<void> {
  try {
    await runTool({
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
        for await (const sound of soundsOfWav(stdout)) await give(sound);
      },
    });
  } catch (error) {
    throw error instanceof HeadwayError && error.code === "TOOL_FAILED" ? undecodable(error) : error;
  }
}

export function undecodable(cause?: unknown): HeadwayError {
  return new HeadwayError(
    "LIVE_ASR_FAILURE",
    "The chunks cannot be decoded: send WebM, Ogg, WAV, MP3, AAC (ADTS), FLAC or fragmented MP4 from its first byte on, or 16 kHz mono PCM with the suffix `.pcm`.",
    { cause, retryable: false },
  );
}
