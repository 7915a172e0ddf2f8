import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { Adapter } from "../adapter.ts";
import { anthropicAdapter } from "./anthropic.ts";
import { googleAdapter } from "./google.ts";
import { groqAdapter } from "./groq.ts";
import { lmstudioAdapter } from "./lmstudio.ts";
import { mistralAdapter } from "./mistral.ts";
import { ollamaAdapter } from "./ollama.ts";
import { openaiAdapter } from "./openai.ts";
import { openaiCompatibleAdapter } from "./openai-compatible.ts";
import { vllmAdapter } from "./vllm.ts";

/** Every vendor of language models. */
export const LANGUAGE_MODEL_ADAPTERS: readonly Adapter<LanguageModelV4>[] = [
  openaiAdapter,
  anthropicAdapter,
  googleAdapter,
  mistralAdapter,
  groqAdapter,
  openaiCompatibleAdapter,
  ollamaAdapter,
  lmstudioAdapter,
  vllmAdapter,
];
