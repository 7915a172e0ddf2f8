import type { LanguageModelV4 } from "@ai-sdk/provider";
import { type Adapter, type AdapterContext, invalidSetting } from "../adapter.ts";
import { connectOpenai, endpointNames, endpointOf, OPENAI_VARIABLES } from "../openai.ts";
import { checkUrl, isReachable } from "../server-variables.ts";
import { lazily, MODEL_VARIABLES } from "./connect.ts";

/** OpenAI's own models, or those of a server with its chat API. */
export const openaiAdapter: Adapter<LanguageModelV4> = {
  names: ["openai"],
  detail: "MODEL",
  example: "openai:gpt-4.1-mini",
  variables: OPENAI_VARIABLES,
  ...endpointNames(MODEL_VARIABLES),
  create: openai,
};

function openai(modelId: string, { env, setting }: AdapterContext): LanguageModelV4 {
  const endpoint = endpointOf(env, MODEL_VARIABLES);
  const { baseURL, variable } = endpoint;
  if (!isReachable(endpoint)) {
    throw invalidSetting(`${setting} names a model of OpenAI; expected its key in OPENAI_API_KEY.`);
  }
  if (variable !== undefined) checkUrl(baseURL, variable);
  return lazily("openai", modelId, async () => {
    const provider = await connectOpenai(env, MODEL_VARIABLES);
    // Other servers behind this address rarely have the Responses API.
    return variable === undefined ? provider(modelId) : provider.chat(modelId);
  });
}
