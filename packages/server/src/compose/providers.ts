import { rememberSecrets } from "@headway-jobs/contract";
import type { Config } from "../config/schema.ts";
import { providerEnv, secretSettings, secretsIn } from "../config/vendor-variables.ts";
import { resolvePictures } from "../providers/image/resolve-pictures.ts";
import { resolveLanguageModel } from "../providers/llm/resolve-language-model.ts";
import { structuredModel } from "../providers/llm/structured.ts";
import { toolModel } from "../providers/llm/tool-model.ts";
import { resolveTranscription } from "../providers/transcription/resolve-transcription.ts";
import { resolveTranslation } from "../providers/translation/resolve-translation.ts";
import { resolveSpeech } from "../providers/voice/resolve-speech.ts";

export type Providers = ReturnType<typeof composeProviders>;

/** The providers that the settings name. Made once, so that services share what the programs were asked about themselves. */
export function composeProviders(config: Config, vendorVariables: Readonly<Record<string, string | undefined>>) {
  const env = providerEnv(config, vendorVariables);
  rememberSecrets([...secretsIn(env), ...secretSettings(config)]);
  const languageModel = resolveLanguageModel(config.llm, env);
  const model = languageModel === undefined ? undefined : structuredModel(languageModel);
  return {
    model,
    toolModel: languageModel === undefined ? undefined : toolModel(languageModel),
    speech: resolveSpeech(config.speech, env),
    transcription: resolveTranscription(config.transcription, env),
    translation: resolveTranslation(config.translation, env, model),
    pictures: resolvePictures(config.images, env),
  };
}
