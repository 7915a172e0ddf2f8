import { dictionary } from "./dictionary.ts";

/** A language as the speech API numbers it; `tag` is a BCP-47 tag in lower case. */
export interface Language {
  readonly id: number;
  readonly tag: string;
  /** English, lower case, country in brackets. */
  readonly name: string;
}

/** Id, tag, name, and the voice language of espeak-ng whose accent is the nearest; without one, espeak-ng does not speak the language. */
type Row = readonly [id: number, tag: string, name: string, espeak?: string];

// prettier-ignore
const ROWS: readonly Row[] = [
  [1, "en-us", "english (united states)", "en-us"],
  [2, "af-za", "afrikaans (south africa)", "af"],
  [3, "am-et", "amharic (ethiopia)", "am"],
  [4, "ar-ae", "arabic (united arab emirates)", "ar"],
  [5, "ar-bh", "arabic (bahrain)", "ar"],
  [6, "ar-dz", "arabic (algeria)", "ar"],
  [7, "ar-eg", "arabic (egypt)", "ar"],
  [8, "ar-iq", "arabic (iraq)", "ar"],
  [9, "ar-jo", "arabic (jordan)", "ar"],
  [10, "ar-kw", "arabic (kuwait)", "ar"],
  [11, "ar-lb", "arabic (lebanon)", "ar"],
  [12, "ar-ly", "arabic (libya)", "ar"],
  [13, "ar-ma", "arabic (morocco)", "ar"],
  [14, "ar-om", "arabic (oman)", "ar"],
  [15, "ar-qa", "arabic (qatar)", "ar"],
  [16, "ar-sa", "arabic (saudi arabia)", "ar"],
  [17, "ar-sy", "arabic (syria)", "ar"],
  [18, "ar-tn", "arabic (tunisia)", "ar"],
  [19, "ar-ye", "arabic (yemen)", "ar"],
  [20, "az-az", "azerbaijani (azerbaijan)", "az"],
  [21, "bg-bg", "bulgarian (bulgaria)", "bg"],
  [22, "bn-bd", "bengali (bangladesh)", "bn"],
  [23, "bn-in", "bengali (india)", "bn"],
  [24, "bs-ba", "bosnian (bosnia and herzegovina)", "bs"],
  [25, "ca-es", "catalan (spain)", "ca"],
  [26, "cs-cz", "czech (czechia)", "cs"],
  [27, "cy-gb", "welsh (united kingdom)", "cy"],
  [28, "da-dk", "danish (denmark)", "da"],
  [29, "de-at", "german (austria)", "de"],
  [30, "de-ch", "german (switzerland)", "de"],
  [31, "de-de", "german (germany)", "de"],
  [32, "el-gr", "greek (greece)", "el"],
  [33, "en-au", "english (australia)", "en-gb"],
  [34, "en-ca", "english (canada)", "en-us"],
  [35, "en-gb", "english (united kingdom)", "en-gb"],
  [36, "en-hk", "english (hong kong)", "en-gb"],
  [37, "en-ie", "english (ireland)", "en-gb"],
  [38, "en-in", "english (india)", "en-gb"],
  [39, "en-ke", "english (kenya)", "en-gb"],
  [40, "en-ng", "english (nigeria)", "en-gb"],
  [41, "en-nz", "english (new zealand)", "en-gb"],
  [42, "en-ph", "english (philippines)", "en-us"],
  [43, "en-sg", "english (singapore)", "en-gb"],
  [44, "en-tz", "english (tanzania)", "en-gb"],
  [45, "en-za", "english (south africa)", "en-gb"],
  [46, "es-ar", "spanish (argentina)", "es-419"],
  [47, "es-bo", "spanish (bolivia)", "es-419"],
  [48, "es-cl", "spanish (chile)", "es-419"],
  [49, "es-co", "spanish (colombia)", "es-419"],
  [50, "es-cr", "spanish (costa rica)", "es-419"],
  [51, "es-cu", "spanish (cuba)", "es-419"],
  [52, "es-do", "spanish (dominican republic)", "es-419"],
  [53, "es-ec", "spanish (ecuador)", "es-419"],
  [54, "es-es", "spanish (spain)", "es"],
  [55, "es-gq", "spanish (equatorial guinea)", "es"],
  [56, "es-gt", "spanish (guatemala)", "es-419"],
  [57, "es-hn", "spanish (honduras)", "es-419"],
  [58, "es-mx", "spanish (mexico)", "es-419"],
  [59, "es-ni", "spanish (nicaragua)", "es-419"],
  [60, "es-pa", "spanish (panama)", "es-419"],
  [61, "es-pe", "spanish (peru)", "es-419"],
  [62, "es-pr", "spanish (puerto rico)", "es-419"],
  [63, "es-py", "spanish (paraguay)", "es-419"],
  [64, "es-sv", "spanish (el salvador)", "es-419"],
  [65, "es-us", "spanish (united states)", "es-419"],
  [66, "es-uy", "spanish (uruguay)", "es-419"],
  [67, "es-ve", "spanish (venezuela)", "es-419"],
  [68, "et-ee", "estonian (estonia)", "et"],
  [69, "eu-es", "basque (spain)", "eu"],
  [70, "fa-ir", "persian (iran)", "fa"],
  [71, "fi-fi", "finnish (finland)", "fi"],
  [72, "fil-ph", "filipino (philippines)"],
  [73, "fr-be", "french (belgium)", "fr-be"],
  [74, "fr-ca", "french (canada)", "fr-fr"],
  [75, "fr-ch", "french (switzerland)", "fr-ch"],
  [76, "fr-fr", "french (france)", "fr-fr"],
  [77, "ga-ie", "irish (ireland)", "ga"],
  [78, "gl-es", "galician (spain)"],
  [79, "gu-in", "gujarati (india)", "gu"],
  [80, "he-il", "hebrew (israel)"],
  [81, "hi-in", "hindi (india)", "hi"],
  [82, "hr-hr", "croatian (croatia)", "hr"],
  [83, "hu-hu", "hungarian (hungary)", "hu"],
  [84, "hy-am", "armenian (armenia)", "hy"],
  [85, "id-id", "indonesian (indonesia)", "id"],
  [86, "is-is", "icelandic (iceland)", "is"],
  [87, "it-it", "italian (italy)", "it"],
  [88, "ja-jp", "japanese (japan)"],
  [89, "jv-id", "javanese (indonesia)"],
  [90, "ka-ge", "georgian (georgia)", "ka"],
  [91, "kk-kz", "kazakh (kazakhstan)", "kk"],
  [92, "km-kh", "khmer (cambodia)"],
  [93, "kn-in", "kannada (india)", "kn"],
  [94, "ko-kr", "korean (korea)", "ko"],
  [95, "lo-la", "lao (laos)"],
  [96, "lt-lt", "lithuanian (lithuania)", "lt"],
  [97, "lv-lv", "latvian (latvia)", "lv"],
  [98, "mk-mk", "macedonian (north macedonia)", "mk"],
  [99, "ml-in", "malayalam (india)", "ml"],
  [100, "mn-mn", "mongolian (mongolia)"],
  [101, "mr-in", "marathi (india)", "mr"],
  [102, "ms-my", "malay (malaysia)", "ms"],
  [103, "mt-mt", "maltese (malta)", "mt"],
  [104, "my-mm", "burmese (myanmar)"],
  [105, "nb-no", "norwegian bokmål (norway)", "nb"],
  [106, "ne-np", "nepali (nepal)", "ne"],
  [107, "nl-be", "dutch (belgium)", "nl"],
  [108, "nl-nl", "dutch (netherlands)", "nl"],
  [109, "pl-pl", "polish (poland)", "pl"],
  [110, "ps-af", "pashto (afghanistan)"],
  [111, "pt-br", "portuguese (brazil)", "pt-br"],
  [112, "pt-pt", "portuguese (portugal)", "pt"],
  [113, "ro-ro", "romanian (romania)", "ro"],
  [114, "ru-ru", "russian (russia)", "ru"],
  [115, "si-lk", "sinhala (sri lanka)", "si"],
  [116, "sk-sk", "slovak (slovakia)", "sk"],
  [117, "sl-si", "slovenian (slovenia)", "sl"],
  [118, "so-so", "somali (somalia)"],
  [119, "sq-al", "albanian (albania)", "sq"],
  [120, "sr-rs", "serbian (serbia)", "sr"],
  [121, "su-id", "sundanese (indonesia)"],
  [122, "sv-se", "swedish (sweden)", "sv"],
  [123, "sw-ke", "swahili (kenya)", "sw"],
  [124, "sw-tz", "swahili (tanzania)", "sw"],
  [125, "ta-in", "tamil (india)", "ta"],
  [126, "ta-lk", "tamil (sri lanka)", "ta"],
  [127, "ta-my", "tamil (malaysia)", "ta"],
  [128, "ta-sg", "tamil (singapore)", "ta"],
  [129, "te-in", "telugu (india)", "te"],
  [130, "th-th", "thai (thailand)", "th"],
  [131, "tr-tr", "turkish (turkey)", "tr"],
  [132, "uk-ua", "ukrainian (ukraine)", "uk"],
  [133, "ur-in", "urdu (india)", "ur"],
  [134, "ur-pk", "urdu (pakistan)", "ur"],
  [135, "uz-uz", "uzbek (uzbekistan)", "uz"],
  [136, "vi-vn", "vietnamese (vietnam)", "vi"],
  [139, "zh-cn", "chinese (china)", "cmn"],
  [140, "zh-cn-henan", "chinese (china henan)"],
  [141, "zh-cn-liaoning", "chinese (china liaoning)"],
  [142, "zh-cn-shaanxi", "chinese (china shaanxi)"],
  [143, "zh-cn-shandong", "chinese (china shandong)"],
  [144, "zh-cn-sichuan", "chinese (china sichuan)"],
  [145, "zh-hk", "chinese (hong kong)", "yue"],
  [146, "zh-tw", "chinese (taiwan)", "cmn"],
  [147, "zu-za", "zulu (south africa)"],
  [148, "pa-in", "punjabi (india)", "pa"],
  [149, "sa-in", "sanskrit (india)"],
  [150, "ar-xa", "arabic (pan-arab; non-ISO region)", "ar"],
  [151, "tl-ph", "tagalog (philippines)"],
];

