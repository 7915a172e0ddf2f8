import type { LanguageModelV4 } from "@ai-sdk/provider";
import { type Adapter, type AdapterContext, invalidSetting } from "../adapter.ts";
import { OPENAI_VARIABLES } from "../openai.ts";
import { checkUrl, lazily, serverIn } from "./connect.ts";

/** OpenAI's own models, or those of a server with its chat API. */
export const openaiAdapter: Adapter<LanguageModelV4> = {
  names: ["openai"],
  detail: "MODEL",
  example: "openai:gpt-4.1-mini",
  variables: OPENAI_VARIABLES,
  create: openai,
};

function openai(modelId: string, { env, setting }: AdapterContext): LanguageModelV4 {
  const { address, variable, apiKey } = serverIn(env, { urlNames: ["OPENAI_BASE_URL"], keyNames: ["OPENAI_API_KEY"] });
  if (apiKey === undefined && address === undefined) {
    throw invalidSetting(`${setting} names a model of OpenAI; expected its key in OPENAI_API_KEY.`);
  }
  const baseURL = address === undefined ? undefined : checkUrl(address, variable ?? "OPENAI_BASE_URL");
  return lazily("openai", modelId, async () => {
    const { createOpenAI } = await import("@ai-sdk/openai");
    const provider = createOpenAI({ apiKey: apiKey ?? "none", ...(baseURL === undefined ? {} : { baseURL }) });
    // Other servers behind this address rarely have the Responses API.
    return baseURL === undefined ? provider(modelId) : provider.chat(modelId);
  });
}
