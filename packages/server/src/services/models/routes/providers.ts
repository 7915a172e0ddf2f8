import { type ProvidersResource, providersSchema } from "@headway-jobs/contract";
import { json } from "../../../service-kit/replies.ts";
import type { Route } from "../../../service-kit/service.ts";
import type { InForce, ModelsPorts } from "../ports.ts";

/** `GET /v1/providers` (SPEC §6.4). */
export function providersRoute(ports: ModelsPorts): Route {
  return {
    method: "GET",
    path: "/v1/providers",
    summary: "Read which providers do the work of each capability, and what would improve it",
    tag: "Local models",
    responses: { 200: { description: "What is in force. No provider is called.", schema: providersSchema } },
    validation: "sentence",
    handle: async ({ scopes }) => json(shown(await ports.inForce(), scopes.includes("admin"))),
  };
}

/** Hosts of a deployment's own network are for its administrators. */
function shown({ capabilities, improvement, sentence }: InForce, isAdmin: boolean): ProvidersResource {
  return {
    capabilities: capabilities.map(({ isSet, providers, unusedModels, ...capability }) => ({
      ...capability,
      is_set: isSet,
      providers: providers.map(({ host, languages, models, isRough, ...provider }) => ({
        ...provider,
        host: isAdmin ? host : null,
        languages: languages === null ? null : [...languages],
        models: [...models],
        rough: isRough,
      })),
      unused_models: [...unusedModels],
    })),
    improvement:
      improvement === null
        ? null
        : {
            command: improvement.command,
            brings: [...improvement.brings],
            size_bytes: improvement.downloadBytes,
          },
    sentence,
  };
}
