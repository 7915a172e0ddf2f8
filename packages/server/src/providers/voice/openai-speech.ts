import {
  APICallError,
  type SharedV4Warning,
  type SpeechModelV4,
  type SpeechModelV4CallOptions,
} from "@ai-sdk/provider";
import { LANGUAGE_CODES, VIDEO_TONES } from "@headway-jobs/contract";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { counted } from "../metering.ts";
import { connectOpenai, endpointNames, endpointOf, endpointVariables } from "../openai.ts";
import { toProviderError } from "../provider-error.ts";
import { AskedVoices } from "./asked-voices.ts";
import { listedVoices } from "./listed-voices.ts";
import { voiceForLanguage } from "./vendor-voices.ts";
import type { VoiceMemory } from "../voice-memory.ts";
import { changedVoice, speakerOf, voiceOfGender } from "@headway-jobs/ports/speaker";
import type { VoiceVendor } from "./vendor.ts";
import { HEADWAY_OPTIONS, requireSpeakable, type Speech, type Tone, type VoiceInfo } from "@headway-jobs/ports/speech";

/** A sentence takes a model seconds; after two minutes it will not answer any more. */
const MODEL_LIMIT_MS = 120_000;

export const openaiVendor: VoiceVendor = {
  maker: "openai",
  number: 3,
  names: ["openai"],
  detail: "MODEL",
  example: "openai:gpt-4o-mini-tts",
  variables: endpointVariables("HEADWAY_SPEECH", "voices"),
  ...endpointNames("HEADWAY_SPEECH"),
  create: (modelId, { env, voiceMemory }) => openaiSpeech(modelId, env, voiceMemory),
  // OpenAI's own voices speak every language. One of the same name that a server lists for one language is another voice.
  positionOf: ({ id, language }) => (language === "mul" ? VOICES.findIndex((voice) => voice.id === id) : -1),
  voiceLanguageOf: () => undefined,
  describe: ({ id, language }) =>
    language === "mul" && VOICES.some((voice) => voice.id === id)
      ? " of OpenAI's speech models, for every language they speak."
      : ` of a server with OpenAI's API, named ${id} there.`,
};

/**
 * A speech model behind OpenAI's HTTP API, OpenAI's own or any compatible server: OPENAI_BASE_URL and OPENAI_API_KEY by the vendor's names. Another server is
 * asked for its voices; one that does not list them is taken to know OpenAI's. Its errors are PROVIDER_* codes.
 */
export function openaiSpeech(modelId: string, env: ToolEnv = process.env, memory?: VoiceMemory): Speech {
  const name = `openai/${modelId}`;
  const voices = voicesOf(modelId, env, memory);
  const model: SpeechModelV4 = {
    specificationVersion: "v4",
    provider: "openai.speech",
    modelId,
    async doGenerate(call) {
      requireSpeakable(call);
      try {
        const voice = chooseVoice(call, await voices());
        const openai = await connectOpenai(env, "HEADWAY_SPEECH");
        const result = await counted({ name, characters: call.text.length }, async () => {
          const spoken = await openai.speech(modelId).doGenerate(withManner({ ...call, ...voice.choice }));
          requireSound(spoken.audio);
          return spoken;
        });
        const response = { ...result.response, modelId: name };
        return { ...result, response, warnings: [...result.warnings, ...voice.warnings] };
      } catch (error) {
        throw toProviderError(error, { provider: "The speech model", name, signal: call.abortSignal });
      }
    },
  };
  return {
    model,
    voices,
    languages: async () => {
      const spoken = new Set((await voices()).map(({ language }) => language));
      return spoken.delete("mul") ? [...new Set([...LANGUAGES, ...spoken])] : [...spoken];
    },
    reads: "written",
    timeLimitMs: MODEL_LIMIT_MS,
  };
}

