import type { ModelStore } from "@headway-jobs/local-models/store/model-store";
import { loadConfig } from "../../config/load-config.ts";
import type { CliContext } from "../context.ts";

/** The models of the configured folder (HEADWAY_MODELS, HEADWAY_MODELS_URL). Loaded only here: other commands start without the catalogue. */
export async function configuredStore(context: CliContext, config = loadConfig(context)): Promise<ModelStore> {
  const { openModelStore } = await import("@headway-jobs/local-models/store/model-store");
  const { modelsDir, modelsUrl } = config;
  return openModelStore({ folder: modelsDir, mirror: modelsUrl, fetch: context.fetch, ...context.knownModels });
}
