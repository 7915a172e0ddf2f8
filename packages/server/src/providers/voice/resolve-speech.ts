import type { SpeechModelV4 } from "@ai-sdk/provider";
import type { Speech } from "@headway-jobs/ports/speech";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { chooseProviders, type ProviderEntry } from "../choose-providers.ts";
import { espeakSpeech } from "./espeak.ts";
import { fliteSpeech } from "./flite.ts";
import { PROGRAM_VOICE_LIMIT_MS } from "./program-voice.ts";
import { type SpeechSet, speechSet } from "./speech-set.ts";
import { VOICE_VENDORS } from "./vendors.ts";

const SETTING = "HEADWAY_SPEECH";

/**
 * The voices of the providers that HEADWAY_SPEECH lists; unset = flite for English where it is installed and espeak-ng for everything else. What is wrong with the
 * setting is INVALID_INPUT, for the start to report.
 */
export function resolveSpeech(
  setting: string | undefined,
  env: ToolEnv = process.env,
  entries: readonly ProviderEntry[] = [],
): SpeechSet {
  const [first, ...others] = chooseProviders(setting ?? "", VOICE_VENDORS, { env, setting: SETTING, entries });
  const embedded = { name: EMBEDDED, made: embeddedSpeech(env), languages: undefined };
  return speechSet(first === undefined ? [embedded] : [first, ...others], (name) =>
    entries.some((entry) => entry.name === name),
  );
}

const EMBEDDED = "flite and espeak-ng";

/** Both embedded programs as one voice: each call goes to the one that its voice or language belongs to. */
function embeddedSpeech(env: ToolEnv): Speech {
  const flite = fliteSpeech({ env });
  const espeak = espeakSpeech({ env });
  const model: SpeechModelV4 = {
    specificationVersion: "v4",
    provider: "embedded",
    modelId: "flite+espeak-ng",
    async doGenerate(call) {
      const english = /^(en\b|auto$)/i.test(call.language ?? "en");
      const fliteVoices = await flite.voices();
      const forFlite =
        call.voice === undefined
          ? english && fliteVoices.length > 0
          : fliteVoices.some((voice) => voice.id === call.voice);
      if (forFlite && !fliteReads(call.text)) {
        // flite is silent where it knows no letter; espeak-ng at least names what it meets.
        const { voice: _, ...rest } = call;
        return espeak.model.doGenerate(rest);
      }
      return (forFlite ? flite : espeak).model.doGenerate(call);
    },
  };
  return {
    model,
    voices: async () => [...(await flite.voices()), ...(await espeak.voices())],
    languages: async () => [...new Set([...(await flite.languages()), ...(await espeak.languages())])],
    reads: "spoken",
    timeLimitMs: PROGRAM_VOICE_LIMIT_MS,
  };
}

const fliteReads = (text: string): boolean => /[\p{Script=Latin}\p{N}]/u.test(text);
