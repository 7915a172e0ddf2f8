import { createRequire } from "node:module";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { InstalledModel, ModelManifest } from "../manifest/model-manifest.ts";
import {
  TINY_CTC_TOKENS,
  TINY_WHISPER_TOKENS,
  tinyCtcEar,
  tinyTransducer,
  tinyWhisperDecoder,
  tinyWhisperEncoder,
} from "./tiny-ears.ts";
import { tinyEmbedding, tinySegmentation, tinySilero } from "./tiny-hearing.ts";
import {
  TINY_KOKORO_NAMES,
  TINY_PIPER_JSON,
  TINY_TOKENS,
  tinyKokoroStyles,
  tinyKokoroVoice,
  tinyPiperVoice,
} from "./tiny-voices.ts";

/** The folder of packages that has the runtime: in a checkout it is a dependency of development. */
export const TEST_RUNTIME = dirname(dirname(createRequire(import.meta.url).resolve("sherpa-onnx-node")));

type Files = Readonly<Record<string, string | Uint8Array>>;

type Described = Pick<ModelManifest, "name" | "capability" | "format"> & Partial<ModelManifest>;

/** Writes a model as the store has it installed. */
async function install(models: string, described: Described, files: Files): Promise<InstalledModel> {
  const manifest: ModelManifest = {
    runtime: "sherpa-onnx",
    languages: ["en-us"],
    licence: "CC0-1.0",
    description: "Made for tests.",
    files: [],
    archives: [],
    options: {},
    ...described,
  };
  const folder = join(models, manifest.name);
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  await writeFile(join(folder, "model.json"), JSON.stringify(manifest));
  return { manifest, folder };
}

export function installTinyVoice(
  models: string,
  name = "piper-tiny",
  options: ModelManifest["options"] = {},
): Promise<InstalledModel> {
  const described: Described = { name, capability: "voice", format: "piper", options };
  return install(models, described, { "model.onnx": tinyPiperVoice(), "tokens.txt": TINY_TOKENS });
}

/** With the description of Piper's training beside it, and no word of voices in the manifest. */
export function installDescribedTinyVoice(models: string): Promise<InstalledModel> {
  const described: Described = { name: "piper-described", capability: "voice", format: "piper" };
  return install(models, described, {
    "model.onnx": tinyPiperVoice(),
    "model.onnx.json": TINY_PIPER_JSON,
    "tokens.txt": TINY_TOKENS,
  });
}

export function installTinyKokoro(models: string): Promise<InstalledModel> {
  const options = { voices: [...TINY_KOKORO_NAMES] };
  const described: Described = { name: "kokoro-tiny", capability: "voice", format: "kokoro", options };
  return install(models, described, {
    "model.onnx": tinyKokoroVoice(),
    "voices.bin": tinyKokoroStyles(),
    "tokens.txt": TINY_TOKENS,
  });
}

export function installTinyCtcEar(models: string): Promise<InstalledModel> {
  const described: Described = { name: "ctc-tiny", capability: "ear", format: "nemo-ctc", languages: ["en"] };
  return install(models, described, { "model.onnx": tinyCtcEar(), "tokens.txt": TINY_CTC_TOKENS });
}

export function installTinyTransducer(models: string): Promise<InstalledModel> {
  const name = "transducer-tiny";
  const described: Described = { name, capability: "ear", format: "nemo-transducer", languages: ["en", "de"] };
  const { encoder, decoder, joiner } = tinyTransducer();
  return install(models, described, {
    "encoder.int8.onnx": encoder,
    "decoder.int8.onnx": decoder,
    "joiner.int8.onnx": joiner,
    "tokens.txt": TINY_CTC_TOKENS,
  });
}

export function installTinyWhisper(models: string): Promise<InstalledModel> {
  const described: Described = { name: "whisper-tiny", capability: "ear", format: "whisper", languages: ["mul"] };
  return install(models, described, {
    "encoder.onnx": tinyWhisperEncoder(),
    "decoder.onnx": tinyWhisperDecoder(),
    "tokens.txt": TINY_WHISPER_TOKENS,
  });
}

export function installTinySilero(models: string): Promise<InstalledModel> {
  const described: Described = { name: "silero-tiny", capability: "segmenter", format: "silero-vad" };
  return install(models, described, { "model.onnx": tinySilero() });
}

export async function installTinySpeakers(models: string) {
  const segments: Described = { name: "segments-tiny", capability: "speakers", format: "pyannote-segmentation" };
  const voices: Described = { name: "voices-tiny", capability: "speakers", format: "speaker-embedding" };
  return {
    segmentation: await install(models, segments, { "model.onnx": tinySegmentation() }),
    embedding: await install(models, voices, { "model.onnx": tinyEmbedding() }),
  };
}
