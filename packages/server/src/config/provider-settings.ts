import { acceptedForms, type Adapter } from "../providers/adapter.ts";
import { PICTURE_ADAPTERS } from "../providers/image/adapters.ts";
import { LANGUAGE_MODEL_ADAPTERS } from "../providers/llm/adapters.ts";
import { TRANSCRIPTION_ADAPTERS } from "../providers/transcription/adapters.ts";
import { TRANSLATION_ADAPTERS } from "../providers/translation/adapters.ts";
import { VOICE_VENDORS } from "../providers/voice/vendors.ts";
import { providerEntries } from "./provider-entries.ts";
import { flag, httpUrl, integer, models, setting, text } from "./setting.ts";

/** The settings that choose providers; their forms are read from the lists of adapters. */
export const providerSettings = {
  providers: setting(providerEntries().default([]), {
    env: "HEADWAY_PROVIDERS",
    group: "Models and tools",
    description:
      "Providers with names of their own, each with its address, key, model and languages (docs/guides/providers.md). The settings below list their names.",
    expected:
      'a JSON list such as `[{"name": "kokoro", "type": "openai", "model": "kokoro", "base_url": "http://127.0.0.1:8880/v1"}]`',
    defaultText: "none",
    secret: true,
  }),
  llm: setting(models().optional(), {
    env: "HEADWAY_LLM",
    group: "Models and tools",
    description:
      "Language model that writes lessons, edits documents, translates and analyses conversations. Without one, videos need a source or a " +
      "bundled lesson, documents are edited by rules, and conversations are analysed by word lists and sound.",
    expected: listOf(LANGUAGE_MODEL_ADAPTERS),
    defaultText: "none",
  }),
  probe: setting(flag().default(true), {
    env: "HEADWAY_PROBE",
    group: "Models and tools",
    description:
      "Whether a start and `headway doctor` look for a running Ollama or LM Studio while HEADWAY_LLM is not set, and name the command that uses it. " +
      "It is never used without that.",
    expected: "true or false",
  }),
  llmBaseUrl: setting(httpUrl().optional(), {
    env: "HEADWAY_LLM_BASE_URL",
    group: "Models and tools",
    description: "Address of the language model's server, when it is not the vendor's default.",
    expected: "an http(s) URL, e.g. `http://127.0.0.1:8080/v1`",
    defaultText: "the adapter's own",
  }),
  llmApiKey: setting(text().optional(), {
    env: "HEADWAY_LLM_API_KEY",
    group: "Models and tools",
    description:
      "API key for the server at HEADWAY_LLM_BASE_URL; without an address of its own, an adapter uses its vendor's variable.",
    expected: "a text",
    defaultText: "none",
    secret: true,
  }),
  llmContextTokens: setting(integer(2_000, 10_000_000).default(32_000), {
    env: "HEADWAY_LLM_CONTEXT",
    group: "Models and tools",
    description: "Context window of the language model in tokens; longer documents are sent to it in parts.",
    expected: "an integer from 2000 to 10000000",
  }),
  speech: setting(models().optional(), {
    env: "HEADWAY_SPEECH",
    group: "Models and tools",
    description: "Text-to-speech voices.",
    expected: listOf(VOICE_VENDORS),
    defaultText: "local models, then flite for English and espeak for the rest",
  }),
  transcription: setting(models().optional(), {
    env: "HEADWAY_TRANSCRIPTION",
    group: "Models and tools",
    description: "Speech recognition.",
    expected: listOf(TRANSCRIPTION_ADAPTERS),
    defaultText: "the best local model; without one, pocketsphinx",
  }),
  translation: setting(models().optional(), {
    env: "HEADWAY_TRANSLATION",
    group: "Models and tools",
    description: "Translation; `llm` is the model of HEADWAY_LLM.",
    expected: listOf(TRANSLATION_ADAPTERS),
    defaultText: "the model of HEADWAY_LLM, then local models, then apertium's installed pairs",
  }),
  images: setting(models().optional(), {
    env: "HEADWAY_IMAGES",
    group: "Models and tools",
    description: "Pictures on slides: an image model or a picture search. Without one, Headway draws them.",
    expected: listOf(PICTURE_ADAPTERS),
    defaultText: "drawn",
  }),
};

/** A setting's form: one provider, or several in the order in which they are asked. */
function listOf(adapters: readonly Adapter<unknown, never>[]): string {
  return `${acceptedForms(adapters, "`")}; or several, comma-separated, also by their names in \`providers\``;
}
