import type { Config } from "../config/schema.ts";
import { providerEnv } from "../config/vendor-variables.ts";
import type { LocalServer } from "../providers/llm/local-servers.ts";

interface OfferedParts {
  readonly config: Config;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof globalThis.fetch;
  readonly signal?: AbortSignal;
}

/**
 * The Ollama and the LM Studio that could write, while no language model is set. Nothing is asked where a model or its server is set, or HEADWAY_PROBE is
 * off. Takes at most a second and never throws.
 */
export async function offeredServers({ config, env, fetch, signal }: OfferedParts): Promise<readonly LocalServer[]> {
  // With HEADWAY_LLM_BASE_URL the offered setting would lead there.
  if (!config.probe || config.llm !== undefined || config.llmBaseUrl !== undefined) return [];
  const { findLocalServers } = await import("../providers/llm/local-servers.ts");
  return findLocalServers({ env: providerEnv(config, env), fetch, signal });
}
