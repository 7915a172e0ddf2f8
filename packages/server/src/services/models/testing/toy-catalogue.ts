import { createHash } from "node:crypto";
import { type ModelManifest, ModelManifestSchema } from "@headway-jobs/local-models/manifest/model-manifest";
import type { StubHub } from "@headway-jobs/local-models/testing/stub-hub";

/** Bytes of each toy model's one file. */
export const MODEL_BYTES = 2_000_000;

const MODELS = [
  {
    name: "voice-en",
    capability: "voice",
    languages: ["en-us"],
    licence: "MIT",
    description: "A voice for American English.",
  },
  {
    name: "voice-es",
    capability: "voice",
    languages: ["es-es"],
    licence: "CC-BY-4.0",
    description: "A voice for Spanish.",
  },
  { name: "ear", capability: "ear", languages: ["mul"], licence: "MIT", description: "Any of 99 languages." },
  {
    name: "en-es",
    capability: "translation",
    languages: ["en>es"],
    licence: "MPL-2.0",
    description: "English to Spanish.",
  },
] as const;

/** Models of which a hub serves one file each. Their format has one file; nothing loads them. */
export function toyCatalogue(): readonly ModelManifest[] {
  return MODELS.map((model) => {
    const sha256 = createHash("sha256").update(contentOfModel(model.name)).digest("hex");
    const url = `https://hub.example${pathOfModel(model.name)}`;
    return ModelManifestSchema.parse({
      ...model,
      format: "silero-vad",
      runtime: "sherpa-onnx",
      homepage: `https://hub.example/${model.name}`,
      files: [{ path: "model.onnx", url, bytes: MODEL_BYTES, sha256 }],
    });
  });
}

/** The bytes of a toy model's file: those of two models differ everywhere. */
export function contentOfModel(name: string): Buffer {
  return Buffer.alloc(MODEL_BYTES, `${name} is a toy model. `);
}

export const pathOfModel = (name: string): string => `/${name}/model.onnx`;

/** Lets a hub serve every toy model. */
export function serveToys(hub: StubHub): void {
  for (const { name } of MODELS) hub.serve(pathOfModel(name), contentOfModel(name));
}
