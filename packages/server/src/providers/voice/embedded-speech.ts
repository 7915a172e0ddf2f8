import type { SpeechModelV4 } from "@ai-sdk/provider";
import type { Speech } from "@headway-jobs/ports/speech";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { espeakSpeech } from "./espeak.ts";
import { fliteSpeech } from "./flite.ts";
import { PROGRAM_VOICE_LIMIT_MS } from "./program-voice.ts";

/** Both embedded programs as one voice: each call goes to the one that its voice or language belongs to. */
export function embeddedSpeech(env: ToolEnv): Speech {
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
