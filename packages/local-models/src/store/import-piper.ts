import { HeadwayError } from "@headway-jobs/contract";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { encodeOnnxMetadata, readOnnxMetadata } from "./onnx-metadata.ts";

/** What of a voice's configuration is needed; it has much more. */
const ConfigSchema = z.object({
  audio: z.object({ sample_rate: z.int().min(4_000).max(96_000) }),
  espeak: z.object({ voice: z.string().min(1).max(60) }).optional(),
  lang_code: z.string().min(1).max(60).optional(),
  phoneme_type: z.string().optional(),
  num_speakers: z.int().min(1).max(10_000).default(1),
  phoneme_id_map: z.record(z.string(), z.union([z.int(), z.array(z.int()).min(1)])),
});

/**
 * Gives a voice of Piper what sherpa-onnx reads: properties at the end of `model.onnx`, and `tokens.txt`. Both are made from `model.onnx.json`, as
 * scripts/piper/add_meta_data.py of k2-fsa/sherpa-onnx does. A voice that has them already is left as it is. Throws MODEL_DAMAGED.
 */
export async function importPiper(folder: string, name: string): Promise<void> {
  const model = join(folder, "model.onnx");
  const metadata = await readOnnxMetadata(model);
  if (metadata === null) throw new HeadwayError("MODEL_DAMAGED", `model.onnx of ${name} is not an ONNX model.`);
  const config = await readConfig(join(folder, "model.onnx.json"), name);
  await writeFile(join(folder, "tokens.txt"), tokensOf(config.phoneme_id_map));
  if (metadata.get("model_type") !== undefined) return;
  await appendFile(model, encodeOnnxMetadata(propertiesOf(config)));
}

type Config = z.infer<typeof ConfigSchema>;

async function readConfig(path: string, name: string): Promise<Config> {
  try {
    return ConfigSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    throw new HeadwayError("MODEL_DAMAGED", `model.onnx.json of ${name} is not the configuration of a Piper voice.`, {
      cause: error,
    });
  }
}

/** One sign and its number a line. A line break cannot be written in this format and is left out, as the original tool does. */
function tokensOf(map: Config["phoneme_id_map"]): string {
  return Object.entries(map)
    .filter(([sign]) => sign !== "\n")
    .map(([sign, ids]) => `${sign} ${Array.isArray(ids) ? ids[0] : ids}\n`)
    .join("");
}

function propertiesOf(config: Config): Readonly<Record<string, string | number>> {
  const voice = spokenVoice(config);
  const pinyin = config.phoneme_type === "pinyin" && voice === "zh";
  return {
    model_type: "vits",
    comment: "piper",
    language: languageName(voice),
    voice,
    version: 1,
    has_espeak: pinyin ? 0 : 1,
    has_g2pw: pinyin ? 1 : 0,
    n_speakers: config.num_speakers,
    // 22,500 is a mistake in some published configurations.
    sample_rate: config.audio.sample_rate === 22_500 ? 22_050 : config.audio.sample_rate,
  };
}

function spokenVoice({ lang_code, espeak }: Config): string {
  const voice = lang_code ?? espeak?.voice ?? "en-us";
  return voice === "pt-PT" ? "pt" : voice;
}

function languageName(voice: string): string {
  const [language = "en"] = voice.toLowerCase().split(/[-_]/);
  return new Intl.DisplayNames(["en"], { type: "language", fallback: "code" }).of(language) ?? language;
}