/**
 * The language table of the speech API (SPEC §3): ids are the API's own and never change. The ids 137 and 138 are not used; `ar-xa` is
 * pan-Arabic, tags of three parts are regional Chinese.
 */
export const LANGUAGES: readonly Language[] = ROWS.map(([id, tag, name]) => ({ id, tag, name }));

/** The voice language of espeak-ng for each tag of the table that it speaks. */
export const ESPEAK_LANGUAGES: ReadonlyMap<string, string> = new Map(
  ROWS.flatMap(([, tag, , espeak]) => (espeak === undefined ? [] : [[tag, espeak] as const])),
);

// What people write where the table has several regions, or another tag.
const SHORT_TAGS: Readonly<Record<string, string>> = dictionary({
  ar: "ar-xa",
  "en-uk": "en-gb",
  en: "en-us",
  no: "nb-no",
  sw: "sw-ke",
  ta: "ta-in",
  ur: "ur-pk",
  zh: "zh-cn",
});

const BY_ID = new Map(LANGUAGES.map((language) => [language.id, language]));
const BY_TAG = new Map(LANGUAGES.map((language) => [language.tag, language]));

/** The language of an id or a tag in any case; a tag without a region (`es`) stands for the language's own (`es-es`). */
export function findLanguage(idOrTag: number | string): Language | undefined {
  if (typeof idOrTag === "number") return BY_ID.get(idOrTag);
  const tag = idOrTag.trim().toLowerCase().replaceAll("_", "-");
  return (
    BY_TAG.get(SHORT_TAGS[tag] ?? tag) ??
    BY_TAG.get(`${tag}-${tag}`) ??
    (tag.includes("-") || tag === "" ? undefined : LANGUAGES.find((language) => language.tag.startsWith(`${tag}-`)))
  );
}
