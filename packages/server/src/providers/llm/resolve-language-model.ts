import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { type ChosenProvider, chooseProviders, type ProviderEntry } from "../choose-providers.ts";
import { LANGUAGE_MODEL_ADAPTERS } from "./adapters.ts";

/**
 * The models that HEADWAY_LLM lists, in its order; none when it is not set. Keys and addresses come from the vendors' usual variables or from the entries. What
 * is wrong with the setting is INVALID_INPUT, for the start to report; the libraries are loaded at the first call.
 */
export function resolveLanguageModels(
  setting: string | undefined,
  env: ToolEnv = process.env,
  entries: readonly ProviderEntry[] = [],
): readonly ChosenProvider<LanguageModelV4>[] {
  return chooseProviders(setting ?? "", LANGUAGE_MODEL_ADAPTERS, { env, setting: "HEADWAY_LLM", entries });
}
