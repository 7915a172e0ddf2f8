import type { StructuredModel } from "@headway-jobs/ports/language-model";
import type { Translation } from "@headway-jobs/ports/translation";
import { type Adapter, type AdapterContext, invalidSetting, requireLocal } from "../adapter.ts";
import { LANGUAGE_MODEL_ADAPTERS } from "../llm/adapters.ts";
import { structuredModel } from "../llm/structured.ts";
import { apertiumTranslation } from "./apertium.ts";
import { deeplAdapter } from "./deepl.ts";
import { libretranslateAdapter } from "./libretranslate.ts";
import { modelTranslation } from "./model.ts";

export interface TranslationContext extends AdapterContext {
  /** The model of HEADWAY_LLM. */
  readonly model: StructuredModel | undefined;
}

type TranslationAdapter = Adapter<Translation, TranslationContext>;

const apertiumAdapter: TranslationAdapter = {
  names: ["apertium"],
  create: (_detail, { env }) => apertiumTranslation(env),
};

const localAdapter: TranslationAdapter = {
  names: ["local"],
  create: (_detail, context) => requireLocal(context).translation(),
};

const llmAdapter: TranslationAdapter = {
  names: ["llm"],
  create(_detail, { model, setting }) {
    if (model === undefined)
      throw invalidSetting(`${setting} is "llm"; expected HEADWAY_LLM to name the model as well.`);
    return modelTranslation(model);
  },
};

/** Every translation: Apertium, the model of HEADWAY_LLM, a vendor of translations, or a language model for translation alone. */
export const TRANSLATION_ADAPTERS: readonly TranslationAdapter[] = [
  apertiumAdapter,
  localAdapter,
  llmAdapter,
  deeplAdapter,
  libretranslateAdapter,
  ...LANGUAGE_MODEL_ADAPTERS.map((adapter): TranslationAdapter => ({
    ...adapter,
    create: (modelId, context) => modelTranslation(structuredModel(adapter.create(modelId, context))),
  })),
];
