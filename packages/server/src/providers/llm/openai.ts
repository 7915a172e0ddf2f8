import type { LanguageModelV4 } from "@ai-sdk/provider";
import { type Adapter, type AdapterContext, invalidSetting } from "../adapter.ts";
import {
  connectOpenai,
  endpointNames,
  endpointOf,
  isOpenaiAddressSet,
  isOpenaiReachable,
  OPENAI_VARIABLES,
} from "../openai.ts";
import { checkUrl, lazily } from "./connect.ts";

/** Its variables, also where it translates. */
const ENDPOINT = "HEADWAY_LLM";

/** OpenAI's own models, or those of a server with its chat API. */
export const openaiAdapter: Adapter<LanguageModelV4> = {
  names: ["openai"],
  detail: "MODEL",
  example: "openai:gpt-4.1-mini",
  variables: OPENAI_VARIABLES,
  ...endpointNames(ENDPOINT),
  create: openai,
};

function openai(modelId: string, { env, setting }: AdapterContext): LanguageModelV4 {
  if (!isOpenaiReachable(env, ENDPOINT)) {
    throw invalidSetting(`${setting} names a model of OpenAI; expected its key in OPENAI_API_KEY.`);
  }
  const isOpenai = !isOpenaiAddressSet(env, ENDPOINT);
  if (!isOpenai) checkUrl(endpointOf(env, ENDPOINT).baseURL, "OPENAI_BASE_URL");
  return lazily("openai", modelId, async () => {
    const provider = await connectOpenai(env, ENDPOINT);
    // Other servers behind this address rarely have the Responses API.
    return isOpenai ? provider(modelId) : provider.chat(modelId);
  });
}
