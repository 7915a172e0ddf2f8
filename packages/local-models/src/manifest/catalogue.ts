import { z } from "zod";
import ears from "./catalogue/ears.json" with { type: "json" };
import speakersAndSegmenters from "./catalogue/speakers-and-segmenters.json" with { type: "json" };
import translation from "./catalogue/translation.json" with { type: "json" };
import voices from "./catalogue/voices.json" with { type: "json" };
import { ModelManifestSchema, type ModelManifest } from "./model-manifest.ts";

let models: readonly ModelManifest[] | undefined;

/** The models that Headway knows. Read once: most commands never ask for it. */
export function knownModels(): readonly ModelManifest[] {
  models ??= z.array(ModelManifestSchema).parse([...voices, ...ears, ...speakersAndSegmenters, ...translation]);
  return models;
}
