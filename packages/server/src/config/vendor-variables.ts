import { join } from "node:path";
import type { Config } from "./schema.ts";

/** Keys and addresses that vendors' own programs read as well; the environment only, never the file. */
export const VENDOR_VARIABLES: readonly { readonly name: string; readonly means: string; readonly secret: boolean }[] =
  [
    { name: "OPENAI_API_KEY", means: "key for `openai:…` of every kind", secret: true },
    { name: "OPENAI_BASE_URL", means: "another server that speaks OpenAI's API, for `openai:…`", secret: false },
    { name: "OLLAMA_HOST", means: "where Ollama listens, for `ollama:…` (default 127.0.0.1:11434)", secret: false },
    { name: "OLLAMA_BASE_URL", means: "the same as a URL with path", secret: false },
    { name: "OLLAMA_API_KEY", means: "key for `ollama:…` behind a proxy", secret: true },
    { name: "LMSTUDIO_BASE_URL", means: "where LM Studio listens, for `lmstudio:…`", secret: false },
    { name: "LMSTUDIO_API_KEY", means: "key for `lmstudio:…`", secret: true },
    { name: "VLLM_BASE_URL", means: "where vLLM listens, for `vllm:…`", secret: false },
    { name: "VLLM_API_KEY", means: "key for `vllm:…`", secret: true },
  ];

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The environment that provider adapters look into: with what `headway.config.json` says about model servers, and with temporary files where the next start
 * removes what a killed server left.
 */
export function providerEnv(config: Config, env: Env): Env {
  return {
    ...env,
    TMPDIR: temporaryDir(config),
    ...(config.llmBaseUrl === undefined ? {} : { HEADWAY_LLM_BASE_URL: config.llmBaseUrl }),
    ...(config.llmApiKey === undefined ? {} : { HEADWAY_LLM_API_KEY: config.llmApiKey }),
  };
}

/** Below the scratch space, which a start empties. */
export function temporaryDir({ dataDir }: Pick<Config, "dataDir">): string {
  return join(dataDir, "scratch", "programs");
}

/** Values of the variables whose names say that they are keys, those of other programs included: none may be quoted or logged. */
export function secretsIn(env: Env): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && /(?:_KEY|_TOKEN|_SECRET|PASSWORD)$/.test(name) ? [value] : [],
  );
}
