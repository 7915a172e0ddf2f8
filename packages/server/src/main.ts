import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rememberSecrets } from "@headway-jobs/contract";
import { type Engine, openEngine, systemIds, type Workflow } from "@headway-jobs/engine";
import type { Config } from "./config/schema.ts";
import { providerEnv, secretsIn, temporaryDir } from "./config/vendor-variables.ts";
import { type HttpConfig, httpConfig } from "./http/config.ts";
import { createLog } from "./http/observability/log.ts";
import { createHttpServer } from "./http/server.ts";
import { resolvePictures } from "./providers/image/resolve-pictures.ts";
import { resolveLanguageModel } from "./providers/llm/resolve-language-model.ts";
import { metered } from "./providers/metering.ts";
import { structuredModel } from "./providers/llm/structured.ts";
import { toolModel } from "./providers/llm/tool-model.ts";
import { resolveTranscription } from "./providers/transcription/resolve-transcription.ts";
import { resolveTranslation } from "./providers/translation/resolve-translation.ts";
import { resolveSpeech } from "./providers/voice/resolve-speech.ts";
import { splitSentences } from "./providers/voice/sentences.ts";
import { matchLanguage, type Speech } from "@headway-jobs/ports/speech";
import { listedVoice, voiceCatalogue } from "./providers/voice/voice-catalogue.ts";
import { ruleEditor } from "@headway-jobs/rule-editor/rule-editor";
import type { Editor } from "@headway-jobs/ports/editor";
import type { DocumentPorts } from "./services/documents/ports.ts";
import { documentService } from "./services/documents/service.ts";
import type { ConversationPorts } from "./services/conversation/ports.ts";
import { conversationService } from "./services/conversation/service.ts";
import type { SpeechPorts } from "./services/speech/ports.ts";
import { speechService } from "./services/speech/service.ts";
import type { Narrator, VideoPorts } from "./services/video/ports.ts";
import { videoService } from "./services/video/service.ts";

export interface RunningServer {
  /** Where it really listens, e.g. `http://127.0.0.1:8787`. */
  readonly url: string;
  /** Stops taking requests, lets steps finish within the configured grace, closes streams and store. */
  stop(): Promise<void>;
}

/**
 * Composes and starts a server: the one place where engine, edge, services and providers meet. With `work: false` it answers requests and
 * works on no job, for commands that only look.
 */
export async function startServer(config: Config, { work = true } = {}): Promise<RunningServer> {
  const log = createLog({ level: config.logLevel });
  const providers = providersOf(config);
  const video = videoService(videoPorts(providers), {
    timeLimitMs: config.videoTimeLimitMs,
    concurrency: config.videoConcurrency,
    ...(config.videoStreamLimitMs > 0 ? { streamLimitMs: config.videoStreamLimitMs } : {}),
  });
  const speech = speechService(speechPorts(providers), {
    timeLimitMs: config.speechTimeLimitMs,
    concurrency: config.speechConcurrency,
  });
  const engine = await openConfiguredEngine(config);
  const documents = documentService(documentPorts(providers, engine, config), {
    maxDocumentBytes: config.maxDocumentBytes,
    approvalTimeoutMs: config.approvalTimeoutMs,
    timeLimitMs: config.documentTimeLimitMs,
    concurrency: config.documentConcurrency,
  });
  const conversation = conversationService(conversationPorts(providers, engine, config), {
    timeLimitMs: config.conversationTimeLimitMs,
    concurrency: config.conversationConcurrency,
    maxUploadBytes: config.maxUploadBytes,
  });
  const services = [video, speech, documents, conversation];
  try {
    engine.register(video.kind, counted(video));
    engine.register(speech.kind, counted(speech));
    engine.register(documents.kind, counted(documents));
    engine.register(conversation.kind, counted(conversation));
    if (work) await engine.start();
    const http = await createHttpServer({
      engine,
      services,
      config: httpSettings(config),
      log,
      clock: engine.clock,
      ids: systemIds,
      ...builtConsole(),
    });
    const { url } = await http.listen();
    return {
      url,
      async stop() {
        await http.close({ graceMs: Math.min(2_000, config.shutdownGraceMs) });
        await engine.stop({ graceMs: config.shutdownGraceMs });
        await providers.transcription.close();
      },
    };
  } catch (error) {
    await engine.stop({ graceMs: 0 });
    throw error;
  }
}

interface Definition<Input> {
  readonly workflow: Workflow<Input>;
  readonly timeLimitMs: number;
  readonly timeoutAdvice?: string;
  readonly concurrency: number;
}

/** A service whose jobs count what their calls to providers use. */
function counted<Input>(service: Definition<Input>): Definition<Input> {
  const workflow: Workflow<Input> = (ctx, input) =>
    metered(
      (use) => ctx.countUse(use),
      () => service.workflow(ctx, input),
    );
  const { timeLimitMs, timeoutAdvice, concurrency } = service;
  return { workflow, timeLimitMs, concurrency, ...(timeoutAdvice === undefined ? {} : { timeoutAdvice }) };
}

