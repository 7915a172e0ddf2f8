import type { ModelManifest } from "./model-manifest.ts";

/** Below this the large recogniser leaves too little for the server itself. */
const LARGE_EAR_MEMORY_BYTES = 6 * 2 ** 30;

const LARGE_EAR = "parakeet-tdt-0.6b-v3-int8";
const SMALL_EAR = "whisper-base-int8";
const OTHER_LANGUAGES_EAR = "whisper-small-int8";
/** They find who speaks when, and where somebody speaks, in any language. */
const SPEAKERS_AND_SEGMENTER = ["pyannote-segmentation-3.0", "campplus-zh-en", "silero-vad"];

/**
 * The models that give a machine a voice, a recogniser, speakers and translation for these languages (BCP-47). Translation goes by way of English.
 * The catalogue lists the preferred voice of a language first.
 */
export function recommendModels(
  catalogue: readonly ModelManifest[],
  languages: readonly string[],
  memoryBytes: number,
): readonly ModelManifest[] {
  const wanted = [...new Set(languages.map((tag) => tag.toLowerCase().replaceAll("_", "-")))];
  const spoken = [...new Set(wanted.map(primary))];
  const names = new Set([
    ...wanted.flatMap((tag) => voiceFor(catalogue, tag)?.name ?? []),
    earFor(catalogue, spoken, memoryBytes),
    ...SPEAKERS_AND_SEGMENTER,
  ]);
  const pairs = new Set(spoken.flatMap((language) => [`${language}>en`, `en>${language}`]));
  return catalogue.filter(
    ({ name, capability, languages: of }) =>
      names.has(name) || (capability === "translation" && of.some((pair) => pairs.has(pair))),
  );
}

/** The languages that a machine's locale names: of `LC_ALL`, `LC_MESSAGES` and `LANG`, as POSIX has it, else of the system. */
export function machineLanguages(
  env: Readonly<Record<string, string | undefined>>,
  systemLocale: string,
): readonly string[] {
  const named = [env["LC_ALL"], env["LC_MESSAGES"], env["LANG"]].find((value) => value !== undefined && value !== "");
  const locale = named?.split(".")[0]?.split("@")[0] ?? "";
  const known = /^(?:C|POSIX)?$/.test(locale) ? systemLocale : locale;
  return [known.replaceAll("_", "-")];
}

const primary = (tag: string): string => tag.split("-")[0] ?? tag;

function voiceFor(catalogue: readonly ModelManifest[], tag: string): ModelManifest | undefined {
  const voices = catalogue.filter(({ format }) => format === "piper");
  return (
    voices.find(({ languages }) => languages.includes(tag)) ??
    voices.find(({ languages }) => languages.some((one) => primary(one) === primary(tag)))
  );
}

function earFor(catalogue: readonly ModelManifest[], spoken: readonly string[], memoryBytes: number): string {
  const large = catalogue.find(({ name }) => name === LARGE_EAR);
  if (!spoken.every((language) => large?.languages.includes(language))) return OTHER_LANGUAGES_EAR;
  return memoryBytes < LARGE_EAR_MEMORY_BYTES ? SMALL_EAR : LARGE_EAR;
}
