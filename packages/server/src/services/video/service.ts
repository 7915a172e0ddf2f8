import { type VideoInput, videoInputSchema } from "@headway-jobs/contract";
import { defineService, type Service } from "../../service-kit/service.ts";
import type { VideoPorts } from "./ports.ts";
import { fileRoutes } from "./routes/files.ts";
import { generateRoute } from "./routes/generate.ts";
import { statusRoute, videoStream } from "./routes/progress.ts";

export interface VideoSettings {
  readonly timeLimitMs: number;
  /** Videos made at the same time on this node. */
  readonly concurrency: number;
  /** HEADWAY_VIDEO_STREAM_LIMIT; absent = a running job's stream is never cut. */
  readonly streamLimitMs?: number;
}

/** Narrated videos from a topic (SPEC §2). */
export function videoService(ports: VideoPorts, settings: VideoSettings): Service<VideoInput> {
  return defineService({
    kind: "video",
    title: "Narrated video",
    description:
      "A topic, or text to teach from, becomes a narrated MP4 with slides, animations, chapters and captions.",
    input: videoInputSchema,
    // Lazy throughout: a server that has made no video yet has loaded neither lessons nor fonts nor encoders.
    prepare: async (input) => (await import("./prepare.ts")).prepareVideo(ports, input),
    workflow: async (ctx, input) => (await import("./workflow.ts")).videoWorkflow(ports)(ctx, input),
    timeLimitMs: settings.timeLimitMs,
    timeoutAdvice: "Make it with fewer slides, or from a shorter text.",
    concurrency: settings.concurrency,
    routes: [generateRoute, statusRoute, ...fileRoutes],
    streams: [videoStream(settings.streamLimitMs)],
    readiness: async () => ({ voice: (await ports.narrator.voices()).length > 0 }),
  });
}
