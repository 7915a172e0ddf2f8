import { totalmem } from "node:os";
import type { ModelStore } from "@headway-jobs/local-models/store/model-store";
import { modelsService } from "../services/models/service.ts";
import type { Compose } from "./compose.ts";

export const composeModels: Compose = ({ config: { modelsDir, modelsUrl } }) => {
  let opened: Promise<ModelStore> | undefined;
  /** One store for all jobs, so that two of them share a download. Loaded only here: a server starts without the catalogue. */
  const shelf = (): Promise<ModelStore> =>
    (opened ??= import("@headway-jobs/local-models/store/model-store").then(({ openModelStore }) =>
      openModelStore({ folder: modelsDir, mirror: modelsUrl, fetch: globalThis.fetch }),
    ));
  return modelsService({
    shelf,
    async recommend(asked) {
      const { machineLanguages, recommendModels } = await import("@headway-jobs/local-models/manifest/recommend");
      const languages = asked ?? machineLanguages(process.env, Intl.DateTimeFormat().resolvedOptions().locale);
      const models = recommendModels((await shelf()).catalogue, languages, totalmem());
      return { languages, names: models.map(({ name }) => name) };
    },
    summarise: async (installed) => (await summaries()).summariseModels(installed),
    describeRemoval: async (removed, left) => (await summaries()).describeRemoval(removed, left),
  });
};

const summaries = () => import("@headway-jobs/local-models/manifest/summary");
