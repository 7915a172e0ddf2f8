import type { SharedV4Warning, SpeechModelV4CallOptions, SpeechModelV4Result } from "@ai-sdk/provider";
import { HeadwayError } from "@headway-jobs/contract";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { namingDiskFull } from "@headway-jobs/tools/programs/disk-full";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { runTool, type ToolArgs } from "@headway-jobs/tools/programs/run-tool";
import type { ToolName } from "@headway-jobs/tools/programs/tools";
import { countUse } from "../metering.ts";
import { HEADWAY_OPTIONS, requireSpeakable, type VoiceInfo } from "@headway-jobs/ports/speech";

/** How long a voice program may take for one call; real ones need milliseconds. */
export const PROGRAM_VOICE_LIMIT_MS = 60_000;

/** Longer texts are to be spoken sentence by sentence: the programs' time and memory grow with the square of a text's length. */
const MAX_TEXT_CHARS = 10_000;

/** Warnings for what no program voice can honour. */
export function programWarnings(options: SpeechModelV4CallOptions): SharedV4Warning[] {
  const warnings: SharedV4Warning[] = [];
  if (options.outputFormat !== undefined && options.outputFormat !== "wav") {
    warnings.push({ type: "unsupported", feature: "outputFormat", details: "The voice gives WAV." });
  }
  if (options.instructions !== undefined) {
    warnings.push({ type: "unsupported", feature: "instructions", details: "The voice takes no instructions." });
  }
  if (options.speed !== undefined && (options.speed < 0.5 || options.speed > 2)) {
    warnings.push({ type: "other", message: "Speed was brought into the range 0.5 to 2." });
  }
  return warnings;
}

/** ", SLT, by flite." */
export function describeProgramVoice({ name, maker }: VoiceInfo): string {
  return `, ${name}, by ${maker}.`;
}

/** Text as a program may have it: no control characters (a NUL would end the argument), no phoneme brackets, not too long. */
export function programText(call: SpeechModelV4CallOptions): string {
  requireSpeakable(call);
  const clean = call.text
    .replace(/\p{Cc}+/gu, " ")
    .replaceAll("[[", "[ [")
    .trim();
  if (clean.length > MAX_TEXT_CHARS) {
    throw new HeadwayError(
      "INVALID_INPUT",
      `At most ${MAX_TEXT_CHARS} characters can be spoken at once; send sentences.`,
    );
  }
  return clean;
}

/**
 * Runs a voice program that writes a WAV file to the path it is given, and gives the file's bytes. Its failures are VOICE_FAILED; a missing program
 * stays TOOL_MISSING.
 */
export async function speakWithProgram(call: {
  readonly tool: ToolName;
  readonly args: (out: string) => ToolArgs;
  readonly input?: string;
  readonly env: ToolEnv;
  readonly options: SpeechModelV4CallOptions;
  readonly timeLimitMs: number;
}): Promise<Uint8Array> {
  const { tool, args, options, ...rest } = call;
  countUse({ name: tool, characters: options.text.length });
  const signal = options.abortSignal ?? new AbortController().signal;
  // A file and not stdout: node's pipes are sockets, which a program cannot open as /dev/stdout.
  const dir = await mkdtemp(join(directoryOf(options), "voice-")).catch((error: unknown) => {
    throw namingDiskFull(error, "speech");
  });
  try {
    const out = join(dir, "speech.wav");
    await runTool({ tool, args: args(out), task: "speaking", signal, ...rest });
    return await soundIn(out, tool);
  } catch (error) {
    if (error instanceof HeadwayError && error.code === "TOOL_FAILED") {
      const { message, retryable, provider } = error;
      throw new HeadwayError("VOICE_FAILED", message, { cause: error, retryable, provider });
    }
    throw error;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** A job's own directory when it names one: what a killed server leaves there is removed with the job. */
function directoryOf(options: SpeechModelV4CallOptions): string {
  const dir = options.providerOptions?.[HEADWAY_OPTIONS]?.["dir"];
  return typeof dir === "string" ? dir : tmpdir();
}

async function soundIn(file: string, tool: string): Promise<Uint8Array> {
  const bytes = await readFile(file).catch(() => Buffer.alloc(0));
  const isWav = bytes.length > WAV_HEADER_BYTES && bytes.subarray(0, 4).equals(RIFF);
  // Programs do not notice a full disk; a file shorter than it says would be narration cut silently.
  if (isWav && bytes.readUInt32LE(4) + 8 <= bytes.length) return bytes;
  if (isWav) throw new HeadwayError("VOICE_FAILED", `${tool} gave only a part of the sound.`);
  throw new HeadwayError("VOICE_FAILED", `${tool} gave no sound.`);
}

/** A program's sound as the AI SDK wants it. */
export function programResult(audio: Uint8Array, warnings: SharedV4Warning[], modelId: string): SpeechModelV4Result {
  // The response belongs to no server; the epoch says so and keeps results comparable.
  return { audio, warnings, response: { timestamp: new Date(0), modelId } };
}

const WAV_HEADER_BYTES = 44;
const RIFF = Buffer.from("RIFF", "latin1");
