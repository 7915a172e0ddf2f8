import { z } from "zod";
import ears from "./catalogue/ears.json" with { type: "json" };
import runtimes from "./catalogue/runtimes.json" with { type: "json" };
import speakersAndSegmenters from "./catalogue/speakers-and-segmenters.json" with { type: "json" };
import translation from "./catalogue/translation.json" with { type: "json" };
import voices from "./catalogue/voices.json" with { type: "json" };
import { ModelManifestSchema, type ModelManifest } from "./model-manifest.ts";
import { RuntimePackageSchema, type RuntimePackage } from "./runtime-package.ts";

let models: readonly ModelManifest[] | undefined;
let libraries: readonly RuntimePackage[] | undefined;

/** The models that Headway knows. Read once: most commands never ask for it. */
export function knownModels(): readonly ModelManifest[] {
  models ??= z.array(ModelManifestSchema).parse([...voices, ...ears, ...speakersAndSegmenters, ...translation]);
  return models;
}

/** The libraries that load them and are fetched with them. */
export function knownRuntimes(): readonly RuntimePackage[] {
  libraries ??= z.array(RuntimePackageSchema).parse(runtimes);
  return libraries;
}
