import type { LanguageModelV4 } from "@ai-sdk/provider";
import { type Adapter, type AdapterContext, invalidSetting } from "../adapter.ts";
import { connectOpenai, OPENAI_VARIABLES } from "../openai.ts";
import { checkUrl, lazily, setIn } from "./connect.ts";

/** OpenAI's own models, or those of a server with its chat API. */
export const openaiAdapter: Adapter<LanguageModelV4> = {
  names: ["openai"],
  detail: "MODEL",
  example: "openai:gpt-4.1-mini",
  variables: OPENAI_VARIABLES,
  create: openai,
};

function openai(modelId: string, { env, setting }: AdapterContext): LanguageModelV4 {
  const baseURL = setIn(env, ["HEADWAY_LLM_BASE_URL", "OPENAI_BASE_URL"]);
  const apiKey = setIn(env, ["OPENAI_API_KEY"]);
  if (apiKey === undefined && baseURL === undefined) {
    throw invalidSetting(`${setting} names a model of OpenAI; expected its key in OPENAI_API_KEY.`);
  }
  if (baseURL !== undefined) checkUrl(baseURL, "OPENAI_BASE_URL");
  return lazily("openai", modelId, async () => {
    const provider = await connectOpenai(env, baseURL === undefined ? {} : { baseURL });
    // Other servers behind this address rarely have the Responses API.
    return baseURL === undefined ? provider(modelId) : provider.chat(modelId);
  });
}
