import type { LanguageModelV4 } from "@ai-sdk/provider";

/** A model whose library is loaded by the first call, not by the server's start. */
export function lazily(provider: string, modelId: string, connect: () => Promise<LanguageModelV4>): LanguageModelV4 {
  let connected: Promise<LanguageModelV4> | undefined;
  const model = (): Promise<LanguageModelV4> => (connected ??= connect());
  return {
    specificationVersion: "v4",
    provider,
    modelId,
    supportedUrls: {},
    doGenerate: async (options) => (await model()).doGenerate(options),
    doStream: async (options) => (await model()).doStream(options),
  };
}

/** What the variables of a language model's own server begin with, also where it translates. */
export const MODEL_VARIABLES = "HEADWAY_LLM";
