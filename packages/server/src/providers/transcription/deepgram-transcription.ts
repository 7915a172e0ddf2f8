import type { Transcription } from "@headway-jobs/ports/transcription";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { z } from "zod";
import { DEEPGRAM } from "../sound-vendors.ts";
import { answeredBadly, isVendorReady, jsonOf, postToVendor, vendorNames, vendorServer } from "../vendor-server.ts";
import { modelTranscription, type RecognisedSound } from "./model-transcription.ts";
import { languageFor, REQUEST_VARIABLES, termsIn, timeLimitMsIn, TRANSCRIPTION_SETTING } from "./request-settings.ts";
import type { TranscriptionAdapter } from "./transcription-adapter.ts";
import { answerOfWords } from "./word-segments.ts";

/** 58 MB as WAV, of 2 GB. Speakers are told apart within one request, so it is to be long. */
const SPAN_S = 1800;

export const deepgramAdapter: TranscriptionAdapter = {
  names: ["deepgram"],
  detail: "MODEL",
  example: "deepgram:nova-3",
  variables: [
    { name: DEEPGRAM.keyName, means: "key for `deepgram:…` of every kind", secret: true },
    ...REQUEST_VARIABLES,
  ],
  ...vendorNames(TRANSCRIPTION_SETTING, DEEPGRAM),
  create: (modelId, { env }) => deepgramTranscription(modelId, env),
  adviceOf: (modelId) => Promise.resolve({ detail: `deepgram/${modelId} needs a key`, fix: `set ${DEEPGRAM.keyName}` }),
};

/**
 * Deepgram's `POST /v1/listen` for recordings, with words, confidences and speakers:
 * https://developers.deepgram.com/reference/speech-to-text/listen-pre-recorded
 */
export function deepgramTranscription(modelId: string, env: ToolEnv = process.env): Transcription {
  return modelTranscription({
    name: `deepgram/${modelId}`,
    spanS: SPAN_S,
    isReady: () => isVendorReady(env, TRANSCRIPTION_SETTING, DEEPGRAM),
    timeLimitMs: timeLimitMsIn(env),
    recognise: (sound) => recognise(modelId, env, sound),
  });
}

const wordSchema = z.looseObject({
  word: z.string(),
  punctuated_word: z.string().nullish(),
  start: z.number(),
  end: z.number(),
  confidence: z.number().nullish(),
  speaker: z.number().nullish(),
});
const answerSchema = z.looseObject({
  results: z.looseObject({
    channels: z
      .array(
        z.looseObject({
          alternatives: z
            .array(z.looseObject({ transcript: z.string().nullish(), words: z.array(wordSchema).nullish() }))
            .min(1),
        }),
      )
      .min(1),
  }),
});

async function recognise(modelId: string, env: ToolEnv, { wav, language, signal }: RecognisedSound): Promise<unknown> {
  const { baseURL, apiKey } = vendorServer(env, TRANSCRIPTION_SETTING, DEEPGRAM);
  const response = await postToVendor(`${baseURL}/listen?${queryOf(modelId, env, language).toString()}`, {
    headers: { "Content-Type": "audio/wav", ...(apiKey === undefined ? {} : { Authorization: `Token ${apiKey}` }) },
    body: wav,
    signal,
  });
  const json = await jsonOf(response);
  const parsed = answerSchema.safeParse(json);
  if (!parsed.success) throw answeredBadly(response, JSON.stringify(json));
  const alternative = parsed.data.results.channels[0]?.alternatives[0];
  const words = alternative?.words ?? [];
  if (words.length === 0) return { text: alternative?.transcript ?? "" };
  return answerOfWords(
    words.map(({ word, punctuated_word: punctuated, start, end, confidence, speaker }) => ({
      text: punctuated ?? word,
      startS: start,
      endS: end,
      confidence: confidence ?? undefined,
      speaker: speaker ?? undefined,
    })),
  );
}

function queryOf(modelId: string, env: ToolEnv, stated: string | undefined): URLSearchParams {
  const query = new URLSearchParams({ model: modelId, smart_format: "true", diarize: "true" });
  const language = languageFor(env, stated);
  if (language === undefined) query.set("detect_language", "true");
  else query.set("language", language);
  // Nova 3 takes whole terms, older models single words.
  for (const term of termsIn(env)) query.append(modelId.startsWith("nova-3") ? "keyterm" : "keywords", term);
  return query;
}
