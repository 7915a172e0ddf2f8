import { vendorAdapter } from "./vendor.ts";

/** Claude, by Anthropic's Messages API. */
export const anthropicAdapter = vendorAdapter({
  name: "anthropic",
  maker: "Anthropic",
  example: "anthropic:claude-sonnet-4-5",
  keyNames: ["ANTHROPIC_API_KEY"],
  url: "https://api.anthropic.com/v1",
  connect: async (server, modelId) =>
    (await import("@ai-sdk/anthropic")).createAnthropic(server).languageModel(modelId),
});
