import type { SpeechModelV4CallOptions } from "@ai-sdk/provider";
import { HEADWAY_OPTIONS, matchLanguage, type Speech, type Tone, type VoiceInfo } from "@headway-jobs/ports/speech";
import { VIDEO_TONES } from "@headway-jobs/contract";
import { plainWav } from "@headway-jobs/tools/sound/plain-wav";
import { samplesOf } from "@headway-jobs/tools/sound/pcm";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { ELEVENLABS } from "../sound-vendors.ts";
import { isVendorReady, postToVendor, requireVendorKey, soundOf, vendorNames, vendorServer } from "../vendor-server.ts";
import { mannerOfAge, speakerOf } from "@headway-jobs/ports/speaker";
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
const VOICES = standingVoices("elevenlabs", new URL("./data/elevenlabs-voices.tsv", import.meta.url));

export const elevenlabsVendor: VoiceVendor = {
  maker: "elevenlabs",
  number: 4,
  names: ["elevenlabs"],
  detail: "MODEL",
  example: "elevenlabs:eleven_multilingual_v2",
  variables: [{ name: ELEVENLABS.keyName, means: "key for `elevenlabs:…` of every kind", secret: true }],
  ...vendorNames(SETTING, ELEVENLABS),
  create: (detail, { env, voiceMemory }) => elevenlabsSpeech(detail, env, voiceMemory),
  positionOf: (voice) => positionAmong(VOICES, voice),
  // All of its voices speak every language of the model.
  voiceLanguageOf: () => undefined,
  describe: () => " of ElevenLabs, for every language that its model speaks.",
};

/**
 * ElevenLabs' `POST /v1/text-to-speech/{voice}` (https://elevenlabs.io/docs/api-reference/text-to-speech/convert).
 * `detail` is `MODEL` or `MODEL@VOICE,VOICE`.
 */
export function elevenlabsSpeech(detail: string, env: ToolEnv = process.env, memory?: VoiceMemory): Speech {
  const { modelId, ownIds } = parseVoiceSetting(detail);
  const languages = languagesOf(modelId);
  const own = ownVoices("elevenlabs", ownIds, () => "mul");
  const account = voicesOfAccount(env, memory);
  return vendorSpeech({
    name: `elevenlabs/${modelId}`,
    provider: "elevenlabs.speech",
    modelId,
    voices: async () => [...own, ...(await account()).filter(({ id }) => !ownIds.includes(id))],
    languagesOf: () => languages,
    async speak(voiceId, call) {
      requireVendorKey(env, SETTING, ELEVENLABS);
      const { baseURL, apiKey } = vendorServer(env, SETTING, ELEVENLABS);
      // Raw samples: every plan has them, and WAV is only made of them again.
      const url = `${baseURL}/text-to-speech/${voiceId}?output_format=pcm_${RATE_HZ}`;
      const response = await postToVendor(url, {
        headers: { "Content-Type": "application/json", ...(apiKey === undefined ? {} : { "xi-api-key": apiKey }) },
        body: JSON.stringify(bodyOf(modelId, languages, call)),
        signal: call.abortSignal,
      });
      return { audio: plainWav(samplesOf(await soundOf(response)), RATE_HZ), warnings: [] };
    },
  });
}

const RATE_HZ = 24_000;

const text = z.string().nullish().catch(null);
const accountSchema = z.looseObject({
  voices: z.array(
    z.looseObject({ voice_id: z.string(), name: text, labels: z.looseObject({ gender: text }).nullish().catch(null) }),
  ),
});

/**
 * The voices that the account may use (`GET /v1/voices`, https://elevenlabs.io/docs/api-reference/voices/get-all), the default ones among them. The table
 * without a key, and while the account cannot be asked.
 */
