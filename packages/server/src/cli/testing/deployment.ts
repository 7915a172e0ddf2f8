import {
  type ConversationInput,
  conversationInputSchema,
  type SpeechInput,
  speechInputSchema,
  type VideoInput,
  videoInputSchema,
} from "@headway-jobs/contract";
import { type Engine, openEngine, systemClock, systemIds, type JobContext } from "@headway-jobs/engine";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { registerService } from "../../compose/engine.ts";
import { httpConfig } from "../../http/config.ts";
import { createHttpServer } from "../../http/server.ts";
import type { Translation } from "@headway-jobs/ports/translation";
import { countUse } from "../../providers/metering.ts";
import { defineJob, uploadId } from "../../service-kit/define-job.ts";
import { defineService } from "../../service-kit/service.ts";
import { ruleEditor } from "@headway-jobs/rule-editor/rule-editor";
import { documentService } from "../../services/documents/service.ts";
import type { Composition } from "../context.ts";

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * The real engine and HTTP server with services that need no programs; documents are the real service. A speech job makes a file that contains its
 * request. The topic of a video decides its end: `fail` fails, `hang` runs until it is cancelled, any other topic makes a file. A job of the kind `asking`
 * asks for an approval by each of its questions.
 */
export const deployment: Composition = {
  async startServer(config, { work } = { work: true }) {
    const { databaseUrl, dataDir, auth, host, port } = config;
    const engine = await openEngine({ databaseUrl, dataDir });
    const services = [videoDouble(), speechDouble(), realDocuments(engine), conversationDouble(), asking];
    for (const service of services) registerService(engine, service, config);
    if (work) await engine.start();
    const http = await createHttpServer({
      engine,
      services,
      config: httpConfig({ host, port, auth, uploadDir: join(dataDir, "uploads"), accessLog: false }),
      log: SILENT,
      clock: systemClock,
      ids: systemIds,
    });
    const { url } = await http.listen();
    return {
      url,
      async stop() {
        await http.close({ graceMs: 100 });
        await engine.stop({ graceMs: 100 });
      },
    };
  },
};

/** Needs no tools as it is. */
function realDocuments(engine: Engine) {
  const untranslated: Translation = { pairs: async () => [], translate: () => Promise.reject(new Error("no pairs")) };
  return documentService(
    {
      editors: { rules: ruleEditor({ translation: untranslated }) },
      engine,
      newId: () => randomUUID(),
      nowMs: () => systemClock.nowMs(),
    },
    { maxDocumentBytes: 1_000_000, approvalTimeoutMs: 60_000, timeLimitMs: 60_000, concurrency: 1 },
  );
}

function videoDouble() {
  return defineService<VideoInput>({
    kind: "video",
    title: "Video",
    description: "A double",
    input: videoInputSchema,
    prepare: async () => ({}),
    workflow: makeFile,
    timeLimitMs: 60_000,
    concurrency: 4,
    routes: [],
    streams: [],
    readiness: async () => ({}),
  });
}

function speechDouble() {
  return defineService<SpeechInput>({
    kind: "speech",
    title: "Speech",
    description: "A double",
    input: speechInputSchema,
    prepare: async () => ({}),
    workflow: async (ctx, input) => {
      await ctx.step("sound", async (step) => {
        const bytes = new TextEncoder().encode(JSON.stringify(input));
        countUse({ name: "espeak-ng", characters: bytes.length });
        await step.saveArtifact({ name: "speech.flac", mediaType: "audio/flac", content: { bytes } });
        return null;
      });
      return {};
    },
    timeLimitMs: 60_000,
    concurrency: 4,
    routes: [],
    streams: [],
    readiness: async () => ({}),
  });
}

/** Hears nothing; says which file it was given. */
function conversationDouble() {
  return defineService<ConversationInput>({
    kind: "conversation",
    title: "Conversation",
    description: "A double",
    input: conversationInputSchema,
    prepare: async (input, call) => {
      const upload = input.task === "recording" ? await call.findUpload(input.file) : null;
      return { metadata: { filename: upload?.filename ?? null } };
    },
    workflow: async (ctx) => {
      await ctx.step("transcript", async (step) => {
        const bytes = new TextEncoder().encode(JSON.stringify(ctx.job.metadata));
        await step.saveArtifact({ name: "transcript.json", mediaType: "application/json", content: { bytes } });
        return null;
      });
      return {};
    },
    timeLimitMs: 60_000,
    concurrency: 4,
    routes: [],
    streams: [],
    readiness: async () => ({}),
  });
}

async function makeFile(ctx: JobContext, { topic }: VideoInput): Promise<{ readonly done: true }> {
  await ctx.progress({ phase: "generating_audio", progress: 40, message: "Speaking slide 1 of 1" });
  if (topic === "fail") throw new Error("the double was told to fail");
  await ctx.step("film", async (step) => {
    if (topic === "hang") await untilAborted(step.signal);
    const bytes = new TextEncoder().encode(`a film about ${topic}`);
    await step.saveArtifact({ name: "film.mp4", mediaType: "video/mp4", content: { bytes } });
    return null;
  });
  return { done: true };
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

const asking = defineJob({
  kind: "asking",
  title: "Asking",
  input: z.object({ questions: z.array(z.string()), file: uploadId().optional() }),
  workflow: async (ctx, { questions, file }) => {
    const answers = [];
    for (const question of questions) answers.push((await ctx.approval(question)).approved);
    if (file !== undefined) await ctx.artifact("copy.txt", await readFile(ctx.inputFile("file")));
    return { answers };
  },
});
