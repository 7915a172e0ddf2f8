import { HEADWAY_OPTIONS, type Speech, type VoiceInfo } from "@headway-jobs/ports/speech";
import { wavWithSizes } from "@headway-jobs/tools/sound/plain-wav";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { DEEPGRAM } from "../sound-vendors.ts";
import { isVendorReady, postToVendor, requireVendorKey, soundOf, vendorNames, vendorServer } from "../vendor-server.ts";
import { z } from "zod";
import { AskedVoices } from "./asked-voices.ts";
import { answerOf, genderIn } from "./listed-voices.ts";
import type { VoiceVendor } from "./vendor.ts";
import {
  inTableOrder,
  isVoiceId,
  ownVoices,
  parseVoiceSetting,
  positionAmong,
  standingVoices,
  vendorSpeech,
} from "./vendor-voices.ts";
import type { VoiceMemory } from "../voice-memory.ts";

const SETTING = "HEADWAY_SPEECH";
const VOICES = standingVoices("deepgram", new URL("./data/deepgram-voices.tsv", import.meta.url));
const LANGUAGES = [...new Set(VOICES.map(({ language }) => language))];

export const deepgramVendor: VoiceVendor = {
  maker: "deepgram",
  number: 5,
  names: ["deepgram"],
  detail: "MODEL",
  example: "deepgram:aura-2",
  variables: [{ name: DEEPGRAM.keyName, means: "key for `deepgram:…` of every kind", secret: true }],
  ...vendorNames(SETTING, DEEPGRAM),
  create: (detail, { env, voiceMemory }) => deepgramSpeech(detail, env, voiceMemory),
  positionOf: (voice) => positionAmong(VOICES, voice),
  voiceLanguageOf: ({ tag }) => LANGUAGES.find((language) => language === tag),
  describe: ({ language }) => ` of Deepgram, for ${language}.`,
};

/**
 * Deepgram's `POST /v1/speak` (https://developers.deepgram.com/reference/text-to-speech/speak-request). Its model of a request is a voice; `detail` is the
 * family (`aura-2`), one voice (`aura-2-thalia-en`), or the family with voices of the user's own (`aura-2@aura-2-x-en`).
 */
export function deepgramSpeech(detail: string, env: ToolEnv = process.env, memory?: VoiceMemory): Speech {
  const { modelId, ownIds } = parseVoiceSetting(detail);
  const own = ownVoices("deepgram", isVoice(modelId) ? [modelId, ...ownIds] : ownIds, languageOf);
  const listed = voicesOfApi(env, memory);
  return vendorSpeech({
    name: `deepgram/${modelId}`,
    provider: "deepgram.speech",
    modelId,
    voices: async () => [...own, ...(await listed()).filter(({ id }) => !own.some((voice) => voice.id === id))],
    languagesOf: (voices) => [...new Set(voices.map(({ language }) => language))],
    async speak(voiceId, call) {
      requireVendorKey(env, SETTING, DEEPGRAM);
      const { baseURL, apiKey } = vendorServer(env, SETTING, DEEPGRAM);
      const query = new URLSearchParams({
        model: voiceId,
        encoding: "linear16",
        container: "wav",
        sample_rate: "24000",
      });
      const response = await postToVendor(`${baseURL}/speak?${query.toString()}`, {
        headers: {
          "Content-Type": "application/json",
          ...(apiKey === undefined ? {} : { Authorization: `Token ${apiKey}` }),
        },
        body: JSON.stringify({ text: call.text }),
        signal: call.abortSignal,
      });
      const hasTone = call.providerOptions?.[HEADWAY_OPTIONS]?.["tone"] !== undefined;
      return {
        audio: wavWithSizes(await soundOf(response)),
        warnings: hasTone ? ["Deepgram's voices have no tones."] : [],
      };
    },
  });
}

const text = z.string().nullish().catch(null);
const modelsSchema = z.looseObject({
  tts: z.array(
    z.looseObject({
      name: text,
      canonical_name: z.string(),
      languages: z.array(z.string()).nullish().catch(null),
      metadata: z
        .looseObject({ tags: z.array(z.string()).nullish().catch(null) })
        .nullish()
        .catch(null),
    }),
  ),
});
type ListedModel = z.infer<typeof modelsSchema>["tts"][number];

/** `GET /v1/models` (https://developers.deepgram.com/reference/manage/models/list); the table without a key, and while the API cannot be asked. */
function voicesOfApi(env: ToolEnv, memory: VoiceMemory | undefined): Speech["voices"] {
  if (!isVendorReady(env, SETTING, DEEPGRAM)) return () => Promise.resolve(VOICES);
  const { baseURL, apiKey } = vendorServer(env, SETTING, DEEPGRAM);
  const asked = new AskedVoices({
    ask: async (signal) => {
      const headers = apiKey === undefined ? undefined : { Authorization: `Token ${apiKey}` };
      const answer = modelsSchema.safeParse(await answerOf(`${baseURL}/models`, headers, signal)).data;
      // Later families are served by another route.
      const aura2 = answer?.tts.filter(({ canonical_name: id }) => id.startsWith("aura-2-") && isVoiceId(id));
      return aura2 === undefined ? null : inTableOrder(VOICES, aura2.map(voiceOfApi));
    },
    standing: VOICES,
    key: ["deepgram", baseURL, apiKey ?? ""],
    memory,
  });
  return () => asked.list();
}

function voiceOfApi({ name, canonical_name: id, languages, metadata }: ListedModel): VoiceInfo {
  const shown = name ?? id;
  const tag = languages?.find((one) => /^[a-z]{2}-[a-z]{2}$/i.test(one))?.toLowerCase();
  return {
    id,
    name: `${shown.charAt(0).toUpperCase()}${shown.slice(1)}`,
    language: tag ?? languageOf(id),
    gender: metadata?.tags?.map(genderIn).find((one) => one !== undefined) ?? "neutral",
    maker: "deepgram",
  };
}

/** `aura-2-thalia-en`, not `aura-2`. */
const isVoice = (modelId: string): boolean => /-[a-z]+-[a-z]{2}$/.test(modelId);

/** The language stands at the end of an id. */
function languageOf(id: string): string {
  const known = VOICES.find((voice) => voice.id === id);
  if (known !== undefined) return known.language;
  const code = /-([a-z]{2})$/.exec(id)?.[1] ?? "en";
  return LANGUAGES.find((language) => language.startsWith(`${code}-`)) ?? code;
}
