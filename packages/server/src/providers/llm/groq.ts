import { vendorAdapter } from "./vendor.ts";

/** Open models on Groq's machines. */
export const groqAdapter = vendorAdapter({
  name: "groq",
  maker: "Groq",
  example: "groq:llama-3.3-70b-versatile",
  keyNames: ["GROQ_API_KEY"],
  url: "https://api.groq.com/openai/v1",
  connect: async (server, modelId) => (await import("@ai-sdk/groq")).createGroq(server).languageModel(modelId),
});
