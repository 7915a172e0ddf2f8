import type { SharedV4Warning, SpeechModelV4CallOptions } from "@ai-sdk/provider";
import { VIDEO_TONES } from "@headway-jobs/contract";
import { HEADWAY_OPTIONS, type Tone, type VoiceInfo } from "./speech.ts";

/** Pace and pitch as factors of the voice's own. */
export interface Manner {
  readonly pace: number;
  readonly pitch: number;
}

/** The speaker that the caller asks for. */
export interface Speaker {
  readonly gender?: "male" | "female";
  readonly ageYears?: number;
}

const OLDEST_YEARS = 120;

/** The speaker in a call's own options: `providerOptions: { headway: { gender, age } }`; other values are ignored. */
export function speakerOf(options: Pick<SpeechModelV4CallOptions, "providerOptions">): Speaker {
  const { gender, age } = options.providerOptions?.[HEADWAY_OPTIONS] ?? {};
  return {
    ...(gender === "male" || gender === "female" ? { gender } : {}),
    ...(typeof age === "number" && age >= 0 && age <= OLDEST_YEARS ? { ageYears: age } : {}),
  };
}

const TONE_MANNERS: Readonly<Record<Tone, Manner>> = {
  formal: { pace: 1, pitch: 1 },
  casual: { pace: 1.04, pitch: 1.02 },
  storytelling: { pace: 0.93, pitch: 0.97 },
  enthusiastic: { pace: 1.07, pitch: 1.06 },
};

/** The manner a call asks for by `speed` and by the tone and the age in its options. */
export function mannerOf(options: SpeechModelV4CallOptions): Manner {
  const asked = options.providerOptions?.[HEADWAY_OPTIONS]?.["tone"];
  const manner = TONE_MANNERS[VIDEO_TONES.find((tone) => tone === asked) ?? "formal"];
  const { ageYears } = speakerOf(options);
  const aged = ageYears === undefined ? { pace: 1, pitch: 1 } : mannerOfAge(ageYears);
  return {
    pace: manner.pace * aged.pace * clamp(options.speed ?? 1, 0.5, 2),
    pitch: manner.pitch * aged.pitch,
  };
}

/** Age, pitch and pace of anchor points; what lies between is interpolated. Voices sink until the middle of life and slow down after it. */
const AGES: readonly (readonly [ageYears: number, pitch: number, pace: number])[] = [
  [4, 1.45, 0.92],
  [10, 1.3, 1],
  [16, 1.12, 1.05],
  [25, 1, 1],
  [45, 1, 1],
  [65, 0.94, 0.9],
  [85, 0.88, 0.8],
];

/** Pitch and pace of a speaker's age, relative to the adult that every voice sounds like. */
export function mannerOfAge(ageYears: number): Manner {
  const above = AGES.findIndex(([age]) => age >= ageYears);
  const high = AGES.at(above) ?? AGES_END;
  const low = above <= 0 ? high : (AGES[above - 1] ?? high);
  const share = high === low ? 0 : (ageYears - low[0]) / (high[0] - low[0]);
  return { pitch: low[1] + share * (high[1] - low[1]), pace: low[2] + share * (high[2] - low[2]) };
}

const AGES_END = [OLDEST_YEARS, 0.88, 0.8] as const;

/**
 * The voice that fits the wanted gender: `voice` itself when it does (or is neither), else the first of the same language that does. Stays `voice`
 * where there is no other.
 */
export function voiceOfGender(voices: readonly VoiceInfo[], voice: VoiceInfo, gender: Speaker["gender"]): VoiceInfo {
  if (gender === undefined || voice.gender === gender || voice.gender === "neutral") return voice;
  const others = voices.filter((other) => other.gender === gender);
  return (
    others.find((other) => other.language === voice.language) ??
    others.find((other) => primary(other) === primary(voice)) ??
    voice
  );
}

const primary = ({ language }: VoiceInfo): string => language.split("-")[0] ?? "";

/** A warning when the requested gender has replaced the voice that was requested by name. */
export function changedVoice(asked: string | undefined, spoken: VoiceInfo): SharedV4Warning[] {
  if (asked === undefined || asked.toLowerCase() === spoken.id.toLowerCase()) return [];
  return [{ type: "other", message: `The voice ${asked} is not ${spoken.gender}; ${spoken.name} speaks instead.` }];
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
