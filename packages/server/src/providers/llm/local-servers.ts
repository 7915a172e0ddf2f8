import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { z } from "zod";
import { lmstudioRoot } from "./lmstudio.ts";
import { ollamaRoot } from "./ollama.ts";
import { readBounded } from "./read-bounded.ts";

/** A server of language models that runs on this machine, or where its own variable says. */
export interface LocalServer {
  readonly name: "Ollama" | "LM Studio";
  /** Host and port; null for this machine. */
  readonly host: string | null;
  /** The model that is offered. */
  readonly model: string;
  /** The variables that make Headway use it. */
  readonly variables: string;
}

export interface Search {
  /** OLLAMA_HOST, OLLAMA_BASE_URL and LMSTUDIO_BASE_URL are looked at. */
  readonly env: ToolEnv;
  readonly fetch: typeof globalThis.fetch;
  readonly signal?: AbortSignal | undefined;
  /** For all questions together. */
  readonly limitMs?: number;
}

const LIMIT_MS = 1_000;

/**
 * The running Ollama and LM Studio with a model that writes. They are asked which models they have, and nothing else; without a key. Whatever else listens at
 * their ports (a page, an error, a connection that hangs, a body that does not end) is as good as nothing. Never throws.
 */
export async function findLocalServers({
  env,
  fetch,
  signal,
  limitMs = LIMIT_MS,
}: Search): Promise<readonly LocalServer[]> {
  const limit = AbortSignal.timeout(limitMs);
  const stopped = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  const ask = (url: string, body?: object): Promise<unknown> => askJson(fetch, url, stopped, body);
  const found = await Promise.all([
    findAt(
      () => ollamaRoot(env),
      (root) => findOllama(root, ask),
    ),
    findAt(
      () => lmstudioRoot(env),
      (root) => findLmstudio(root, ask),
    ),
  ]);
  return found.filter((one) => one !== null);
}

/** "Ollama runs here with qwen3:8b: HEADWAY_LLM=ollama:qwen3:8b headway serve" */
export function offerOf(server: LocalServer): string {
  return `${server.name} ${stateOf(server)}: ${commandOf(server)}`;
}

/** "runs here with qwen3:8b" */
export function stateOf({ host, model }: LocalServer): string {
  return `runs ${host === null ? "here" : `at ${host}`} with ${model}`;
}

/** The command that starts Headway with it. */
export function commandOf({ variables }: LocalServer): string {
  return `${variables} headway serve`;
}

type Found = Omit<LocalServer, "host">;

async function findAt(
  rootOf: () => string,
  find: (root: string) => Promise<Found | null>,
): Promise<LocalServer | null> {
  let root: string;
  try {
    root = rootOf();
  } catch {
    // A variable of another program that Headway does not use yet is not its to complain of.
    return null;
  }
  const found = await find(root);
  const { hostname, host } = new URL(root);
  return found === null ? null : { ...found, host: /^(?:127\.|localhost$|\[::1\]$)/.test(hostname) ? null : host };
}

type Ask = (url: string, body?: object) => Promise<unknown>;

/** What comes from a port may be anything: a name that is printed and copied into a shell has these characters alone. */
const modelName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}$/);

/** Of `GET /api/tags` (docs/api.md of ollama/ollama, "List Local Models"): the model that was changed last comes first. */
const tagsSchema = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      /** A model of Ollama's cloud, which does not run here. */
      remote_host: z.string().nullish(),
      details: z.object({ family: z.string().nullish(), families: z.array(z.string()).nullish() }).nullish(),
    }),
  ),
});

/** Of `POST /api/show`: `completion`, `embedding`, `tools` … (types/model/capability.go). Older versions name none. */
const shownSchema = z.object({ capabilities: z.array(z.string()).nullish() });

/** Models that are asked about; more would not be answered within the limit. */
const ASKED_MODELS = 5;

