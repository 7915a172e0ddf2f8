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

/** What takes over after models were removed, in sentences for people. */
export function describeRemoval(removed: readonly Summarised[], left: readonly Summarised[]): string {
  if (left.length === 0) return "No model is installed any more: voices and recognition are the built-in ones again.";
  const has = new Set<string>(left.map(({ capability }) => capability));
  const lost = MODEL_CAPABILITIES.filter(
    (capability) => !has.has(capability) && removed.some((one) => one.capability === capability),
  );
  const sentences = lost.map(
    (capability) => `No model for ${CAPABILITY_NAMES[capability]} is left: ${TAKES_OVER[capability]}`,
  );
  return [...sentences, `Still installed: ${summariseModels(left)}.`].join(" ");
}

const TAKES_OVER: Readonly<Record<ModelCapability, string>> = {
  voice: "the built-in voices speak again.",
  ear: "the built-in recogniser is used again.",
  speakers: "the built-in method tells speakers apart again.",
  segmenter: "the built-in method finds speech again.",
  translation: "the built-in translation is used again.",
};
