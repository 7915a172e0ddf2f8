import { rememberSecrets } from "@headway-jobs/contract";
import { builtInSpeakerFinder, builtInSpeechFinder } from "@headway-jobs/listening/built-in-finders";
import { entriesWithKeys } from "../config/provider-entries.ts";
import type { Config } from "../config/schema.ts";
import { secretSettings } from "../config/secret-settings.ts";
import { providerEnv, secretsIn } from "../config/vendor-variables.ts";
import { localSpeakerFinder, localSpeechFinder } from "../providers/local/local-finders.ts";
import type { LocalModels } from "../providers/local/local-models.ts";
import { resolvePictures } from "../providers/image/resolve-pictures.ts";
import { structuredFallback, toolFallback } from "../providers/llm/fallback-models.ts";
import { resolveLanguageModels } from "../providers/llm/resolve-language-model.ts";
import { structuredModel } from "../providers/llm/structured.ts";
import { toolModel } from "../providers/llm/tool-model.ts";
import { resolveTranscription } from "../providers/transcription/resolve-transcription.ts";
import { resolveTranslation } from "../providers/translation/resolve-translation.ts";
import { resolveSpeech } from "../providers/voice/resolve-speech.ts";
import { DeploymentVoices } from "../providers/voice-memory.ts";

export type Providers = ReturnType<typeof composeProviders>;

/** The providers that the settings name. Made once, so that services share what the programs were asked about themselves. */
export function composeProviders(
  config: Config,
  vendorVariables: Readonly<Record<string, string | undefined>>,
  local: LocalModels | undefined,
) {
  const env = providerEnv(config, vendorVariables);
  const entries = entriesWithKeys(config.providers, env);
  rememberSecrets([...secretsIn(env), ...secretSettings(config), ...entries.flatMap(({ apiKey }) => apiKey ?? [])]);
  const voiceMemory = new DeploymentVoices();
  const models = resolveLanguageModels(config.llm, env, entries);
  const model = structuredFallback(models.map(({ name, made }) => ({ name, provider: structuredModel(made) })));
  return {
    model,
    finders: {
      speech: local === undefined ? builtInSpeechFinder : localSpeechFinder(local, builtInSpeechFinder),
      speakers: local === undefined ? builtInSpeakerFinder : localSpeakerFinder(local, builtInSpeakerFinder),
    },
    toolModel: toolFallback(models.map(({ name, made }) => ({ name, provider: toolModel(made) }))),
    speech: resolveSpeech(config.speech, env, { entries, voiceMemory, ...(local === undefined ? {} : { local }) }),
    voiceMemory,
    transcription: resolveTranscription(config.transcription, env, { entries, local }),
    translation: resolveTranslation(config.translation, { env, llm: config.llm, model, entries, local }),
    pictures: resolvePictures(config.images, env, entries),
  };
}
