import type { SharedV4Warning, SpeechModelV4, SpeechModelV4CallOptions } from "@ai-sdk/provider";
import { LANGUAGE_CODES, VIDEO_TONES } from "@headway-jobs/contract";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { countUse } from "../metering.ts";
import { connectOpenai, endpointNames, endpointVariables } from "../openai.ts";
import { toProviderError } from "../provider-error.ts";
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
  create: (modelId, { env }) => openaiSpeech(modelId, env),
  positionOf: ({ id }) => VOICES.findIndex((voice) => voice.id === id),
  // All of its voices speak every language.
  voiceLanguageOf: () => undefined,
  describe: () => " of OpenAI's speech models, for every language they speak.",
};

/**
 * A speech model behind OpenAI's HTTP API, OpenAI's own or any compatible server: OPENAI_BASE_URL and OPENAI_API_KEY by the vendor's names. Its
 * errors are PROVIDER_* codes.
 */
export function openaiSpeech(modelId: string, env: ToolEnv = process.env): Speech {
  const name = `openai/${modelId}`;
  const model: SpeechModelV4 = {
    specificationVersion: "v4",
    provider: "openai.speech",
    modelId,
    async doGenerate(call) {
      requireSpeakable(call);
      countUse({ name, characters: call.text.length });
      try {
        const voice = chooseVoice(call);
        const result = await (
          await connectOpenai(env, "HEADWAY_SPEECH")
        )
          .speech(modelId)
          .doGenerate(withManner({ ...call, ...voice.choice }));
        const response = { ...result.response, modelId: name };
        return { ...result, response, warnings: [...result.warnings, ...voice.warnings] };
      } catch (error) {
        throw toProviderError(error, { provider: "The speech model", name, signal: call.abortSignal });
      }
    },
  };
  return {
    model,
    voices: () => Promise.resolve(VOICES),
    languages: () => Promise.resolve(LANGUAGES),
    reads: "written",
    timeLimitMs: MODEL_LIMIT_MS,
  };
}

const INSTRUCTIONS: Readonly<Record<Tone, string>> = {
  formal: "Speak clearly and calmly, like a good lecturer.",
  casual: "Speak in a relaxed and friendly way, as to a colleague.",
  storytelling: "Speak slowly and warmly, like a storyteller.",
  enthusiastic: "Speak with energy and delight in the subject.",
};

/** A voice of the wanted gender in place of one that is not; voices that are not known here are left as they are. */
function chooseVoice(call: SpeechModelV4CallOptions): {
  readonly choice: { readonly voice?: string };
  readonly warnings: SharedV4Warning[];
} {
  const { gender } = speakerOf(call);
  const asked = VOICES.find((known) => known.id === call.voice);
  if (gender === undefined || (call.voice !== undefined && asked === undefined)) return { choice: {}, warnings: [] };
  const voice =
    asked === undefined ? VOICES.find((known) => known.gender === gender) : voiceOfGender(VOICES, asked, gender);
  return voice === undefined
    ? { choice: {}, warnings: [] }
    : { choice: { voice: voice.id }, warnings: changedVoice(call.voice, voice) };
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