function voicesOfAccount(env: ToolEnv, memory: VoiceMemory | undefined): Speech["voices"] {
  if (!isVendorReady(env, SETTING, ELEVENLABS)) return () => Promise.resolve(VOICES);
  const { baseURL, apiKey } = vendorServer(env, SETTING, ELEVENLABS);
  const asked = new AskedVoices({
    ask: async (signal) => {
      const headers = apiKey === undefined ? undefined : { "xi-api-key": apiKey };
      const answer = accountSchema.safeParse(await answerOf(`${baseURL}/voices`, headers, signal)).data;
      return answer === undefined ? null : inTableOrder(VOICES, answer.voices.filter(isUsable).map(voiceOfAccount));
    },
    standing: VOICES,
    key: ["elevenlabs", baseURL, apiKey ?? ""],
    memory,
  });
  return () => asked.list();
}

const isUsable = ({ voice_id: id }: { readonly voice_id: string }): boolean => isVoiceId(id);

/** Names have their manner behind a dash: "Roger - Laid-Back, Casual, Resonant". */
function voiceOfAccount({ voice_id: id, name, labels }: z.infer<typeof accountSchema>["voices"][number]): VoiceInfo {
  const shown = (name ?? id).split(" - ", 1)[0]?.trim() ?? "";
  const gender = genderIn(labels?.gender) ?? "neutral";
  return { id, name: shown === "" ? id : shown, language: "mul", gender, maker: "elevenlabs" };
}

function bodyOf(modelId: string, languages: readonly string[], call: SpeechModelV4CallOptions): object {
  const language = matchLanguage(languages, call.language ?? "");
  return {
    text: call.text,
    model_id: modelId,
    // The other models refuse the member, and hear the language from the text.
    ...(language !== null && /_v2_5$|_v3$/.test(modelId) ? { language_code: language } : {}),
    ...settingsOf(modelId, call),
  };
}

/** The less stable, the more a voice moves; style exaggerates its own. */
const MANNERS: Readonly<Record<Tone, { readonly stability: number; readonly style: number; readonly speed: number }>> =
  {
    formal: { stability: 0.6, style: 0, speed: 1 },
    casual: { stability: 0.5, style: 0, speed: 1 },
    storytelling: { stability: 0.4, style: 0.2, speed: 0.94 },
    enthusiastic: { stability: 0.3, style: 0.4, speed: 1.04 },
  };

/** What `voice_settings.speed` may be. */
const [SLOWEST, FASTEST] = [0.7, 1.2];

function settingsOf(modelId: string, call: SpeechModelV4CallOptions): object {
  const asked = call.providerOptions?.[HEADWAY_OPTIONS]?.["tone"];
  const tone = VIDEO_TONES.find((known) => known === asked);
  const { ageYears } = speakerOf(call);
  if (tone === undefined && ageYears === undefined && call.speed === undefined) return {};
  const pace = (call.speed ?? 1) * (ageYears === undefined ? 1 : mannerOfAge(ageYears).pace);
  const { stability, style, speed } = MANNERS[tone ?? "casual"];
  const paced = Math.min(FASTEST, Math.max(SLOWEST, Number((speed * pace).toFixed(2))));
  // The third version takes only three steps of stability.
  const moved = tone === undefined || modelId.endsWith("_v3") ? {} : { stability, style };
  return { voice_settings: { ...moved, speed: paced } };
}

/** https://elevenlabs.io/docs/overview/models: the second version, and what 2.5 and the third add. */
const V2 = "en,ja,zh,de,hi,fr,ko,pt,it,es,id,nl,tr,fil,pl,sv,bg,ro,ar,cs,el,fi,hr,ms,sk,da,ta,uk,ru".split(",");
const V2_5 = [...V2, "hu", "no", "vi"];

function languagesOf(modelId: string): readonly string[] {
  if (/monolingual|_turbo_v2$|_flash_v2$/.test(modelId)) return ["en"];
  return /_v2_5$|_v3$/.test(modelId) ? V2_5 : V2;
}
