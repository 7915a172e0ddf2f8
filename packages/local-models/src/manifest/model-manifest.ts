import { z } from "zod";

/** What a model does; one model does one thing. */
export const MODEL_CAPABILITIES = ["voice", "ear", "speakers", "segmenter", "translation"] as const;

/** The library that loads the files of the model. */
export const MODEL_RUNTIMES = ["sherpa-onnx", "bergamot"] as const;

/** The layout of the files, by which the runtime is configured. */
export const MODEL_FORMATS = [
  "piper",
  "kokoro",
  "whisper",
  "nemo-transducer",
  "nemo-ctc",
  "pyannote-segmentation",
  "speaker-embedding",
  "silero-vad",
  "marian",
] as const;

/** A space and `!` occur in the data of espeak-ng. */
const RELATIVE_PATH = /^(?!.*(?:^|\/)\.{0,2}(?:\/|$))(?!.* (?:\/|$))[A-Za-z0-9][A-Za-z0-9._/+! -]*$/;

/** Whether a path stays inside the folder of a model and can be written on every system. */
export const isModelPath = (path: string): boolean => path.length <= 200 && RELATIVE_PATH.test(path);

/** Of everything that is fetched. */
const CONTENT = {
  bytes: z.int().nonnegative(),
  /** `bytes` is an estimate, because the publisher states no size. */
  approximate: z.literal(true).optional(),
  /** Hexadecimal SHA-256 of the content. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
};

/** One file of a model, with a slash between folders; never above the model's own folder. */
export const ModelFileSchema = z.strictObject({
  path: z.string().refine(isModelPath),
  /** Where it comes from; a mirror replaces scheme and host. Absent for a file that comes out of an archive. */
  url: z.url({ protocol: /^https?$/ }).optional(),
  ...CONTENT,
  /** Only where the publisher states no SHA-256. Without either, what arrived is recorded at installation. */
  md5: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
});

/** An archive whose entries become files of the model. */
export const ModelArchiveSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  kind: z.enum(["tar.bz2", "tar.gz"]),
  ...CONTENT,
  /** The SRI string of the npm registry, for packages of a runtime. */
  integrity: z
    .string()
    .regex(/^sha512-[A-Za-z0-9+/=]+$/)
    .optional(),
  /** Leading folders of the entries' paths that are left out. */
  strip: z.int().min(0).max(4).default(0),
  /** Unpacking stops with an error when more bytes come out. */
  maxUnpackedBytes: z.int().positive(),
});

/**
 * One model that `headway models add` can install: what it is for, what it is called, under which terms, and where its files come from. The folder
 * `MODELS/NAME` holds the files and, after the last check, this manifest as `model.json`: a model without it is not installed.
 */
export const ModelManifestSchema = z.strictObject({
  /** Lower case, stable; the name of its folder and of its entry in settings. */
  name: z
    .string()
    .max(80)
    .regex(/^[a-z0-9][a-z0-9._-]*$/),
  capability: z.enum(MODEL_CAPABILITIES),
  format: z.enum(MODEL_FORMATS),
  runtime: z.enum(MODEL_RUNTIMES),
  /** BCP-47 tags in lower case; a pair as `en>es` for translation; `mul` for any. */
  languages: z.array(z.string().max(40)).min(1),
  /** SPDX identifier, or the name that the publisher gives its terms. */
  licence: z.string().min(1).max(100),
  /** Where the terms and the maker are described. */
  homepage: z.url({ protocol: /^https?$/ }).optional(),
  /** One sentence for a person who chooses. */
  description: z.string().min(1).max(300),
  files: z.array(ModelFileSchema).default([]),
  archives: z.array(ModelArchiveSchema).default([]),
  /** Settings of the format, such as a sampling rate or the names of voices. */
  options: z.record(z.string(), z.unknown()).default({}),
});

export type ModelFile = z.infer<typeof ModelFileSchema>;
export type ModelArchive = z.infer<typeof ModelArchiveSchema>;
export type ModelManifest = z.infer<typeof ModelManifestSchema>;
export type ModelCapability = ModelManifest["capability"];

/** What has to be fetched for a model, in bytes. */
export function downloadBytes({ files, archives }: Pick<ModelManifest, "files" | "archives">): number {
  return [...files.filter(({ url }) => url !== undefined), ...archives].reduce((sum, { bytes }) => sum + bytes, 0);
}

/** A model that is complete on this machine. */
export interface InstalledModel {
  readonly manifest: ModelManifest;
  /** Absolute path of the folder that holds its files. */
  readonly folder: string;
}
