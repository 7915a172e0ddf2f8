import { randomUUID } from "node:crypto";
import { splitSentences } from "../providers/voice/sentences.ts";
import { listedVoice, voiceCatalogue } from "../providers/voice/voice-catalogue.ts";
import type { SpeechSet } from "../providers/voice/speech-set.ts";
import type { SpeechPorts } from "../services/speech/ports.ts";
import { speechService } from "../services/speech/service.ts";
import type { Compose } from "./compose.ts";

export const composeSpeech: Compose = ({ config, providers: { speech, translation } }) =>
  speechService(
    {
      voices: voiceCatalogue(speech),
      listed: listedVoice,
      translation,
      split: splitSentences,
      otherVoices: (voice, language) => speech.others(voice, language),
      speak: speakOneSentence(speech),
      newTaskId: () => randomUUID(),
    },
    { timeLimitMs: config.speechTimeLimitMs, concurrency: config.speechConcurrency },
  );

function speakOneSentence(voices: SpeechSet): SpeechPorts["speak"] {
  return async ({ text, voice, ...request }) => {
    const { speakSentences } = await import("../providers/voice/speak-sentences.ts");
    const { speech, voice: own } = await voices.choose(voice, request.language);
    const sentences = [{ text, endsParagraph: false }];
    const spoken = await speakSentences({ speech, sentences, ...request, ...(own === undefined ? {} : { voice: own }) });
    const [{ file, samples } = { file: "", samples: 0 }] = spoken.sentences;
    return { file, samples, warnings: spoken.warnings };
  };
}
