import type { Transcription } from "@headway-jobs/ports/transcription";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { z } from "zod";
import { ELEVENLABS } from "../sound-vendors.ts";
import { answeredBadly, isVendorReady, jsonOf, postToVendor, vendorNames, vendorServer } from "../vendor-server.ts";
import { modelTranscription, type RecognisedSound } from "./model-transcription.ts";
import { languageFor, REQUEST_VARIABLES, termsIn, timeLimitMsIn, TRANSCRIPTION_SETTING } from "./request-settings.ts";
import type { TranscriptionAdapter } from "./transcription-adapter.ts";
import { answerOfWords, type VendorWord } from "./word-segments.ts";

/** 58 MB as WAV, of 3 GB. Speakers are told apart within one request, so it is to be long. */
const SPAN_S = 1800;

export const elevenlabsAdapter: TranscriptionAdapter = {
  names: ["elevenlabs"],
  detail: "MODEL",
  example: "elevenlabs:scribe_v1",
  variables: [
    { name: ELEVENLABS.keyName, means: "key for `elevenlabs:…` of every kind", secret: true },
    ...REQUEST_VARIABLES,
  ],
  ...vendorNames(TRANSCRIPTION_SETTING, ELEVENLABS),
  create: (modelId, { env }) => elevenlabsTranscription(modelId, env),
  adviceOf: (modelId) =>
    Promise.resolve({ detail: `elevenlabs/${modelId} needs a key`, fix: `set ${ELEVENLABS.keyName}` }),
};

/**
 * ElevenLabs' `POST /v1/speech-to-text`, with words, their probabilities and speakers:
 * https://elevenlabs.io/docs/api-reference/speech-to-text/convert
 */
export function elevenlabsTranscription(modelId: string, env: ToolEnv = process.env): Transcription {
  return modelTranscription({
    name: `elevenlabs/${modelId}`,
    spanS: SPAN_S,
    isReady: () => isVendorReady(env, TRANSCRIPTION_SETTING, ELEVENLABS),
    timeLimitMs: timeLimitMsIn(env),
    recognise: (sound) => recognise(modelId, env, sound),
  });
}

const wordSchema = z.looseObject({
  text: z.string(),
  type: z.string().nullish(),
  start: z.number().nullish(),
  end: z.number().nullish(),
  speaker_id: z.string().nullish(),
  logprob: z.number().nullish(),
});
const answerSchema = z.looseObject({ text: z.string(), words: z.array(wordSchema).nullish() });

async function recognise(modelId: string, env: ToolEnv, sound: RecognisedSound): Promise<unknown> {
  const { baseURL, apiKey } = vendorServer(env, TRANSCRIPTION_SETTING, ELEVENLABS);
  // Sent whole: an abort while a form is streamed leaves a rejection that cannot be caught.
  const form = new Response(formOf(modelId, env, sound));
  const response = await postToVendor(`${baseURL}/speech-to-text`, {
    headers: {
      "Content-Type": form.headers.get("Content-Type") ?? "multipart/form-data",
      ...(apiKey === undefined ? {} : { "xi-api-key": apiKey }),
    },
    body: await form.arrayBuffer(),
    signal: sound.signal,
  });
  const json = await jsonOf(response);
  const parsed = answerSchema.safeParse(json);
  if (!parsed.success) throw answeredBadly(response, JSON.stringify(json));
  const words = (parsed.data.words ?? []).flatMap(wordsOf);
  if (words.length === 0) return { text: parsed.data.text };
  // Languages without spaces have no entries between their words.
  const hasSpaces = (parsed.data.words ?? []).some(({ type }) => type === "spacing");
  return answerOfWords(words, hasSpaces ? " " : "");
}

function formOf(modelId: string, env: ToolEnv, { wav, language: stated }: RecognisedSound): FormData {
  const form = new FormData();
  form.set("model_id", modelId);
  form.set("file", new Blob([wav], { type: "audio/wav" }), "sound.wav");
  form.set("timestamps_granularity", "word");
  form.set("diarize", "true");
  form.set("tag_audio_events", "false");
  const language = languageFor(env, stated);
  if (language !== undefined) form.set("language_code", language);
  // The first version takes no terms.
  if (modelId !== "scribe_v1") for (const term of termsIn(env)) form.append("keyterms", term);
  return form;
}

/** A word; none for a space, for a sound such as "(laughter)", and for one without times. */
function wordsOf({ text, type, start, end, speaker_id, logprob }: z.infer<typeof wordSchema>): VendorWord[] {
  if ((type ?? "word") !== "word" || typeof start !== "number" || typeof end !== "number" || text.trim() === "")
    return [];
  const confidence = typeof logprob === "number" && logprob <= 0 ? Math.exp(logprob) : undefined;
  return [{ text: text.trim(), startS: start, endS: end, confidence, speaker: speaker_id ?? undefined }];
}
