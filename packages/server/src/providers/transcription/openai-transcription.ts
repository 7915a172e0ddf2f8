import type { TranscriptionModelV4, TranscriptionModelV4CallOptions } from "@ai-sdk/provider";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { connectOpenai, isOpenaiReachable, OPENAI_VARIABLES } from "../openai.ts";
import { modelTranscription } from "./model-transcription.ts";
import type { TranscriptionAdapter } from "./transcription-adapter.ts";
import type { Transcription } from "@headway-jobs/ports/transcription";

/** 19 MB as WAV; the API takes 25 MB. */
const SPAN_S = 600;

export const openaiAdapter: TranscriptionAdapter = {
  names: ["openai"],
  detail: "MODEL",
  example: "openai:whisper-1",
  variables: OPENAI_VARIABLES,
  create: (modelId, { env }) => openaiTranscription(modelId, env),
  adviceOf: (modelId) => Promise.resolve({ detail: `openai/${modelId} needs a key`, fix: "set OPENAI_API_KEY" }),
};

/**
 * A transcription model behind OpenAI's HTTP API, OpenAI's own or any compatible server: OPENAI_BASE_URL and OPENAI_API_KEY by the vendor's names. Its
 * errors are PROVIDER_* codes. Models that give no times are sent one utterance at a time.
 */
export function openaiTranscription(modelId: string, env: ToolEnv = process.env): Transcription {
  const form = formOf(modelId);
  return modelTranscription({
    name: `openai/${modelId}`,
    model: lazily(async () => (await connectOpenai(env, { fetch: fetchWhole })).transcription(modelId), modelId),
    spanS: form === "json" ? 0 : SPAN_S,
    isReady: () => isOpenaiReachable(env),
    optionsFor: (language) => ({
      ...(form === "verbose_json" ? { timestampGranularities: ["segment", "word"] } : {}),
      providerOptions: {
        openai: {
          ...(form === "json" ? {} : { responseFormat: form }),
          ...(form === "diarized_json" ? { chunkingStrategy: "auto" } : {}),
          ...(language === undefined ? {} : { language: language.split("-", 1)[0] ?? language }),
        },
      },
    }),
  });
}

/** By the models that the API has ("Speech to text" of OpenAI's guides); what other servers call theirs is Whisper's kind. */
function formOf(modelId: string): "verbose_json" | "diarized_json" | "json" {
  if (/diarize/i.test(modelId)) return "diarized_json";
  return /gpt-.*transcribe/i.test(modelId) ? "json" : "verbose_json";
}

/** The library is loaded by the first sound, not by the server's start. */
function lazily(connected: () => Promise<TranscriptionModelV4>, modelId: string): TranscriptionModelV4 {
  return {
    specificationVersion: "v4",
    provider: "openai.transcription",
    modelId,
    doGenerate: async (call: TranscriptionModelV4CallOptions) => (await connected()).doGenerate(call),
  };
}

/**
 * Sends a form as the bytes that it is. An abort while Node's fetch still streams one leaves a rejection that cannot be caught, and some servers
 * take no body of unknown length.
 */
async function fetchWhole(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  if (!(init?.body instanceof FormData)) return fetch(input, init);
  const form = new Response(init.body);
  const headers = new Headers(init.headers);
  headers.set("Content-Type", form.headers.get("Content-Type") ?? "multipart/form-data");
  return fetch(input, { ...init, headers, body: await form.arrayBuffer() });
}
