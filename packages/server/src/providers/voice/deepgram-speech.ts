import { HEADWAY_OPTIONS, type Speech, type VoiceInfo } from "@headway-jobs/ports/speech";
import { wavWithSizes } from "@headway-jobs/tools/sound/plain-wav";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { DEEPGRAM } from "../sound-vendors.ts";
import { postToVendor, requireVendorKey, soundOf, vendorNames, vendorServer } from "../vendor-server.ts";
import type { VoiceVendor } from "./vendor.ts";
import { ownVoices, parseVoiceSetting, positionAmong, standingVoices, vendorSpeech } from "./vendor-voices.ts";

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
  create: (detail, { env }) => deepgramSpeech(detail, env),
  positionOf: (voice) => positionAmong(VOICES, voice),
  voiceLanguageOf: ({ tag }) => LANGUAGES.find((language) => language === tag),
  describe: ({ language }) => ` of Deepgram, for ${language}.`,
};

/**
 * Deepgram's `POST /v1/speak` (https://developers.deepgram.com/reference/text-to-speech/speak-request). Its model of a request is a voice; `detail` is the
 * family (`aura-2`), one voice (`aura-2-thalia-en`), or the family with voices of the user's own (`aura-2@aura-2-x-en`).
 */
export function deepgramSpeech(detail: string, env: ToolEnv = process.env): Speech {
  const { modelId, ownIds } = parseVoiceSetting(detail);
  const own = ownVoices("deepgram", isVoice(modelId) ? [modelId, ...ownIds] : ownIds, languageOf);
  const voices: readonly VoiceInfo[] = [...own, ...VOICES.filter(({ id }) => !own.some((voice) => voice.id === id))];
  return vendorSpeech({
    name: `deepgram/${modelId}`,
    provider: "deepgram.speech",
    modelId,
    voices,
    languages: [...new Set(voices.map(({ language }) => language))],
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

/** `aura-2-thalia-en`, not `aura-2`. */
const isVoice = (modelId: string): boolean => /-[a-z]+-[a-z]{2}$/.test(modelId);

/** The language stands at the end of an id. */
function languageOf(id: string): string {
  const known = VOICES.find((voice) => voice.id === id);
  if (known !== undefined) return known.language;
  const code = /-([a-z]{2})$/.exec(id)?.[1] ?? "en";
  return LANGUAGES.find((language) => language.startsWith(`${code}-`)) ?? code;
}
