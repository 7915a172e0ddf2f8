import { systemIds } from "@headway-jobs/engine";
import { readKeptExams } from "@headway-jobs/exam/kept/kept-exams";
import { mediaHearing } from "@headway-jobs/listening/media-hearing";
import { temporaryDir } from "../config/vendor-variables.ts";
import { conversationService } from "../services/conversation/service.ts";
import type { Compose } from "./compose.ts";

export const composeConversation: Compose = ({ config, providers: { transcription, model, finders }, engine }) =>
  conversationService(
    {
      transcription,
      ...finders,
      hearing: mediaHearing(temporaryDir(config)),
      // Loaded with the first conversation: word lists and a part-of-speech tagger are nothing that a server needs to start.
      analyse: async (options) =>
        (await import("@headway-jobs/conversation-analysis/create-analysis")).createAnalysis(options),
      ...(model === undefined
        ? {}
        : {
            readAlong: async (options) =>
              (await import("@headway-jobs/conversation-analysis/model/model-reader")).modelReader(model, options),
          }),
      examOf: async (provider) => (await readKeptExams(config.dataDir)).of(provider).exam,
      nowMs: () => engine.clock.nowMs(),
      hex: (bytes) => systemIds.hex(bytes),
    },
    {
      timeLimitMs: config.conversationTimeLimitMs,
      concurrency: config.conversationConcurrency,
      maxUploadBytes: config.maxUploadBytes,
    },
  );
