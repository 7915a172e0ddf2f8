import type { SharedV4Warning, SpeechModelV4, SpeechModelV4CallOptions } from "@ai-sdk/provider";
import { HeadwayError } from "@headway-jobs/contract";
import { matchLanguage, requireSpeakable, type Speech, type VoiceInfo } from "@headway-jobs/ports/speech";
import { readTable } from "@headway-jobs/tools/data/read-table";
import { invalidSetting } from "../adapter.ts";
import { counted } from "../metering.ts";
import { toProviderError } from "../provider-error.ts";
import { changedVoice, speakerOf, voiceOfGender } from "@headway-jobs/ports/speaker";

/** A sentence takes a model seconds; after two minutes it will not answer any more. */
const MODEL_LIMIT_MS = 120_000;

/** Ids 1 to 9 belong to voices of the user's own, which the setting names, in its order. */
const MOST_OWN_VOICES = 9;

/** The standing voices of a vendor, from a table of id, name, language and gender. */
export function standingVoices(maker: string, table: URL): readonly VoiceInfo[] {
  return readTable(table).map(([id = "", name = id, language = "mul", gender = ""]) => {
    const known = gender === "female" || gender === "male" ? gender : "neutral";
    return { id, name, language, gender: known, maker };
  });
}

/** Voices as a vendor's own answer lists them: those of the table first and under its names, so that the first of a language stays the same. */
export function inTableOrder(standing: readonly VoiceInfo[], answered: readonly VoiceInfo[]): readonly VoiceInfo[] {
  const known = new Set(standing.map(({ id }) => id));
  const ids = new Set(answered.map(({ id }) => id));
  return [...standing.filter(({ id }) => ids.has(id)), ...answered.filter(({ id }) => !known.has(id))];
}

/** `MODEL` or `MODEL@VOICE,VOICE`: a model and voices of the user's own. Throws INVALID_INPUT. */
export function parseVoiceSetting(detail: string): { readonly modelId: string; readonly ownIds: readonly string[] } {
  const [modelId = "", ids] = detail.split("@", 2);
  const ownIds = ids === undefined ? [] : ids.split(",");
  const isWrong = modelId === "" || ownIds.length > MOST_OWN_VOICES || ownIds.some((id) => !isVoiceId(id));
  if (!isWrong) return { modelId, ownIds };
  throw invalidSetting(
    `The setting of voices has "${detail}"; expected MODEL or MODEL@VOICE,VOICE with at most ${MOST_OWN_VOICES} voice ids.`,
  );
}

/** Position in voice ids: voices of the user's own before the standing ones. */
export function positionAmong(standing: readonly VoiceInfo[], { id, name }: VoiceInfo): number {
  const own = /^Own voice ([1-9])$/.exec(name)?.[1];
  if (own !== undefined) return Number(own) - 1;
  const position = standing.findIndex((voice) => voice.id === id);
  return position < 0 ? -1 : position + MOST_OWN_VOICES;
}

/** Voices of the user's own; nothing is known of them but their ids. */
export function ownVoices(maker: string, ids: readonly string[], languageOf: (id: string) => string): VoiceInfo[] {
  return ids.map((id, index) => ({
    id,
    name: `Own voice ${index + 1}`,
    language: languageOf(id),
    gender: "neutral",
    maker,
  }));
}

export interface VendorSpeech {
  /** `elevenlabs/eleven_multilingual_v2`, for messages and counts. */
  readonly name: string;
  readonly provider: string;
  readonly modelId: string;
  readonly voices: () => Promise<readonly VoiceInfo[]>;
  /** What these voices speak. */
  readonly languagesOf: (voices: readonly VoiceInfo[]) => readonly string[];
  /** One request; a WAV file. Throws what toProviderError understands. */
  readonly speak: (
    voiceId: string,
    call: SpeechModelV4CallOptions,
  ) => Promise<{ readonly audio: Uint8Array; readonly warnings: readonly string[] }>;
}

/** The voices of a vendor. Its errors are PROVIDER_* codes. */
export function vendorSpeech({ name, provider, modelId, voices, languagesOf, speak }: VendorSpeech): Speech {
  const model: SpeechModelV4 = {
    specificationVersion: "v4",
    provider,
    modelId,
    async doGenerate(call) {
      requireSpeakable(call);
      const known = await voices();
      const { voiceId, warnings } = chooseVoice(known, languagesOf(known), call);
      try {
        const spoken = await counted({ name, characters: call.text.length }, () => speak(voiceId, call));
        const said = spoken.warnings.map((message): SharedV4Warning => ({ type: "other", message }));
        const response = { timestamp: new Date(0), modelId: name };
        return { audio: spoken.audio, warnings: [...warnings, ...said], response };
      } catch (error) {
        throw toProviderError(error, { provider: "The speech model", name, signal: call.abortSignal });
      }
    },
  };
  return {
    model,
    voices,
    languages: async () => languagesOf(await voices()),
    reads: "written",
    timeLimitMs: MODEL_LIMIT_MS,
  };
}

/** The voice that was asked for, else the first one of the language; one of the wanted gender in place of one that is not. */
function chooseVoice(
  voices: readonly VoiceInfo[],
  languages: readonly string[],
  call: SpeechModelV4CallOptions,
): { readonly voiceId: string; readonly warnings: SharedV4Warning[] } {
  const asked = voices.find(({ id }) => id === call.voice);
  if (call.voice !== undefined && asked === undefined) {
    if (!isVoiceId(call.voice)) throw new HeadwayError("INVALID_INPUT", "There is no such voice.");
    return { voiceId: call.voice, warnings: [] };
  }
  const voice = asked ?? voiceOfModel(voices, languages, call.language);
  const spoken = voiceOfGender(voices, voice, speakerOf(call).gender);
  return { voiceId: spoken.id, warnings: spoken.id === voice.id ? [] : changedVoice(call.voice, spoken) };
}

function voiceOfModel(voices: readonly VoiceInfo[], languages: readonly string[], tag: string | undefined): VoiceInfo {
  if (matchLanguage(languages, tagOf(tag)) === null) throw noVoice();
  return voiceForLanguage(voices, tag);
}

/** The first voice for a BCP-47 tag, else the first that belongs to no language. Throws UNSUPPORTED_LANGUAGE where there is none. */
export function voiceForLanguage(voices: readonly VoiceInfo[], tag: string | undefined): VoiceInfo {
  const own = voices.map(({ language }) => language).filter((language) => language !== "mul");
  const language = matchLanguage(own, tagOf(tag));
  const voice = voices.find((one) => one.language === language) ?? voices.find((one) => one.language === "mul");
  if (voice === undefined) throw noVoice();
  return voice;
}

const tagOf = (tag: string | undefined): string => (tag === undefined || tag === "auto" ? "en" : tag);

const noVoice = (): HeadwayError =>
  new HeadwayError("UNSUPPORTED_LANGUAGE", "None of these voices speaks that language.");

/** As it may stand in an address. */
export const isVoiceId = (id: string): boolean => /^[A-Za-z0-9][\w-]{0,99}$/.test(id);
