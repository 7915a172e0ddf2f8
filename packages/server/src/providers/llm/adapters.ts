import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { Adapter } from "../adapter.ts";
import { lmstudioAdapter } from "./lmstudio.ts";
import { ollamaAdapter } from "./ollama.ts";
import { openaiAdapter } from "./openai.ts";
import { openaiCompatibleAdapter } from "./openai-compatible.ts";
import { vllmAdapter } from "./vllm.ts";

/** Every vendor of language models. */
export const LANGUAGE_MODEL_ADAPTERS: readonly Adapter<LanguageModelV4>[] = [
  openaiAdapter,
  openaiCompatibleAdapter,
  ollamaAdapter,
  lmstudioAdapter,
  vllmAdapter,
];