/** Servers answer JSON or a page with status 200 too. Throws an APICallError with the server's words. */
function requireSound(audio: string | Uint8Array): void {
  const start = Buffer.from(
    typeof audio === "string" ? Buffer.from(audio, "base64") : audio.subarray(0, 10_000),
  ).toString();
  if (!/^\s*(?:[{[]\s*["{]|<(?:!doctype|html))/i.test(start)) return;
  throw new APICallError({
    message: "the server answered with text",
    url: "",
    requestBodyValues: {},
    statusCode: 200,
    responseBody: start,
  });
}

const INSTRUCTIONS: Readonly<Record<Tone, string>> = {
  formal: "Speak clearly and calmly, like a good lecturer.",
  casual: "Speak in a relaxed and friendly way, as to a colleague.",
  storytelling: "Speak slowly and warmly, like a storyteller.",
  enthusiastic: "Speak with energy and delight in the subject.",
};

function voicesOf(modelId: string, env: ToolEnv, memory: VoiceMemory | undefined): Speech["voices"] {
  const { baseURL, variable, apiKey } = endpointOf(env, "HEADWAY_SPEECH");
  // OpenAI's own server has no list.
  if (variable === undefined) return () => Promise.resolve(VOICES);
  const asked = new AskedVoices({
    ask: (signal) => listedVoices({ baseURL, apiKey }, { modelId, maker: "openai", signal }),
    standing: VOICES,
    key: ["openai", baseURL, modelId],
    memory,
  });
  return () => asked.list();
}

/**
 * The voice that is asked for, else one of the language; one of the wanted gender in place of one that is not. A voice that is not known here is left as it is:
 * servers also take mixtures (`af_bella+af_sky`).
 */
function chooseVoice(
  call: SpeechModelV4CallOptions,
  voices: readonly VoiceInfo[],
): { readonly choice: { readonly voice?: string }; readonly warnings: SharedV4Warning[] } {
  const { gender } = speakerOf(call);
  const asked = voices.find((known) => known.id === call.voice);
  if (call.voice !== undefined && asked === undefined) return { choice: {}, warnings: [] };
  // The client has a default for a server that lists no voices.
  if (asked === undefined && gender === undefined && voices === VOICES) return { choice: {}, warnings: [] };
  const first = asked ?? voiceForLanguage(voices, call.language);
  const spoken = asked === undefined && first.gender === "neutral" ? ofGender(voices, first, gender) : first;
  const voice = voiceOfGender(voices, spoken, gender);
  return { choice: { voice: voice.id }, warnings: changedVoice(call.voice, voice) };
}

/** A voice of that gender for the same language; `voice` where there is none. */
function ofGender(voices: readonly VoiceInfo[], voice: VoiceInfo, gender: VoiceInfo["gender"] | undefined): VoiceInfo {
  return voices.find((one) => one.gender === gender && one.language === voice.language) ?? voice;
}

/** Tone and age as instructions; WAV, so that nothing is lost; no language, which these models hear from the text itself. */
function withManner(call: SpeechModelV4CallOptions): SpeechModelV4CallOptions {
  const { language: _heardFromText, providerOptions, ...rest } = call;
  const asked = providerOptions?.[HEADWAY_OPTIONS]?.["tone"];
  const tone = VIDEO_TONES.find((known) => known === asked);
  const { ageYears } = speakerOf(call);
  const manners = [
    ...(tone === undefined ? [] : [INSTRUCTIONS[tone]]),
    ...(ageYears === undefined ? [] : [`Sound like somebody of ${Math.round(ageYears)} years.`]),
  ];
  const instructions = call.instructions ?? manners.join(" ");
  return { ...rest, outputFormat: call.outputFormat ?? "wav", ...(instructions === "" ? {} : { instructions }) };
}

const voice = (id: string, gender: VoiceInfo["gender"]): VoiceInfo => ({
  id,
  name: `${id.charAt(0).toUpperCase()}${id.slice(1)}`,
  language: "mul",
  gender,
  maker: "openai",
});

// Positions are part of voice ids (vendor.ts). The voices that every speech model of OpenAI has (API reference, "Create speech").
const VOICES: readonly VoiceInfo[] = [
  voice("alloy", "neutral"),
  voice("ash", "male"),
  voice("coral", "female"),
  voice("echo", "male"),
  voice("fable", "neutral"),
  voice("nova", "female"),
  voice("onyx", "male"),
  voice("sage", "female"),
  voice("shimmer", "female"),
];

const LANGUAGES = LANGUAGE_CODES.filter(({ isSpokenByOpenai }) => isSpokenByOpenai).map(({ code }) => code);