function openConfiguredEngine(config: Config): Promise<Engine> {
  return openEngine({
    databaseUrl: config.databaseUrl,
    dataDir: config.dataDir,
    secretKey: config.secretKey,
    log: createLog({ level: config.logLevel }),
    limits: {
      runningPerOwner: config.ownerConcurrency,
      queuedPerOwner: config.maxQueued,
      eventsPerJob: config.maxEvents,
      stalledClaims: config.maxStalledClaims,
      leaseMs: config.leaseMs,
      waitLimitMs: config.waitLimitMs,
      retentionMs: config.retentionDays * 24 * 3_600_000,
      minFreeBytes: config.minFreeBytes,
    },
  });
}

/** Made once, so that services share what the programs were asked about themselves. */
function providersOf(config: Config) {
  const env = providerEnv(config, process.env);
  rememberSecrets(secretsIn(env));
  const languageModel = resolveLanguageModel(config.llm, env);
  const model = languageModel === undefined ? undefined : structuredModel(languageModel);
  return {
    model,
    toolModel: languageModel === undefined ? undefined : toolModel(languageModel),
    speech: resolveSpeech(config.speech, env),
    transcription: resolveTranscription(config.transcription, env),
    translation: resolveTranslation(config.translation, env, model),
    pictures: resolvePictures(config.images, env),
  };
}

function videoPorts({ model, speech, translation, pictures }: ReturnType<typeof providersOf>): VideoPorts {
  return {
    narrator: narratorOf(speech),
    translation,
    ...(model === undefined ? {} : { model }),
    ...(pictures === undefined ? {} : { pictures }),
  };
}

function speechPorts({ speech, translation }: ReturnType<typeof providersOf>): SpeechPorts {
  return {
    voices: voiceCatalogue(speech),
    listed: listedVoice,
    translation,
    split: splitSentences,
    speak: async ({ text, ...request }) => {
      const { speakSentences } = await import("./providers/voice/speak-sentences.ts");
      const sentences = [{ text, endsParagraph: false }];
      const spoken = await speakSentences({ speech, sentences, ...request });
      const [{ file, samples } = { file: "", samples: 0 }] = spoken.sentences;
      return { file, samples, warnings: spoken.warnings };
    },
    newTaskId: () => randomUUID(),
  };
}

function documentPorts(
  { toolModel: model, translation }: ReturnType<typeof providersOf>,
  engine: Engine,
  { llmContextTokens: contextTokens }: Config,
): DocumentPorts {
  const rules = ruleEditor({ translation });
  const ports = { engine, newId: () => randomUUID(), nowMs: () => engine.clock.nowMs() };
  if (model === undefined) return { ...ports, editors: { rules } };
  const byModel: Editor = {
    name: model.name,
    edit: async (request) => {
      const { modelEditor } = await import("./services/documents/model/model-editor.ts");
      return modelEditor(model, { contextTokens }).edit(request);
    },
  };
  return { ...ports, editors: { rules, model: byModel } };
}

function conversationPorts(
  { transcription, model }: ReturnType<typeof providersOf>,
  { clock }: Engine,
  config: Config,
): ConversationPorts {
  return {
    transcription,
    temporaryDir: temporaryDir(config),
    ...(model === undefined ? {} : { model }),
    nowMs: () => clock.nowMs(),
    hex: (bytes) => systemIds.hex(bytes),
  };
}

function narratorOf(speech: Speech): Narrator {
  return {
    voices: () => speech.voices(),
    speaks: async (tag) => matchLanguage(await speech.languages(), tag),
    split: splitSentences,
    speak: async (request) =>
      (await import("./providers/voice/speak-sentences.ts")).speakSentences({ speech, ...request }),
  };
}

function httpSettings(config: Config): HttpConfig {
  const { host, port, auth, hosts, origins, trustProxy, publicUrl, metricsToken } = config;
  return httpConfig({
    host,
    port,
    auth,
    hosts,
    origins,
    trustProxy,
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(metricsToken === undefined ? {} : { metricsToken }),
    maxStreamsPerOwner: config.maxStreams,
    rateLimit: { perSecond: config.requestsPerSecond, burst: 4 * config.requestsPerSecond },
    bodyLimitBytes: config.maxBodyBytes,
    uploadLimitBytes: config.maxUploadBytes,
    uploadQuotaBytes: config.maxUploadBytesPerOwner,
    uploadLifetimeMs: config.uploadHours * 3_600_000,
    uploadDir: join(config.dataDir, "uploads"),
    sharedStore: config.databaseUrl !== undefined,
    accessLog: config.logLevel === "debug" || config.logLevel === "trace",
  });
}

/** Present after `npm run setup`; without it the server shows a small page of its own. */
function builtConsole(): { console?: { dir: string } } {
  const dir = fileURLToPath(new URL("../../../apps/console/dist", import.meta.url));
  return existsSync(join(dir, "index.html")) ? { console: { dir } } : {};
}
