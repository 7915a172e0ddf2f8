import type { LanguageModelV4 } from "@ai-sdk/provider";
import { type Adapter, type AdapterContext, invalidSetting, type VendorVariable } from "../adapter.ts";
import { checkUrl, type ServerVariables, serverIn, serverNames } from "../server-variables.ts";
import { tolerantFetch } from "./tolerant-fetch.ts";
import { lazily, MODEL_VARIABLES } from "./connect.ts";

/** A server with OpenAI's chat API. */
interface CompatibleServer extends ServerVariables {
  readonly name: string;
  readonly variables?: readonly VendorVariable[];
}

/** The adapter of a server with OpenAI's chat API. */
export function compatibleAdapter(server: CompatibleServer): Adapter<LanguageModelV4> {
  return {
    names: [server.name],
    detail: "MODEL",
    ...(server.variables === undefined ? {} : { variables: server.variables }),
    ...serverNames(MODEL_VARIABLES, server),
    create: (modelId, context) => compatible(modelId, server, context),
  };
}

function compatible(modelId: string, server: CompatibleServer, { env, setting }: AdapterContext): LanguageModelV4 {
  const { name } = server;
  const { address, variable, apiKey } = serverIn(env, MODEL_VARIABLES, server);
  if (address === undefined) {
    throw invalidSetting(
      `${setting} is "${name}:${modelId}"; expected the server's address in HEADWAY_LLM_BASE_URL, e.g. http://127.0.0.1:8080/v1.`,
    );
  }
  const baseURL = checkUrl(address, variable ?? "HEADWAY_LLM_BASE_URL");
  return lazily(name, modelId, async () => {
    const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
    const provider = createOpenAICompatible({
      name,
      baseURL,
      includeUsage: true,
      fetch: tolerantFetch,
      ...(apiKey === undefined ? {} : { apiKey }),
    });
    return provider.chatModel(modelId);
  });
}
