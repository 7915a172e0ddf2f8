import { matchLanguage, type Speech } from "@headway-jobs/ports/speech";
import { splitSentences } from "../providers/voice/sentences.ts";
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

function narratorOf(speech: Speech): Narrator {
  return {
    voices: () => speech.voices(),
    speaks: async (tag) => matchLanguage(await speech.languages(), tag),
    split: splitSentences,
    speak: async (request) =>
      (await import("../providers/voice/speak-sentences.ts")).speakSentences({ speech, ...request }),
  };
}
