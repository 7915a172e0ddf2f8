import type { ModelStore } from "@headway-jobs/local-models/store/model-store";
import { totalmem } from "node:os";
import { entriesWithKeys } from "../config/provider-entries.ts";
import type { Config } from "../config/schema.ts";
import { providerEnv } from "../config/vendor-variables.ts";
import type { InForce } from "../providers/in-force/in-force.ts";

export interface WhatIsInForceParts {
  readonly config: Config;
  /** The environment of the server. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The models of the configured folder, where they are open already. */
  readonly store?: ModelStore;
}

/**
 * Which providers do the work of each capability now, what one command would improve, and both as one sentence. Plain data without keys, true
 * for the models that are installed at this moment. Calls no provider. What it needs is loaded here, so that a start takes no time for it.
 */
export async function whatIsInForce({ config, env, store }: WhatIsInForceParts): Promise<InForce> {
  const { findInForce } = await import("../providers/in-force/find-in-force.ts");
  const { llm, speech, transcription, translation, images } = config;
  const providers = providerEnv(config, env);
  return findInForce({
    settings: { voice: speech, ear: transcription, translation, language_model: llm, pictures: images },
    env: providers,
    entries: entriesWithKeys(config.providers, providers),
    store: store ?? (await openStore(config)),
    machine: { env, systemLocale: Intl.DateTimeFormat().resolvedOptions().locale, memoryBytes: totalmem() },
  });
}

async function openStore({ modelsDir, modelsUrl }: Config): Promise<ModelStore> {
  const { openModelStore } = await import("@headway-jobs/local-models/store/model-store");
  return openModelStore({ folder: modelsDir, mirror: modelsUrl, fetch });
}
