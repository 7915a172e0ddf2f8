import { type ConversationInput, conversationInputSchema } from "@headway-jobs/contract";
import { defineService, type Service } from "../../service-kit/service.ts";
import type { ConversationPorts } from "./ports.ts";
import { liveRoutes, liveStream } from "./routes/live.ts";
import { recordingRoutes, recordingStream } from "./routes/recordings.ts";

export interface ConversationSettings {
  readonly timeLimitMs: number;
  /** Recordings and live sessions worked on at the same time on this node. */
  readonly concurrency: number;
  /** HEADWAY_MAX_UPLOAD. */
  readonly maxUploadBytes: number;
}

/** Conversations, recorded or live, to transcript, feeling, moments and summary (SPEC §5). */
export function conversationService(
  ports: ConversationPorts,
  settings: ConversationSettings,
): Service<ConversationInput> {
  return defineService({
    kind: "conversation",
    title: "Conversation analysis",
    description:
      "A recording, or sound as it is spoken, becomes a transcript with speakers, emotion, cognition, turning points, moments and a summary.",
    input: conversationInputSchema,
    prepare: async (input, call) => (await import("./prepare.ts")).prepareConversation(ports, input, call),
    workflow: async (ctx, input) => (await import("./workflow.ts")).conversationWorkflow(ports)(ctx, input),
    timeLimitMs: settings.timeLimitMs,
    timeoutAdvice: "Send a shorter recording.",
    concurrency: settings.concurrency,
    routes: [...recordingRoutes(settings), ...liveRoutes(ports)],
    streams: [recordingStream, liveStream],
    inputAgain({ jobType, input: { filename: _filename, media_type: _mediaType, ...input } }) {
      // What was said in a live session cannot be sent again.
      return jobType === "live" ? null : input;
    },
    readiness: async () => ({ transcription: (await ports.transcription.languages())?.length !== 0 }),
  });
}
