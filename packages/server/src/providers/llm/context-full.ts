import type { LanguageModelV4, LanguageModelV4FinishReason } from "@ai-sdk/provider";
import { HeadwayError } from "@headway-jobs/contract";
import { nameOf } from "./call-model.ts";

/** Z.ai and Anthropic end an answer of status 200 with this reason when the prompt leaves no room for one. */
export function isContextFull({ raw }: LanguageModelV4FinishReason): boolean {
  return raw === "model_context_window_exceeded";
}

/** The error for an answer that is empty for this reason. */
export function contextFull(model: LanguageModelV4): HeadwayError {
  const name = nameOf(model);
  return new HeadwayError("PROVIDER_INPUT_TOO_LONG", `The language model ${name} takes no input of this length.`, {
    provider: { name, message: "model_context_window_exceeded" },
  });
}
