import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import type { Adapter, AdapterContext } from "../adapter.ts";
import { checkUrl, type ServerVariables, serverIn, serverNames } from "../server-variables.ts";
import { MODEL_VARIABLES } from "./connect.ts";
import { ollamaModel } from "./ollama-chat.ts";

const SERVER: ServerVariables = { urlNames: ["OLLAMA_BASE_URL", "OLLAMA_HOST"], keyNames: ["OLLAMA_API_KEY"] };

/** Models of an Ollama server, by its own API: the one with OpenAI's form has no way to say how large the context is to be. */
export const ollamaAdapter: Adapter<LanguageModelV4> = {
  names: ["ollama"],
  detail: "MODEL",
  example: "ollama:qwen3:8b",
  variables: [
    { name: "OLLAMA_HOST", means: "where Ollama listens, for `ollama:…` (default 127.0.0.1:11434)", secret: false },
    { name: "OLLAMA_BASE_URL", means: "the same as a URL with path", secret: false },
    { name: "OLLAMA_API_KEY", means: "key for `ollama:…` behind a proxy", secret: true },
    { name: "OLLAMA_KEEP_ALIVE", means: "how long Ollama keeps the model in memory, e.g. `30m`", secret: false },
  ],
  ...serverNames(MODEL_VARIABLES, SERVER),
  create: ollama,
};

/** The address of the Ollama that the environment names, without path; by default that of this machine. Throws INVALID_INPUT for one that is none. */
export function ollamaRoot(env: ToolEnv): string {
  const { address, variable } = serverIn(env, MODEL_VARIABLES, SERVER);
  return address === undefined ? "http://127.0.0.1:11434" : rootOf(address, variable ?? "OLLAMA_HOST");
}

function ollama(modelId: string, { env }: AdapterContext): LanguageModelV4 {
  return ollamaModel(modelId, {
    baseURL: ollamaRoot(env),
    apiKey: serverIn(env, MODEL_VARIABLES, SERVER).apiKey,
    contextTokens: contextIn(env),
    keepAlive: keepAliveIn(env),
  });
}

/** OLLAMA_HOST is often a bare host and port. Addresses of the API with OpenAI's form end in `/v1`. */
function rootOf(address: string, variable: string): string {
  if (variable !== "OLLAMA_HOST") return checkUrl(address, variable).replace(/\/(?:v1|api)$/, "");
  const url = new URL(checkUrl(/^https?:\/\//i.test(address) ? address : `http://${address}`, variable));
  if (url.hostname === "0.0.0.0") url.hostname = "127.0.0.1";
  if (url.port === "" && url.protocol === "http:") url.port = "11434";
  return url.href.replace(/\/+$/, "").replace(/\/(?:v1|api)$/, "");
}

/** The default of HEADWAY_LLM_CONTEXT, by which long documents are split. */
const CONTEXT_TOKENS = 32_000;

function contextIn(env: ToolEnv): number {
  const tokens = Number(env["HEADWAY_LLM_CONTEXT"] ?? "");
  return Number.isInteger(tokens) && tokens > 0 ? tokens : CONTEXT_TOKENS;
}

/** Seconds are a number on the wire, everything else is a duration in Go's form. */
function keepAliveIn(env: ToolEnv): string | number | undefined {
  const value = (env["OLLAMA_KEEP_ALIVE"] ?? "").trim();
  if (value === "") return undefined;
  return /^-?\d+$/.test(value) ? Number(value) : value;
}
