import { LOCAL_MODEL_KIND, type LocalModelInput, localModelInputSchema } from "@headway-jobs/contract";
import { defineService, type Service } from "../../service-kit/service.ts";
import type { ModelsPorts } from "./ports.ts";
import { addRoute, listRoute, removeRoute } from "./routes/local-models.ts";
import { providersRoute } from "./routes/providers.ts";

/** A large model over a slow line. */
const TIME_LIMIT_MS = 24 * 3_600_000;

/** Two downloads share a line well; a third would only slow both. */
const CONCURRENCY = 2;

/** The models that run on this machine: what there is, and jobs that fetch more (SPEC §6). */
export function modelsService(ports: ModelsPorts): Service<LocalModelInput> {
  return defineService({
    kind: LOCAL_MODEL_KIND,
    title: "Local models",
    description:
      "Fetches models for voices, recognition and translation, checks them and installs them on this machine.",
    input: localModelInputSchema,
    prepare: async (input) => (await import("./prepare.ts")).prepareModels(ports, input),
    workflow: async (ctx, input) => (await import("./workflow.ts")).fetchModels(ports)(ctx, input),
    timeLimitMs: TIME_LIMIT_MS,
    timeoutAdvice: "Run it again: what has arrived is kept.",
    concurrency: CONCURRENCY,
    submitScope: "admin",
    routes: [listRoute(ports), addRoute(ports), removeRoute(ports), providersRoute(ports)],
  });
}
