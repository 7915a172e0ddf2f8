import type { ModelManifest } from "./model-manifest.ts";

type Format = ModelManifest["format"];

interface Role {
  readonly name: string;
  /** Of the path within the model's folder; an earlier pattern is preferred. */
  readonly patterns: readonly RegExp[];
  readonly optional?: true;
}

const MODEL: Role = { name: "model", patterns: [/^model\.onnx$/, /^model\.int8\.onnx$/, /^[^/]+\.onnx$/] };
const TOKENS: Role = { name: "tokens", patterns: [/^tokens\.txt$/, /^[^/]*[-_]tokens\.txt$/] };
const ENCODER = network("encoder");
const DECODER = network("decoder");

/** The files without which a format cannot be loaded. Others (licences, lexicons) come along. */
const ROLES: Readonly<Record<Format, readonly Role[]>> = {
  piper: [MODEL, TOKENS],
  kokoro: [MODEL, { name: "voices", patterns: [/^voices\.bin$/] }, TOKENS],
  whisper: [ENCODER, DECODER, TOKENS],
  "nemo-transducer": [ENCODER, DECODER, network("joiner"), TOKENS],
  "nemo-ctc": [MODEL, TOKENS],
  "pyannote-segmentation": [MODEL],
  "speaker-embedding": [MODEL],
  "silero-vad": [MODEL],
  marian: [
    { name: "model", patterns: [/^model\b[^/]*\.bin$/] },
    { name: "lex", patterns: [/^lex\b[^/]*\.bin$/], optional: true },
    { name: "vocab", patterns: [/^vocab\b[^/]*\.spm$/, /^srcvocab\b[^/]*\.spm$/] },
  ],
};

export interface ModelFiles {
  /** The path of each part, by the name of the part: `model`, `tokens`, `encoder` … */
  readonly found: ReadonlyMap<string, string>;
  /** Names of the parts that are required and not there. */
  readonly missing: readonly string[];
}

/** Which file is which part of a model, and what is missing. */
export function findModelFiles(format: Format, paths: readonly string[]): ModelFiles {
  const found = new Map<string, string>();
  const missing: string[] = [];
  for (const { name, patterns, optional } of ROLES[format]) {
    const path = patterns.flatMap((pattern) => paths.find((one) => pattern.test(one)) ?? [])[0];
    if (path !== undefined) found.set(name, path);
    else if (optional !== true) missing.push(name);
  }
  return { found, missing };
}

/** The 8-bit form is preferred: it is the one that runs at a useful speed without a graphics card. */
function network(name: string): Role {
  return {
    name,
    patterns: [
      new RegExp(`^(?:[^/]*[-_.])?${name}[^/]*\\.int8\\.onnx$`),
      new RegExp(`^(?:[^/]*[-_.])?${name}[^/]*\\.onnx$`),
    ],
  };
}
