import { vendorAdapter } from "./vendor.ts";

/** Mistral's own models. */
export const mistralAdapter = vendorAdapter({
  name: "mistral",
  maker: "Mistral",
  example: "mistral:mistral-small-latest",
  keyNames: ["MISTRAL_API_KEY"],
  url: "https://api.mistral.ai/v1",
  connect: async (server, modelId) => (await import("@ai-sdk/mistral")).createMistral(server).languageModel(modelId),
});
