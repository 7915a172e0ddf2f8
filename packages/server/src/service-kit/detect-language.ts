import { dictionary } from "@headway-jobs/contract";
import { francAll } from "franc-min";

// ISO 639-3, as franc answers, and the codes that tags begin with.
const CODES: Readonly<Record<string, string>> = dictionary({
  eng: "en",
  spa: "es",
  fra: "fr",
  ita: "it",
  por: "pt",
  cat: "ca",
  glg: "gl",
  deu: "de",
  nld: "nl",
  ron: "ro",
  pol: "pl",
  ces: "cs",
  hun: "hu",
  swe: "sv",
  tur: "tr",
  vie: "vi",
  ind: "id",
  rus: "ru",
  ukr: "uk",
  bul: "bg",
  ell: "el",
  jpn: "ja",
  cmn: "zh",
  kor: "ko",
  arb: "ar",
  heb: "he",
  pes: "fa",
  hin: "hi",
  kan: "kn",
  tel: "te",
  tam: "ta",
  ben: "bn",
  guj: "gu",
  mal: "ml",
  mar: "mr",
  ori: "or",
  pan: "pa",
  tha: "th",
});

/** Shorter texts give trigrams too little to go by, unless their script is enough. */
const LEAST_CHARS = 120;

/**
 * The language a text is written in, as the first part of a BCP-47 tag, by script and trigrams; only `among` are considered. Null for texts that are
 * too short or too mixed for that.
 */
export function detectLanguage(
  text: string,
  options: { readonly among: readonly string[]; readonly leastChars?: number },
): { readonly code: string; scoreOf(code: string): number } | null {
  const { among, leastChars = LEAST_CHARS } = options;
  const prose = text.replaceAll(/```[\s\S]*?```|`[^`]*`|https?:\/\/\S+/g, " ");
  const latin = prose.match(/\p{Script=Latin}/gu)?.length ?? 0;
  const letters = prose.match(/\p{L}/gu)?.length ?? 0;
  if (prose.length < leastChars && latin * 2 >= letters) return null;
  const only = Object.keys(CODES).filter((code) => among.includes(CODES[code] ?? ""));
  const scores = new Map(francAll(prose, { only, minLength: 1 }).map(([code, score]) => [CODES[code] ?? "", score]));
  const code = [...scores.keys()][0] ?? "";
  return code === "" ? null : { code, scoreOf: (other) => scores.get(other) ?? 0 };
}
