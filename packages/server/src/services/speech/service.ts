import { type SpeechInput, speechInputSchema } from "@headway-jobs/contract";
import { defineService, type Service } from "../../service-kit/service.ts";
import type { SpeechPorts } from "./ports.ts";
import { dictionaryRoutes } from "./routes/dictionaries.ts";
import { listRoutes } from "./routes/lists.ts";
import { resultRoutes } from "./routes/results.ts";
import { taskRoutes } from "./routes/tasks.ts";

export interface SpeechSettings {
  /** HEADWAY_SPEECH_TIMEOUT: for up to 10,000 characters. */
  readonly timeLimitMs: number;
  /** Tasks worked on at the same time on this node. */
  readonly concurrency: number;
}

/** Translated speech (SPEC §3). */
export function speechService(ports: SpeechPorts, settings: SpeechSettings): Service<SpeechInput> {
  return defineService({
    kind: "speech",
    title: "Translated speech",
    description:
      "Text in one language becomes text and voice in another, sentence by sentence; or only the one or the other.",
    input: speechInputSchema,
    prepare: async (input, call) => (await import("./prepare.ts")).prepareSpeech(ports, input, call, settings),
    workflow: async (ctx, input) => (await import("./workflow.ts")).speechWorkflow(ports)(ctx, input),
    timeLimitMs: settings.timeLimitMs,
    timeoutAdvice: "Break the text into smaller segments and send them as tasks of their own.",
    concurrency: settings.concurrency,
    routes: [...taskRoutes, ...resultRoutes, ...listRoutes(ports), ...dictionaryRoutes],
    streams: [],
    // The terms are looked up again: dictionaries may have changed since.
    inputAgain: ({ input: { terms: _terms, ...input } }) => input,
    readiness: async () => ({ voice: (await ports.voices.voices()).length > 0 }),
  });
}
