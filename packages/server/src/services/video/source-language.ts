import { VIDEO_LANGUAGES, type VideoLanguage } from "@headway/contract";
import { franc } from "franc-min";

// ISO 639-3, as franc has it, to the languages of the API.
const NAMES: Readonly<Record<string, VideoLanguage>> = {
  eng: "english",
  spa: "spanish",
  fra: "french",
  ita: "italian",
  por: "portuguese",
  cat: "catalan",
  glg: "galician",
  deu: "german",
  nld: "dutch",
  rus: "russian",
  jpn: "japanese",
  cmn: "chinese",
  kor: "korean",
  arb: "arabic",
  heb: "hebrew",
  hin: "hindi",
  kan: "kannada",
  tel: "telugu",
  tam: "tamil",
  ben: "bengali",
  guj: "gujarati",
  mal: "malayalam",
  mar: "marathi",
  ori: "odia",
  pan: "punjabi",
};

/** Shorter texts give trigrams too little to go by, unless their script tells already. */
const LEAST_CHARS = 120;

/**
 * The language that a source is written in. Short or mixed texts count as written in `wanted`: a wrong guess would translate what needs
 * no translation.
 */
export function sourceLanguage(source: string, wanted: VideoLanguage): VideoLanguage {
  const prose = source.replaceAll(/```[\s\S]*?```|`[^`]*`|https?:\/\/\S+/g, " ");
  const latin = prose.match(/\p{Script=Latin}/gu)?.length ?? 0;
  const letters = prose.match(/\p{L}/gu)?.length ?? 0;
  if (prose.length < LEAST_CHARS && latin * 2 >= letters) return wanted;
  return NAMES[franc(prose, { only: Object.keys(NAMES), minLength: 1 })] ?? wanted;
}

export const tagOf = (language: VideoLanguage): string => VIDEO_LANGUAGES[language];
