import { createRequire } from "node:module";
import { join } from "node:path";
import { RuntimeError } from "./serve-model.ts";

/** What is used of sherpa-onnx-node 1.13.8; its README has the full list. Sound is mono, −1 to 1. */
export interface Sherpa {
  readonly OfflineTts: new (config: unknown) => {
    readonly sampleRate: number;
    readonly numSpeakers: number;
    generate(request: {
      readonly text: string;
      readonly sid?: number;
      readonly speed?: number;
      readonly enableExternalBuffer: boolean;
      readonly generationConfig?: unknown;
    }): { readonly samples: Float32Array; readonly sampleRate: number };
  };
  readonly OfflineRecognizer: new (config: unknown) => {
    createStream(): OfflineStream;
    decode(stream: OfflineStream): void;
    setConfig(config: unknown): void;
  };
  readonly OfflineSpeakerDiarization: new (config: unknown) => {
    readonly sampleRate: number;
    process(
      samples: Float32Array,
    ): readonly { readonly start: number; readonly end: number; readonly speaker: number }[];
    setConfig(config: unknown): void;
  };
  readonly Vad: new (
    config: unknown,
    bufferS: number,
  ) => {
    acceptWaveform(samples: Float32Array): void;
    isEmpty(): boolean;
    front(enableExternalBuffer: boolean): { readonly start: number; readonly samples: Float32Array };
    pop(): void;
    flush(): void;
    reset(): void;
  };
  /** What was recognised, as the library writes it: `getResult` of a recogniser fails for a text with a line break. */
  resultJson(stream: OfflineStream): string;
}

interface Native {
  getOfflineStreamResultAsJson(handle: unknown): string;
}

export interface OfflineStream {
  readonly handle: unknown;
  acceptWaveform(sound: { readonly samples: Float32Array; readonly sampleRate: number }): void;
}

const PACKAGE = "sherpa-onnx-node";

/** Loads the library from a folder of packages. Only in a model's process: its native code would end the server with it. */
export function loadSherpa(runtime: string): Sherpa {
  try {
    const load = createRequire(join(runtime, "any.js"));
    const native = load(join(runtime, PACKAGE, "addon.js")) as Native;
    const library = load(join(runtime, PACKAGE)) as Omit<Sherpa, "resultJson">;
    return { ...library, resultJson: ({ handle }) => native.getOfflineStreamResultAsJson(handle) };
  } catch (cause) {
    const first = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
    throw new RuntimeError(`${PACKAGE}: ${first}`, { cause });
  }
}

/** 16-bit samples as the library takes them. */
export function floatsOf(samples: Int16Array): Float32Array {
  const floats = new Float32Array(samples.length);
  for (let at = 0; at < samples.length; at++) floats[at] = (samples[at] ?? 0) / FULL_SCALE;
  return floats;
}

/** The library's samples in 16 bits; louder ones are cut. */
export function integersOf(floats: Float32Array): Int16Array {
  const samples = new Int16Array(floats.length);
  for (let at = 0; at < floats.length; at++) {
    const value = Math.round((floats[at] ?? 0) * (FULL_SCALE - 1));
    samples[at] = Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, value));
  }
  return samples;
}

const FULL_SCALE = 32_768;

/**
 * Threads of one piece of work. One processor is left to the server and the other steps of a job: threads wait for each other after each operator, so that
 * with as many threads as processors one that is interrupted stops all (twice the time beside other work, decision 030). More than four are of no use.
 */
export const threadsOf = (processors: number): number => Math.max(1, Math.min(4, processors - 1));
