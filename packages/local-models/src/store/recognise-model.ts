import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import type { ModelCapability, ModelManifest } from "../manifest/model-manifest.ts";
import { findModelFiles } from "../manifest/model-roles.ts";
import { readOnnxMetadata } from "./onnx-metadata.ts";

type Format = ModelManifest["format"];

/** What a folder without `model.json` holds. */
export interface Recognised {
  readonly manifest: ModelManifest;
  /** Where each file goes, by its path in the folder. */
  readonly targets: ReadonlyMap<string, string>;
}

/** Why a folder is no model, as a sentence; `isEmpty` when nothing in it looks like one. */
export interface Unrecognised {
  readonly problem: string;
  readonly isEmpty: boolean;
}

const CAPABILITIES: Readonly<Record<Format, ModelCapability>> = {
  piper: "voice",
  kokoro: "voice",
  whisper: "ear",
  "nemo-transducer": "ear",
  "nemo-ctc": "ear",
  "pyannote-segmentation": "speakers",
  "speaker-embedding": "speakers",
  "silero-vad": "segmenter",
  marian: "translation",
};

/** Finds out by the files, and by the metadata of ONNX models, which format a folder has. `paths` are its files. */
export async function recogniseModel(folder: string, paths: readonly string[]): Promise<Recognised | Unrecognised> {
  const kind = (await piperKind(folder, paths)) ?? marianKind(paths) ?? (await onnxKind(folder, paths));
  if (kind === null) return { problem: `${folder} holds no model of a known format.`, isEmpty: true };
  if (!("format" in kind)) return { ...kind, isEmpty: false };
  const { format } = kind;
  const { found, missing } = findModelFiles(format, [...paths, ...kind.made]);
  if (missing.length > 0) {
    const problem = `${folder} looks like a model of the format ${format}, but its ${missing.join(" and ")} is missing.`;
    return { problem, isEmpty: false };
  }
  const parts = [...found].map(([part, path]) => [path, canonicalPath(format, part, path)] as const);
  const others = paths.filter(comesAlong).map((path) => [path, path] as const);
  const targets = new Map([...others, ...parts, ...kind.renamed].filter(([path]) => paths.includes(path)));
  return { manifest: manifestOf(kind, basename(folder)), targets };
}

interface Kind {
  readonly format: Format;
  readonly name?: string;
  readonly languages: readonly string[];
  /** Files that the installation makes. */
  readonly made: readonly string[];
  readonly renamed: readonly (readonly [path: string, target: string])[];
}

const kindOf = (format: Format, languages: readonly string[] = ["mul"]): Kind => ({
  format,
  languages,
  made: [],
  renamed: [],
});

const PiperConfigSchema = z.object({
  language: z.object({ code: z.string() }).optional(),
  espeak: z.object({ voice: z.string() }).optional(),
  phoneme_id_map: z.record(z.string(), z.unknown()),
});

/** `NAME.onnx` with `NAME.onnx.json`, as Piper publishes its voices. */
async function piperKind(folder: string, paths: readonly string[]): Promise<Kind | null> {
  const config = paths.find(
    (path) => /^[^/]+\.onnx\.json$/.test(path) && paths.includes(path.slice(0, -".json".length)),
  );
  if (config === undefined) return null;
  const parsed = PiperConfigSchema.safeParse(await readJson(join(folder, config)));
  if (!parsed.success) return null;
  const { language, espeak } = parsed.data;
  const model = config.slice(0, -".json".length);
  const voice = model.slice(0, -".onnx".length);
  return {
    format: "piper",
    ...(voice === "model" ? {} : { name: `piper-${voice}` }),
    languages: [(language?.code ?? espeak?.voice ?? "mul").toLowerCase().replaceAll("_", "-")],
    made: ["tokens.txt"],
    renamed: [
      [model, "model.onnx"],
      [config, "model.onnx.json"],
    ],
  };
}

