import { vendorAdapter } from "./vendor.ts";

/** Gemini, by Google's generateContent API. */
export const googleAdapter = vendorAdapter({
  name: "google",
  maker: "Google",
  example: "google:gemini-2.5-flash",
  keyNames: ["GOOGLE_GENERATIVE_AI_API_KEY", "GEMINI_API_KEY"],
  url: "https://generativelanguage.googleapis.com/v1beta",
  connect: async (server, modelId) => (await import("@ai-sdk/google")).createGoogle(server).languageModel(modelId),
});
