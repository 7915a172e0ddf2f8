import { compatibleAdapter } from "./compatible.ts";

/** Any server with OpenAI's chat API, at an address of the user's own. */
export const openaiCompatibleAdapter = compatibleAdapter({
  name: "openai-compatible",
  urlNames: ["OPENAI_BASE_URL"],
  keyNames: ["HEADWAY_LLM_API_KEY", "OPENAI_API_KEY"],
});
