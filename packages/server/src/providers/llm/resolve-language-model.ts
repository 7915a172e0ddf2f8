import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { chooseAdapter } from "../adapter.ts";
import { LANGUAGE_MODEL_ADAPTERS } from "./adapters.ts";

/**
 * The model that HEADWAY_LLM names; undefined when it is not set. Keys and addresses come from the vendors' usual variables. What is wrong with
 * the setting is INVALID_INPUT, for the start to report; the library itself is loaded at the first call.
 */
export function resolveLanguageModel(
  setting: string | undefined,
  env: ToolEnv = process.env,
): LanguageModelV4 | undefined {
  const value = (setting ?? "").trim();
  if (value === "") return undefined;
  const { adapter, detail } = chooseAdapter("HEADWAY_LLM", value, LANGUAGE_MODEL_ADAPTERS);
  return adapter.create(detail, { env, setting: "HEADWAY_LLM" });
}
