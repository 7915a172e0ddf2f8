import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { InstalledModel } from "../manifest/model-manifest.ts";
import { ModelFiles } from "../process/model-files.ts";

/** What is used of the description beside a voice, `NAME.onnx.json`, as Piper's training writes it. */
const DescriptionSchema = z.looseObject({
  audio: z.looseObject({ quality: z.string().optional() }).optional(),
  num_speakers: z.int().positive().default(1),
  speaker_id_map: z.record(z.string(), z.int()).default({}),
  language: z.looseObject({ code: z.string() }).optional(),
  dataset: z.string().optional(),
});

type PiperDescription = z.infer<typeof DescriptionSchema>;

/** The description of a voice; null when there is none that can be read: the voice speaks without it, under the name of its model. */
export async function readPiperDescription(model: InstalledModel): Promise<PiperDescription | null> {
  const path = (await ModelFiles.of(model)).find(/\.onnx\.json$/);
  if (path === undefined) return null;
  try {
    return DescriptionSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return null;
  }
}
