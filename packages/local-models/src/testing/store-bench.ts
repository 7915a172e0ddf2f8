import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { ModelManifestSchema, type ModelManifest } from "../manifest/model-manifest.ts";
import { openModelStore, type ModelProgress, type ModelStore, type ModelStoreOptions } from "../store/model-store.ts";
import type { StoreClock } from "../store/store-clock.ts";
import { startStubHub, type Held, type StubHub } from "./stub-hub.ts";

export const sha256 = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");

/** Bytes that differ everywhere, so that a part in the wrong place is noticed. */
export function bytesOf(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

/** Pauses of a download end at once and are noted; the limit on silence never passes. */
export function instantClock(): StoreClock & { readonly pausesMs: number[] } {
  const pausesMs: number[] = [];
  return {
    pausesMs,
    nowMs: () => Date.parse("2026-12-01T00:00:00Z"),
    after(delayMs, callback) {
      if (delayMs === 60_000) return () => undefined;
      pausesMs.push(delayMs);
      const immediate = setImmediate(callback);
      return () => clearImmediate(immediate);
    },
  };
}

/** Cuts a held transfer as soon as a number of bytes has arrived: what a client has not read when a connection breaks is lost to it. */
export function cuttingAt(
  bytes: number,
  ...held: readonly Held[]
): { readonly onProgress: (progress: ModelProgress) => void } {
  return {
    onProgress: ({ doneBytes }) => {
      if (doneBytes === bytes) for (const one of held) one.cut();
    },
  };
}

/** A model of one file, which the hub serves at `/NAME/model.onnx`. */
export function oneFileModel(name: string, content: Uint8Array, changes: Partial<ModelManifest> = {}): ModelManifest {
  return ModelManifestSchema.parse({
    name,
    capability: "segmenter",
    format: "silero-vad",
    runtime: "sherpa-onnx",
    languages: ["mul"],
    licence: "MIT",
    description: "A test",
    files: [
      {
        path: "model.onnx",
        url: `https://hub.example/${name}/model.onnx`,
        bytes: content.length,
        sha256: sha256(content),
      },
    ],
    ...changes,
  });
}

export interface StoreBench {
  readonly hub: StubHub;
  readonly folder: string;
  readonly clock: ReturnType<typeof instantClock>;
  /** A store over the hub, with nothing installed and no library to fetch. */
  readonly store: (catalogue: readonly ModelManifest[], options?: Partial<ModelStoreOptions>) => ModelStore;
}

export async function storeBench(): Promise<StoreBench> {
  const hub = await startStubHub();
  const folder = await mkdtemp(join(tmpdir(), "headway-models-"));
  onTestFinished(async () => {
    await hub.close();
    await rm(folder, { recursive: true, force: true });
  });
  const clock = instantClock();
  return {
    hub,
    folder,
    clock,
    store: (catalogue, options = {}) =>
      openModelStore({
        folder,
        mirror: hub.url,
        fetch: globalThis.fetch,
        catalogue,
        runtimes: [],
        clock,
        random: () => 0.5,
        ...options,
      }),
  };
}
