import type { VoiceInfo } from "@headway-jobs/ports/speech";
import { z } from "zod";
import type { InstalledModel } from "../manifest/model-manifest.ts";
import { readPiperDescription } from "./piper-description.ts";

/** A voice of an installed model. */
export interface LocalVoice {
  readonly info: VoiceInfo;
  readonly model: InstalledModel;
  /** Its number in the model. */
  readonly speaker: number;
}

/** What a manifest may say of its voices, in the order of their numbers; a name alone follows the rule of Kokoro's names. */
const OptionsSchema = z.looseObject({
  voices: z
    .array(
      z.union([
        z.string().min(1),
        z.looseObject({
          id: z.string().min(1).optional(),
          name: z.string().min(1),
          language: z.string().optional(),
          gender: z.enum(["male", "female", "neutral"]).optional(),
          /** Its number where the list leaves some out. */
          speaker: z.int().nonnegative().optional(),
        }),
      ]),
    )
    .optional(),
});

type Stated = NonNullable<z.infer<typeof OptionsSchema>["voices"]>[number];

/** The voices of a model: those that its manifest names, else those that its files describe. None when they cannot be read: the other models speak. */
export async function voicesOf(model: InstalledModel): Promise<LocalVoice[]> {
  const options = OptionsSchema.safeParse(model.manifest.options);
  if (!options.success) return [];
  const { voices } = options.data;
  if (voices !== undefined) {
    return voices.flatMap((stated, at) => statedVoice(model, stated, at, voices.length) ?? []);
  }
  if (model.manifest.format !== "piper") return [];
  // It may be removed between the reading of the folder and of this description.
  return describedVoices(model).catch(() => []);
}

function statedVoice(model: InstalledModel, stated: Stated, at: number, count: number): LocalVoice | null {
  const { format, name: modelName, languages } = model.manifest;
  const { name, ...said } = typeof stated === "string" ? { name: stated } : stated;
  const coded = format === "kokoro" ? codedName(name) : null;
  // Voices of languages for which the runtime has no pronunciation are left out.
  if (format === "kokoro" && coded === null && said.language === undefined) return null;
  const language = said.language ?? coded?.language ?? languages[0] ?? "mul";
  const id = said.id ?? (format === "kokoro" ? `kokoro-${name}` : count === 1 ? modelName : `${modelName}-${at}`);
  return {
    info: {
      id,
      name: coded?.name ?? name,
      language: tagOf(language),
      gender: said.gender ?? coded?.gender ?? "neutral",
      maker: format,
    },
    model,
    speaker: said.speaker ?? at,
  };
}

/** Kokoro's voices whose languages the runtime can pronounce: `af_heart` is American and female. */
const CODES: Readonly<Record<string, string>> = { a: "en-us", b: "en-gb", z: "cmn" };

function codedName(name: string): { name: string; language: string; gender: "male" | "female" } | null {
  const [, place = "", gender, word = ""] = /^([a-z])([fm])_(\w+)$/.exec(name) ?? [];
  const language = Object.hasOwn(CODES, place) ? CODES[place] : undefined;
  if (language === undefined) return null;
  return {
    name: `${word.charAt(0).toUpperCase()}${word.slice(1)}`,
    language,
    gender: gender === "f" ? "female" : "male",
  };
}

async function describedVoices(model: InstalledModel): Promise<LocalVoice[]> {
  const description = await readPiperDescription(model);
  const { name: modelName, languages } = model.manifest;
  const { language, dataset, audio, speaker_id_map: speakers = {}, num_speakers: count = 1 } = description ?? {};
  const isNamed = language !== undefined && dataset !== undefined && audio?.quality !== undefined;
  const base = isNamed ? `piper-${language.code}-${dataset}-${audio.quality}` : modelName;
  const names = new Map(Object.entries(speakers).map(([name, number]) => [number, name]));
  return Array.from({ length: count }, (_, speaker) => ({
    info: {
      id: count === 1 ? base : `${base}-${speaker}`,
      name: nameOf(dataset ?? modelName, count === 1 ? undefined : (names.get(speaker) ?? String(speaker))),
      language: tagOf(language?.code ?? languages[0] ?? "mul"),
      gender: "neutral",
      maker: "piper",
    },
    model,
    speaker,
  }));
}

function nameOf(dataset: string, speaker: string | undefined): string {
  const name = `${dataset.charAt(0).toUpperCase()}${dataset.slice(1).replaceAll("_", " ")}`;
  return speaker === undefined ? name : `${name} ${speaker}`;
}

const tagOf = (code: string): string => code.toLowerCase().replaceAll("_", "-");