/** Files of Firefox' translation, which carry the pair in their names: `model.enes.intgemm.alphas.bin`. */
function marianKind(paths: readonly string[]): Kind | { readonly problem: string } | null {
  const model = paths.find((path) => /^model\b[^/]*\.bin$/.test(path));
  if (model === undefined || !paths.some((path) => path.endsWith(".spm"))) return null;
  const pair = /^model\.([a-z]{2})([a-z]{2})\./.exec(model);
  if (pair === null) return { problem: `${model} does not name its languages: call it for example model.enes.bin.` };
  return { ...kindOf("marian", [`${pair[1]}>${pair[2]}`]), name: `bergamot-${pair[1]}-${pair[2]}` };
}

async function onnxKind(folder: string, paths: readonly string[]): Promise<Kind | { readonly problem: string } | null> {
  const networks = paths.filter((path) => /^[^/]+\.onnx$/.test(path));
  const [first] = networks;
  if (first === undefined) return null;
  if (paths.includes("voices.bin")) return kindOf("kokoro", ["en-us", "en-gb"]);
  const encoder = networks.find((path) => /(?:^|[-_.])encoder/.test(path));
  if (encoder !== undefined) return encoderKind(join(folder, encoder), networks);
  if (/^silero[_-]?vad/i.test(first)) return kindOf("silero-vad");
  const metadata = await readOnnxMetadata(join(folder, first));
  if (metadata === null) return { problem: `${join(folder, first)} is not an ONNX model, or not complete.` };
  const type = metadata.get("model_type") ?? "";
  if (metadata.get("comment") === "piper") return kindOf("piper", [metadata.get("voice") ?? "mul"]);
  if (/^EncDec\w*CTC/.test(type)) return kindOf("nemo-ctc");
  if (/pyannote/i.test(type)) return kindOf("pyannote-segmentation");
  if (metadata.has("output_dim") || /^(?:3d-?speaker|wespeaker|nemo)$/i.test(metadata.get("framework") ?? "")) {
    return kindOf("speaker-embedding");
  }
  return { problem: `${join(folder, first)} is an ONNX model of an unknown kind${type === "" ? "" : ` (${type})`}.` };
}

/** A transducer has a joiner; of the models with an encoder and a decoder alone only Whisper is known. */
async function encoderKind(encoder: string, networks: readonly string[]): Promise<Kind | { readonly problem: string }> {
  if (networks.some((path) => /(?:^|[-_.])joiner/.test(path))) return kindOf("nemo-transducer");
  const type = (await readOnnxMetadata(encoder))?.get("model_type") ?? "whisper";
  return type.startsWith("whisper")
    ? kindOf("whisper")
    : { problem: `${encoder} belongs to a model of an unknown kind (${type}).` };
}

/** The names that the catalogue uses, so that a model of the user's own looks like a known one. */
function canonicalPath(format: Format, part: string, path: string): string {
  if (format === "marian" || path.includes("/") || /^model(?:\.int8)?\.onnx$/.test(path)) return path;
  if (part === "tokens") return "tokens.txt";
  if (!path.endsWith(".onnx")) return path;
  return part === "model" || !path.endsWith(".int8.onnx") ? `${part}.onnx` : `${part}.int8.onnx`;
}

/** Other networks of the same folder are other precisions of the chosen ones; recordings are examples. */
const comesAlong = (path: string): boolean =>
  !/\.(?:onnx|wav|weights|bz2|gz)$|(?:^|\/)\./i.test(path) && path !== "model.json";

function manifestOf({ format, name, languages }: Kind, folderName: string): ModelManifest {
  return {
    name: safeName(name ?? folderName),
    capability: CAPABILITIES[format],
    format,
    runtime: format === "marian" ? "bergamot" : "sherpa-onnx",
    languages: [...languages],
    licence: "not stated",
    description: `Added from the folder ${folderName}.`.slice(0, 300),
    files: [],
    archives: [],
    options: {},
  };
}

function safeName(name: string): string {
  const safe = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+/, "")
    .slice(0, 80);
  return safe === "" ? "model" : safe;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return null;
  }
}
