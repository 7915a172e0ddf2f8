import { APICallError } from "@ai-sdk/provider";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { endpointNames, endpointOf, endpointVariables, isOpenaiReachable } from "../openai.ts";
import { modelTranscription, type RecognisedSound, UNTIMED } from "./model-transcription.ts";
import {
  languageFor,
  REQUEST_VARIABLES,
  timeLimitMsIn,
  TRANSCRIPTION_SETTING,
  vocabularyIn,
} from "./request-settings.ts";
import { answeredBadly, unreached } from "../vendor-server.ts";
import { rawSegments } from "./raw-segments.ts";
import { UTTERANCE_S } from "./transcribe-slices.ts";
import type { TranscriptionAdapter } from "./transcription-adapter.ts";
import type { Transcription } from "@headway-jobs/ports/transcription";

/** 19 MB as WAV; the API takes 25 MB. */
const SPAN_S = 600;

export const openaiAdapter: TranscriptionAdapter = {
  names: ["openai"],
  detail: "MODEL",
  example: "openai:whisper-1",
  variables: [...endpointVariables(TRANSCRIPTION_SETTING, "recognition"), ...REQUEST_VARIABLES],
  ...endpointNames(TRANSCRIPTION_SETTING),
  create: (modelId, { env }) => openaiTranscription(modelId, env),
  adviceOf: (modelId) => Promise.resolve({ detail: `openai/${modelId} needs a key`, fix: "set OPENAI_API_KEY" }),
};

/**
 * A transcription model behind OpenAI's HTTP API: OpenAI's own, whisper.cpp, Speaches, LocalAI, vLLM and the like. Read tolerantly, as these servers
 * leave out or add members. Where no times are given, little sound is sent at once: a text belongs to all that was sent. Errors are PROVIDER_* codes.
 */
export function openaiTranscription(
  modelId: string,
  env: ToolEnv = process.env,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): Transcription {
  const server = new TranscriptionServer(modelId, env, fetch);
  return modelTranscription({
    name: `openai/${modelId}`,
    spanS: formOf(modelId) === "json" ? 0 : SPAN_S,
    isReady: () => isOpenaiReachable(env, TRANSCRIPTION_SETTING),
    timeLimitMs: timeLimitMsIn(env),
    recognise: (sound) => server.recognise(sound),
  });
}

type Form = "diarized_json" | "words" | "segments" | "json";

/** What is asked for after a refusal of a form. `words` and `segments` are `verbose_json` with and without `timestamp_granularities`. */
const AFTER_REFUSAL: Readonly<Partial<Record<Form, Form>>> = {
  diarized_json: "words",
  words: "segments",
  segments: "json",
};

/** By the models that the API has ("Speech to text" of OpenAI's guides); what other servers call theirs is Whisper's kind. */
function formOf(modelId: string): Form {
  if (/diarize/i.test(modelId)) return "diarized_json";
  return /gpt-.*transcribe/i.test(modelId) ? "json" : "words";
}

class TranscriptionServer {
  readonly #modelId: string;
  readonly #env: ToolEnv;
  readonly #fetch: typeof globalThis.fetch;
  /** The best form that was not refused. */
  #form: Form;
  #hasGivenTimes = false;

  constructor(modelId: string, env: ToolEnv, fetch: typeof globalThis.fetch) {
    this.#modelId = modelId;
    this.#env = env;
    this.#fetch = fetch;
    this.#form = formOf(modelId);
  }

  /** The server's answer, one that rawSegments reads; UNTIMED for a long sound where it gives no times. */
  async recognise(sound: RecognisedSound): Promise<unknown> {
    for (;;) {
      // Others may be refused at the same time: what counts is the form that this request had.
      const form = this.#form;
      if (form === "json" && sound.lengthS > UTTERANCE_S) return UNTIMED;
      try {
        const answer = await this.#ask(form, sound);
        const isTimed = (rawSegments(answer) ?? []).every(({ startS }) => Number.isFinite(startS));
        this.#hasGivenTimes ||= isTimed;
        // It ignores what is asked for, so that the next long sound is not sent whole.
        if (!isTimed && !this.#hasGivenTimes && sound.lengthS > UTTERANCE_S) this.#form = "json";
        return answer;
      } catch (error) {
        const next = AFTER_REFUSAL[form];
        if (next === undefined || !isFormRefused(error)) throw error;
        if (this.#form === form) this.#form = next;
      }
    }
  }

  async #ask(form: Form, sound: RecognisedSound): Promise<unknown> {
    const { baseURL, apiKey } = endpointOf(this.#env, TRANSCRIPTION_SETTING);
    const url = `${baseURL}/audio/transcriptions`;
    // Sent whole: an abort while a form is streamed leaves a rejection that cannot be caught, and some servers take no body of unknown length.
    const body = new Response(this.#formData(form, sound));
    const response = await this.#fetch(url, {
      method: "POST",
      headers: {
        "Content-Type": body.headers.get("Content-Type") ?? "multipart/form-data",
        ...(apiKey === undefined ? {} : { Authorization: `Bearer ${apiKey}` }),
      },
      body: await body.arrayBuffer(),
      signal: sound.signal,
    }).catch((error: unknown) => {
      throw unreached(url, error);
    });
    const text = await response.text().catch((error: unknown) => {
      throw unreached(url, error);
    });
    const answer = response.ok ? answerIn(text) : undefined;
    if (answer === undefined || rawSegments(answer) === null) throw answeredBadly(response, text);
    return answer;
  }

  #formData(form: Form, { wav, language }: RecognisedSound): FormData {
    const data = new FormData();
    data.set("file", new Blob([wav], { type: "audio/wav" }), "sound.wav");
    data.set("model", this.#modelId);
    data.set("response_format", form === "words" || form === "segments" ? "verbose_json" : form);
    if (form === "words") {
      for (const granularity of ["segment", "word"]) data.append("timestamp_granularities[]", granularity);
    }
    if (form === "diarized_json") data.set("chunking_strategy", "auto");
    const stated = languageFor(this.#env, language);
    if (stated !== undefined) data.set("language", stated);
    const vocabulary = vocabularyIn(this.#env);
    if (vocabulary !== "" && form !== "diarized_json") data.set("prompt", vocabulary);
    return data;
  }
}

/** JSON, or the text itself: captions or words. An error that comes with status 200 is no answer. */
function answerIn(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return text.trim() === "" ? undefined : text;
  try {
    const answer = JSON.parse(text) as unknown;
    return typeof answer === "object" && answer !== null && "error" in answer && answer.error !== null
      ? undefined
      : answer;
  } catch {
    return undefined;
  }
}

function isFormRefused(error: unknown): boolean {
  if (!APICallError.isInstance(error) || ![400, 404, 415, 422, 500, 501].includes(error.statusCode ?? 0)) return false;
  return /response_format|verbose_json|diarized_json|timestamp_granularit|word.?timestamps/i.test(
    error.responseBody ?? "",
  );
}
