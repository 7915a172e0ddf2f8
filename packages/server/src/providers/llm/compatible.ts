import type { LanguageModelV4 } from "@ai-sdk/provider";
import { type Adapter, type AdapterContext, invalidSetting, type VendorVariable } from "../adapter.ts";
import { checkUrl, lazily, setIn } from "./connect.ts";

/** A server with OpenAI's chat API. */
interface CompatibleServer {
  readonly name: string;
  /** Variables that may hold the base URL; the first one that is set decides. */
  readonly urlNames: readonly string[];
  /** The address on which it listens by default. */
  readonly url?: string;
  readonly keyNames: readonly string[];
  readonly variables?: readonly VendorVariable[];
  /** Makes a base URL of what a variable holds, where that is something else. */
  readonly urlOf?: (value: string, variable: string) => string;
}

/** The adapter of a server with OpenAI's chat API. */
export function compatibleAdapter(server: CompatibleServer): Adapter<LanguageModelV4> {
  return {
    names: [server.name],
    detail: "MODEL",
    ...(server.variables === undefined ? {} : { variables: server.variables }),
    create: (modelId, context) => compatible(modelId, server, context),
  };
}

function compatible(modelId: string, server: CompatibleServer, { env, setting }: AdapterContext): LanguageModelV4 {
  const { name, url, urlNames, keyNames, urlOf = checkUrl } = server;
  const variable = urlNames.find((one) => (env[one] ?? "") !== "");
  const address = variable === undefined ? url : env[variable];
  if (address === undefined) {
    throw invalidSetting(
      `${setting} is "${name}:${modelId}"; expected the server's address in HEADWAY_LLM_BASE_URL, e.g. http://127.0.0.1:8080/v1.`,
    );
  }
  const baseURL = urlOf(address, variable ?? "HEADWAY_LLM_BASE_URL");
  const apiKey = setIn(env, keyNames);
  return lazily(name, modelId, async () => {
    const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
    const provider = createOpenAICompatible({
      name,
      baseURL,
      includeUsage: true,
      ...(apiKey === undefined ? {} : { apiKey }),
    });
    return provider.chatModel(modelId);
  });
}
