import type { Adapter } from "../adapter.ts";
import { type ListedProvider, listProviders, type ProviderEntry } from "../choose-providers.ts";
import { PICTURE_ADAPTERS } from "../image/adapters.ts";
import type { Capability } from "./in-force.ts";
import { LANGUAGE_MODEL_ADAPTERS } from "../llm/adapters.ts";
import { TRANSCRIPTION_ADAPTERS } from "../transcription/adapters.ts";
import { TRANSLATION_ADAPTERS } from "../translation/adapters.ts";
import { defaultTranslations } from "../translation/resolve-translation.ts";
import { VOICE_VENDORS } from "../voice/vendors.ts";

/** A setting that chooses the providers of a capability. */
export interface ProviderSetting {
  readonly capability: Capability;
  readonly setting: string;
  /** What it is like when it is not set, as a value of the setting; empty = none. `hasModel`: whether there is a language model. */
  readonly byDefault: (hasModel: boolean) => string;
  /** What a value lists. Throws INVALID_INPUT. */
  readonly list: (value: string, entries: readonly ProviderEntry[]) => readonly ListedProvider<unknown, never>[];
}

export function providerSetting(capability: Capability): ProviderSetting {
  return SETTINGS[capability];
}

const SETTINGS: Readonly<Record<Capability, ProviderSetting>> = {
  voice: setting("voice", "HEADWAY_SPEECH", VOICE_VENDORS, () => "local,flite,espeak"),
  ear: setting("ear", "HEADWAY_TRANSCRIPTION", TRANSCRIPTION_ADAPTERS, () => "local,pocketsphinx"),
  translation: setting("translation", "HEADWAY_TRANSLATION", TRANSLATION_ADAPTERS, (hasModel) =>
    defaultTranslations({ hasModel, hasLocal: true }),
  ),
  language_model: setting("language_model", "HEADWAY_LLM", LANGUAGE_MODEL_ADAPTERS, () => ""),
  pictures: setting("pictures", "HEADWAY_IMAGES", PICTURE_ADAPTERS, () => ""),
};

function setting(
  capability: Capability,
  name: string,
  adapters: readonly Adapter<unknown, never>[],
  byDefault: ProviderSetting["byDefault"],
): ProviderSetting {
  return {
    capability,
    setting: name,
    byDefault,
    list: (value, entries) => listProviders(value, adapters, { entries, setting: name }),
  };
}