async function findOllama(root: string, ask: Ask): Promise<Found | null> {
  const tags = tagsSchema.safeParse(await ask(`${root}/api/tags`));
  const models = (tags.data?.models ?? []).filter(({ name, remote_host: host, details }) => {
    const families = [details?.family ?? "", ...(details?.families ?? [])];
    const isEmbedding = EMBEDDING.test(name) || families.some((family) => /bert/i.test(family));
    return modelName.safeParse(name).success && !isEmbedding && !host && !/[-:]cloud$/.test(name);
  });
  for (const { name } of models.slice(0, ASKED_MODELS)) {
    const { data } = shownSchema.safeParse(await ask(`${root}/api/show`, { model: name }));
    if (data?.capabilities?.includes("completion") === false) continue;
    return { name: "Ollama", model: name, variables: `HEADWAY_LLM=ollama:${name}` };
  }
  return null;
}

/** Names of models that give vectors, where the server does not say what a model is. */
const EMBEDDING = /embed|minilm|(?:^|\/)(?:bge|gte|e5)-|rerank/i;

/** Of `GET /api/v0/models` (LM Studio from 0.3.6). Without loading on demand it lists only models that are loaded (lmstudio-bug-tracker, issue 816). */
const lmstudioSchema = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      type: z.enum(["llm", "vlm", "embeddings"]),
      state: z.string().nullish(),
      loaded_context_length: z.number().nullish(),
    }),
  ),
});

/** An older one answers an address that it does not know with status 200 and these words (issue 618). */
const unknownAddressSchema = z.object({ error: z.string().startsWith("Unexpected endpoint or method.") });

/** Of `GET /v1/models`, which many other servers have too. */
const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

async function findLmstudio(root: string, ask: Ask): Promise<Found | null> {
  const answer = await ask(`${root}/api/v0/models`);
  const listed = lmstudioSchema.safeParse(answer);
  if (listed.success) {
    const models = listed.data.data.filter(
      // One version listed an embedding model as `llm` (issue 681).
      ({ id, type }) => type !== "embeddings" && !EMBEDDING.test(id) && modelName.safeParse(id).success,
    );
    const model = models.find(({ state }) => state === "loaded") ?? models[0];
    return model === undefined ? null : lmstudio(model.id, model.loaded_context_length ?? undefined);
  }
  if (!unknownAddressSchema.safeParse(answer).success) return null;
  const models = modelsSchema.safeParse(await ask(`${root}/v1/models`)).data?.data ?? [];
  const model = models.find(({ id }) => !EMBEDDING.test(id) && modelName.safeParse(id).success);
  return model === undefined ? null : lmstudio(model.id, undefined);
}

/** The default of HEADWAY_LLM_CONTEXT, and the smallest that it takes. */
const CONTEXT_TOKENS = { usual: 32_000, least: 2_000 };

/** A model that is loaded with a smaller context than the default needs the setting as well. */
function lmstudio(model: string, contextTokens: number | undefined): Found {
  const { usual, least } = CONTEXT_TOKENS;
  const isSmall = contextTokens !== undefined && contextTokens < usual && contextTokens >= least;
  const context = isSmall ? ` HEADWAY_LLM_CONTEXT=${Math.floor(contextTokens)}` : "";
  return { name: "LM Studio", model, variables: `HEADWAY_LLM=lmstudio:${model}${context}` };
}

/** A list of models is some kilobytes long. */
const MAX_BYTES = 2 ** 20;

/** The JSON of an answer; undefined for anything that is none. */
async function askJson(
  fetch: Search["fetch"],
  url: string,
  signal: AbortSignal,
  body: object | undefined,
): Promise<unknown> {
  try {
    const post = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    // A redirection would lead to a server that nobody has named.
    const response = await fetch(url, { ...(body === undefined ? {} : post), signal, redirect: "manual" });
    const text = await readBounded(response, MAX_BYTES);
    return response.ok && text !== null ? (JSON.parse(text) as unknown) : undefined;
  } catch {
    return undefined;
  }
}
