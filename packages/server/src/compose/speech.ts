import { randomUUID } from "node:crypto";
import type { Speech } from "@headway-jobs/ports/speech";
import { splitSentences } from "../providers/voice/sentences.ts";
import { listedVoice, voiceCatalogue } from "../providers/voice/voice-catalogue.ts";
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
      speak: speakOneSentence(speech),
      newTaskId: () => randomUUID(),
    },
    { timeLimitMs: config.speechTimeLimitMs, concurrency: config.speechConcurrency },
  );

function speakOneSentence(speech: Speech): SpeechPorts["speak"] {
  return async ({ text, ...request }) => {
    const { speakSentences } = await import("../providers/voice/speak-sentences.ts");
    const sentences = [{ text, endsParagraph: false }];
    const spoken = await speakSentences({ speech, sentences, ...request });
    const [{ file, samples } = { file: "", samples: 0 }] = spoken.sentences;
    return { file, samples, warnings: spoken.warnings };
  };
}
