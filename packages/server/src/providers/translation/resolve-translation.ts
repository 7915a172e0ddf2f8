import type { Clock } from "@headway-jobs/contract";
import type { StructuredModel } from "@headway-jobs/ports/language-model";
import type { Translation } from "@headway-jobs/ports/translation";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { systemClock } from "@headway-jobs/tools/time/system-clock";
import { chooseProviders, listProviders, type ProviderEntry } from "../choose-providers.ts";
import { LANGUAGE_MODEL_ADAPTERS } from "../llm/adapters.ts";
import { TRANSLATION_ADAPTERS } from "./adapters.ts";
import type { LocalModels } from "../local/local-models.ts";
import { translationFallback } from "./fallback-translation.ts";

export interface TranslationParts {
  readonly env?: ToolEnv;
  /** What HEADWAY_LLM says. */
  readonly llm?: string | undefined;
  /** Its model. */
  readonly model?: StructuredModel | undefined;
  readonly entries?: readonly ProviderEntry[];
  readonly local?: LocalModels | undefined;
  readonly clock?: Pick<Clock, "nowMs">;
}

/**
 * The translations that HEADWAY_TRANSLATION lists: `apertium`, `llm` (the model of HEADWAY_LLM), a vendor's, or a language model of its own such as
 * `ollama:llama3.1`. Unset: the model of HEADWAY_LLM where there is one, then local models, then Apertium's installed pairs.
 */
export function resolveTranslation(setting: string | undefined, parts: TranslationParts = {}): Translation {
  const { env = process.env, llm = "", model, entries = [], local, clock = systemClock } = parts;
  const byDefault = defaultTranslations({ hasModel: model !== undefined, hasLocal: local !== undefined });
  const value = (setting ?? "").trim() || byDefault;
  // HEADWAY_LLM_BASE_URL is the address of HEADWAY_LLM's server. A model of another vendor that translates must not be asked for there.
  const sharing = listProviders(llm, LANGUAGE_MODEL_ADAPTERS, { setting: "HEADWAY_LLM", entries });
  const context = { env, setting: "HEADWAY_TRANSLATION", model, entries, local, sharing };
  return translationFallback(chooseProviders(value, TRANSLATION_ADAPTERS, context), clock);
}

/** What the setting is like when it is not set. */
export function defaultTranslations({ hasModel, hasLocal }: Record<"hasModel" | "hasLocal", boolean>): string {
  return [...(hasModel ? ["llm"] : []), ...(hasLocal ? ["local"] : []), "apertium"].join(",");
}
