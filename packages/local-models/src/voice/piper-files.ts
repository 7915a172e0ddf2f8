import { HeadwayError } from "@headway-jobs/contract";
import { constants } from "node:fs";
import { access, appendFile, copyFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { namingDiskFull } from "@headway-jobs/tools/programs/disk-full";
import { z } from "zod";
import type { InstalledModel } from "../manifest/model-manifest.ts";
import { ModelFiles } from "../process/model-files.ts";
import { metadataBytes } from "./onnx-metadata.ts";

/** What is used of the description beside a voice, `NAME.onnx.json`, as Piper's training writes it. */
const DescriptionSchema = z.looseObject({
  audio: z.looseObject({ sample_rate: z.int().positive(), quality: z.string().optional() }),
  espeak: z.looseObject({ voice: z.string() }).optional(),
  phoneme_type: z.string().optional(),
  phoneme_id_map: z.record(z.string(), z.array(z.int()).min(1)),
  num_speakers: z.int().positive().default(1),
  speaker_id_map: z.record(z.string(), z.int()).default({}),
  language: z.looseObject({ code: z.string(), name_english: z.string().optional() }).optional(),
  dataset: z.string().optional(),
});

export type PiperDescription = z.infer<typeof DescriptionSchema>;

/** The description of a voice; null when its publisher has left it out. */
export async function readPiperDescription(model: InstalledModel): Promise<PiperDescription | null> {
  const path = (await ModelFiles.of(model)).find(/\.onnx\.json$/);
  if (path === undefined) return null;
  try {
    return DescriptionSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    const message = `The description of the local model ${model.manifest.name} cannot be read.`;
    throw new HeadwayError("MODEL_MISSING", message, { cause });
  }
}

interface PiperFiles {
  readonly model: string;
  readonly tokens: string;
}

/**
 * The network and the table of symbols of a voice, as the runtime wants them. Voices as Piper publishes them have neither the table nor the metadata: these
 * are made once from the description, in the folder `.prepared` of the model, which is removed with it.
 */
export async function preparePiperFiles(model: InstalledModel): Promise<PiperFiles> {
  const files = await ModelFiles.of(model);
  const network = files.require("network", /^model\.onnx$/, /\.onnx$/);
  const tokens = files.find(/^tokens\.txt$/);
  if (tokens !== undefined) return { model: network, tokens };
  const description = await readPiperDescription(model);
  if (description === null) {
    throw new HeadwayError("MODEL_MISSING", `The local model ${model.manifest.name} has no file of its symbols.`);
  }
  const folder = join(model.folder, ".prepared");
  const prepared = { model: join(folder, "model.onnx"), tokens: join(folder, "tokens.txt") };
  if (await exists(prepared.model)) return prepared;
  // Requests that come together wait for one preparation.
  const running = preparations.get(folder) ?? prepare(network, description, folder, prepared);
  preparations.set(folder, running);
  try {
    await running;
  } finally {
    preparations.delete(folder);
  }
  return prepared;
}

const preparations = new Map<string, Promise<void>>();

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The network is put in place last, in one step: two processes may do this at the same time. */
async function prepare(network: string, description: PiperDescription, folder: string, to: PiperFiles): Promise<void> {
  const part = `${to.model}.${process.pid}.part`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(to.tokens, tokensOf(description));
    await copyFile(network, part, constants.COPYFILE_FICLONE);
    await appendFile(part, metadataBytes(metadataOf(description)));
    await rename(part, to.model);
  } catch (error) {
    await rm(part, { force: true });
    throw namingDiskFull(error, "a voice");
  }
}

/** One symbol and its number a line; a symbol that stands for several numbers is written with its first. */
function tokensOf({ phoneme_id_map: map }: PiperDescription): string {
  return Object.entries(map)
    .map(([symbol, [id]]) => `${symbol} ${id}\n`)
    .join("");
}

/** As `scripts/piper/add_meta_data.py` of sherpa-onnx names it. */
function metadataOf({ audio, espeak, language, num_speakers: speakers }: PiperDescription): Record<string, string> {
  return {
    model_type: "vits",
    comment: "piper",
    language: language?.name_english ?? "",
    voice: espeak?.voice ?? "en-us",
    has_espeak: "1",
    n_speakers: String(speakers),
    sample_rate: String(audio.sample_rate),
  };
}
