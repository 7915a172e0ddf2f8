import { LANGUAGES } from "@headway-jobs/contract";
import { matchLanguage, type Speech, type VoiceInfo } from "@headway-jobs/ports/speech";
import type { CatalogueVoice, VoiceCatalogue } from "@headway-jobs/ports/voice-catalogue";
import type { VoiceVendor } from "./vendor.ts";
import { VOICE_VENDORS } from "./vendors.ts";

/** The voices of a speech model under stable numbers, language by language of the API's table. */
export function voiceCatalogue(speech: Speech, vendors: readonly VoiceVendor[] = VOICE_VENDORS): VoiceCatalogue {
  const voices = async (): Promise<readonly CatalogueVoice[]> => {
    const found = (await speech.voices()).flatMap((voice) => rowsOf(voice, vendors));
    return found.toSorted((a, b) => a.id - b.id);
  };
  const fittingVoices = async (tag: string): Promise<readonly CatalogueVoice[]> => {
    const all = await voices();
    const wanted = tag.toLowerCase();
    const speaksAny = matchLanguage(await speech.languages(), wanted) !== null;
    const exact = all.filter((voice) => voice.languageTag === wanted);
    const related = all.filter(
      (voice) => voice.languageTag !== wanted && primary(voice.languageTag) === primary(wanted),
    );
    const multilingual = speaksAny ? all.filter((voice) => voice.languageId === null) : [];
    return [...exact, ...related, ...multilingual];
  };
  return {
    voices,
    find: async (id) => (await voices()).find((voice) => voice.id === id) ?? null,
    fittingVoices,
    async languages() {
      const [all, spoken] = await Promise.all([voices(), speech.languages()]);
      const ids = new Set(all.map((voice) => voice.languageId));
      const speaksAny = (tag: string): boolean => ids.has(null) && matchLanguage(spoken, tag) !== null;
      return LANGUAGES.filter((language) => ids.has(language.id) || speaksAny(language.tag));
    },
  };
}

/** A row as the API shows it. */
export function listedVoice(voice: CatalogueVoice): {
  id: number;
  voice_name: string;
  gender: number;
  age: number | null;
  language: number | null;
  language_tag: string;
  description: string;
} {
  const { id, name, gender, languageId, languageTag, description } = voice;
  // Every voice is an adult's of unknown age; `age` of a request changes it.
  return { id, voice_name: name, gender, age: null, language: languageId, language_tag: languageTag, description };
}

/**
 * `MLLLVV`: M the vendor's number, LLL the id in the language table (000 for all languages), VV the position among the vendor's voices, from 1. So an
 * id means the same on every machine, whatever is installed there.
 */
function idOf(vendor: VoiceVendor, languageId: number, position: number): number {
  return vendor.number * 100_000 + languageId * 100 + position + 1;
}

const GENDERS: Readonly<Record<VoiceInfo["gender"], CatalogueVoice["gender"]>> = { male: 1, female: 2, neutral: 9 };

/** No voice speaks a regional Chinese (a tag of three parts): standard Mandarin is another language. */
const ROWS = LANGUAGES.filter(({ tag }) => tag.split("-").length === 2);

function rowsOf(info: VoiceInfo, vendors: readonly VoiceVendor[]): CatalogueVoice[] {
  const vendor = vendors.find(({ maker }) => maker === info.maker);
  const position = vendor?.positionOf(info) ?? -1;
  if (vendor === undefined || position < 0) return [];
  const row = (languageId: number, languageTag: string): CatalogueVoice => ({
    id: idOf(vendor, languageId, position),
    voice: info.id,
    name: info.name,
    gender: GENDERS[info.gender],
    languageId: languageId === 0 ? null : languageId,
    languageTag,
    description: `${info.gender === "neutral" ? "A voice" : `A ${info.gender} voice`}${vendor.describe(info)}`,
  });
  if (info.language === "mul") return [row(0, "mul")];
  return ROWS.filter((language) => vendor.voiceLanguageOf(language) === info.language).map(({ id, tag }) =>
    row(id, tag),
  );
}

const primary = (tag: string): string => tag.split("-")[0] ?? "";
