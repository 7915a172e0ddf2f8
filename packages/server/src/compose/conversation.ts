import { systemIds } from "@headway-jobs/engine";
import { temporaryDir } from "../config/vendor-variables.ts";
import { conversationService } from "../services/conversation/service.ts";
import type { Compose } from "./compose.ts";

export const composeConversation: Compose = ({ config, providers: { transcription, model }, engine }) =>
  conversationService(
    {
      transcription,
      temporaryDir: temporaryDir(config),
      ...(model === undefined ? {} : { model }),
      nowMs: () => engine.clock.nowMs(),
      hex: (bytes) => systemIds.hex(bytes),
    },
    {
      timeLimitMs: config.conversationTimeLimitMs,
      concurrency: config.conversationConcurrency,
      maxUploadBytes: config.maxUploadBytes,
    },
  );
