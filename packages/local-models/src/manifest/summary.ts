import { MODEL_CAPABILITIES, type ModelCapability } from "./model-manifest.ts";

/** What a summary reads of a model's manifest. */
interface Summarised {
  readonly capability: string;
  readonly languages: readonly string[];
}

/** What a capability is called where people read it. */
export const CAPABILITY_NAMES: Readonly<Record<ModelCapability, string>> = {
  voice: "voices",
  ear: "recognition",
  speakers: "speakers",
  segmenter: "finding speech",
  translation: "translation",
};

/** What models do together, as one line: `voices en-us, es-es; recognition any language; translation en>es`. Empty without models. */
export function summariseModels(models: readonly Summarised[]): string {
  return MODEL_CAPABILITIES.flatMap((capability) => {
    const languages = models.filter((one) => one.capability === capability).flatMap((one) => one.languages);
    if (languages.length === 0) return [];
    const named = languages.includes("mul") ? "any language" : [...new Set(languages)].toSorted().join(", ");
    return [`${CAPABILITY_NAMES[capability]} ${named}`];
  }).join("; ");
}
