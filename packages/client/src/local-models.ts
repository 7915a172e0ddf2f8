import type { JobResource, LocalModelsResource, RemovedLocalModel } from "@headway-jobs/contract";
import type { CallOptions, Transport } from "./transport.ts";

/** The models of the server's machine (SPEC §6). */
export interface LocalModelCalls {
  /** What there is, and how the machine has it. `languages` say for which models are recommended; by default those of the machine. */
  list(query?: { readonly languages?: readonly string[] }, options?: CallOptions): Promise<LocalModelsResource>;
  /**
   * Fetches a model as a job, or with the name `recommended` those for languages; the unfinished job, where the same is being fetched already.
   * `FORBIDDEN_SCOPE` without the scope `admin`.
   */
  add(name: string, change?: { readonly languages?: readonly string[] }, options?: CallOptions): Promise<JobResource>;
  /** Removes a model, or what an interrupted download of it has left; `MODEL_BUSY` while it is being fetched. */
  remove(name: string, options?: CallOptions): Promise<RemovedLocalModel>;
}

export function localModelCalls(transport: Transport): LocalModelCalls {
  return {
    list: ({ languages } = {}, options = {}) =>
      transport.json("/v1/local-models", { ...options, query: { languages: languages?.join(",") } }),
    add: (name, { languages } = {}, options = {}) =>
      transport.json(pathOf(name), {
        ...options,
        method: "POST",
        body: languages === undefined ? {} : { languages },
      }),
    remove: (name, options = {}) => transport.json(pathOf(name), { ...options, method: "DELETE" }),
  };
}

const pathOf = (name: string): string => `/v1/local-models/${encodeURIComponent(name)}`;
