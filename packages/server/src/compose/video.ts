import { matchLanguage } from "@headway-jobs/ports/speech";
import { splitSentences } from "../providers/voice/sentences.ts";
import type { SpeechSet } from "../providers/voice/speech-set.ts";
import type { Narrator } from "../services/video/ports.ts";
import { videoService } from "../services/video/service.ts";
import type { Compose } from "./compose.ts";

export const composeVideo: Compose = ({ config, providers: { model, speech, translation, pictures } }) =>
  videoService(
    {
      narrator: narratorOf(speech),
      translation,
      ...(model === undefined ? {} : { model }),
      ...(pictures === undefined ? {} : { pictures }),
    },
    {
      timeLimitMs: config.videoTimeLimitMs,
      concurrency: config.videoConcurrency,
      ...(config.videoStreamLimitMs > 0 ? { streamLimitMs: config.videoStreamLimitMs } : {}),
    },
  );

function narratorOf(voices: SpeechSet): Narrator {
  return {
    voices: () => voices.voices(),
    speaks: async (tag) => matchLanguage(await voices.languages(), tag),
    split: splitSentences,
    voiceOrder: (voice, language) => voices.order(voice, language),
    async speak({ voice, ...request }) {
      const { speakSentences } = await import("../providers/voice/speak-sentences.ts");
      const { speech, voice: own } = await voices.choose(voice, request.language);
      return speakSentences({ speech, ...request, ...(own === undefined ? {} : { voice: own }) });
    },
  };
}
