import { totalmem } from "node:os";
import type { ModelStore } from "@headway-jobs/local-models/store/model-store";
import { modelsService } from "../services/models/service.ts";
import type { Config } from "../config/schema.ts";
import type { ModelsPorts } from "../services/models/ports.ts";
import type { Compose } from "./compose.ts";

export const composeModels: Compose = ({ config }) => modelsService(modelsPorts(config, process.env));

/** The models of the configured folder. `open` = what opens it, for tests with other models than those that Headway knows. */
export function modelsPorts(
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
  open: () => Promise<ModelStore> = () => openConfigured(config),
): ModelsPorts {
  let opened: Promise<ModelStore> | undefined;
  /** One store for all jobs, so that two of them share a download. */
  const shelf = (): Promise<ModelStore> => (opened ??= open());
  return {
    shelf,
    async recommend(asked) {
      const { machineLanguages, recommendModels } = await import("@headway-jobs/local-models/manifest/recommend");
      const languages = asked ?? machineLanguages(env, Intl.DateTimeFormat().resolvedOptions().locale);
      const models = recommendModels((await shelf()).catalogue, languages, totalmem());
      return { languages, names: models.map(({ name }) => name) };
    },
    async summarise(installed) {
      const { summariseModels } = await import("@headway-jobs/local-models/manifest/summary");
      return summariseModels(installed);
    },
    async describeRemoval(removed) {
      const { describeRemoval } = await import("./describe-removal.ts");
      return describeRemoval(removed, { config, env, store: await shelf() });
    },
    async inForce() {
      const { whatIsInForce } = await import("./what-is-in-force.ts");
      return whatIsInForce({ config, env, store: await shelf() });
    },
  };
}

/** Loaded only here: a server starts without the catalogue. */
async function openConfigured({ modelsDir, modelsUrl }: Config): Promise<ModelStore> {
  const { openModelStore } = await import("@headway-jobs/local-models/store/model-store");
  return openModelStore({ folder: modelsDir, mirror: modelsUrl, fetch: globalThis.fetch });
}
