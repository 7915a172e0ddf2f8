import type { LanguageModelV4GenerateResult, SharedV4Warning } from "@ai-sdk/provider";
import type { ModelUsage } from "@headway-jobs/ports/language-model";

/** Tokens as the model counted them; 0 where it does not. */
export function usageOf(result: Pick<LanguageModelV4GenerateResult, "usage">): ModelUsage {
  return { inputTokens: result.usage.inputTokens.total ?? 0, outputTokens: result.usage.outputTokens.total ?? 0 };
}

/** The library's warnings as sentences. A server without structured output is no news: the schema stands in the prompt too. */
export function warningsOf(warnings: readonly SharedV4Warning[]): string[] {
  return warnings
    .filter((warning) => !("feature" in warning && /response.?format|structured/i.test(warning.feature)))
    .map((warning) => {
      if ("message" in warning) return warning.message;
      return `The language model does not support ${warning.feature}${warning.details === undefined ? "" : `: ${warning.details}`}.`;
    });
}
