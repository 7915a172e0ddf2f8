import { HeadwayError } from "@headway-jobs/contract";
import type { StructuredModel } from "@headway-jobs/ports/language-model";
import { primaryLanguage, type Translation } from "@headway-jobs/ports/translation";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { chooseAdapter } from "../adapter.ts";
import { TRANSLATION_ADAPTERS } from "./adapters.ts";
import { apertiumTranslation } from "./apertium.ts";
import { modelTranslation } from "./model.ts";

/**
 * The translation that HEADWAY_TRANSLATION names: `apertium`, `llm` (the model of HEADWAY_LLM) or a language model of its own such as `ollama:llama3.1`.
 * Unset: Apertium's installed pairs, and `model` for all others when there is one.
 */
export function resolveTranslation(
  setting: string | undefined,
  env: ToolEnv = process.env,
  model?: StructuredModel,
): Translation {
  const value = (setting ?? "").trim();
  if (value === "") {
    const apertium = apertiumTranslation(env);
    return model === undefined ? apertium : firstOf([apertium, modelTranslation(model)]);
  }
  const { adapter, detail } = chooseAdapter("HEADWAY_TRANSLATION", value, TRANSLATION_ADAPTERS);
  return adapter.create(detail, { env, setting: "HEADWAY_TRANSLATION", model });
}

/** The first translation that has the pair. */
function firstOf(translations: readonly Translation[]): Translation {
  const pairsOfAll = async () => (await Promise.all(translations.map((translation) => translation.pairs()))).flat();
  return {
    async pairs() {
      const all = await pairsOfAll();
      return [...new Map(all.map((pair) => [`${pair.from}-${pair.to}`, pair])).values()];
    },
    async translate(request) {
      const [from, to] = [primaryLanguage(request.from), primaryLanguage(request.to)];
      for (const translation of translations) {
        const pairs = await translation.pairs();
        if (pairs.some((pair) => pair.from === from && pair.to === to)) return translation.translate(request);
      }
      const last = translations.at(-1);
      if (last === undefined) throw new HeadwayError("UNSUPPORTED_LANGUAGE", "No translation is configured.");
      return last.translate(request);
    },
  };
}
