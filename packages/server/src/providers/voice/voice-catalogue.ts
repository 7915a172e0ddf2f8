import { type Language, LANGUAGES } from "@headway-jobs/contract";
import { matchLanguage, type VoiceInfo } from "@headway-jobs/ports/speech";
import type { CatalogueVoice, VoiceCatalogue } from "@headway-jobs/ports/voice-catalogue";
import type { OfferedVoice } from "./speech-set.ts";
import type { VoiceVendor } from "./vendor.ts";
import { VOICE_VENDORS } from "./vendors.ts";

/** A number for a name, always the same one: the store gives each name its own and never uses it again. */
export type AllotNumber = (name: string) => Promise<number>;

/**
 * The voices of the deployment under stable numbers, language by language of the API's table. Voices of built-in vendors have numbers that are the
 * same everywhere; those of other providers, such as a server or a local model with voices of its own, get theirs from `allot` when they are first listed.
 */
export function voiceCatalogue(
  speech: OfferedVoices,
  { vendors = VOICE_VENDORS, allot }: { readonly vendors?: readonly VoiceVendor[]; readonly allot?: AllotNumber } = {},
): VoiceCatalogue {
  const voices = async (): Promise<readonly CatalogueVoice[]> => {
    const found = await Promise.all((await speech.voices()).map((voice) => rowsOf(voice, vendors, allot)));
    return found.flat().toSorted((a, b) => a.id - b.id);
  };
  /** What each voice that belongs to no language speaks, by its id in the set. */
  const multilingual = async (): Promise<ReadonlyMap<string, readonly string[]>> => {
    const [all, spoken] = await Promise.all([speech.voices(), speech.languages()]);
    return new Map(
      all.flatMap(({ id, language, languages }) => (language === "mul" ? [[id, languages ?? spoken]] : [])),
    );
  };
  const fittingVoices = async (tag: string): Promise<readonly CatalogueVoice[]> => {
    const all = await voices();
    const wanted = tag.toLowerCase();
    const spokenBy = await multilingual();
    const exact = all.filter((voice) => voice.languageTag === wanted);
    const related = all.filter(
      (voice) => voice.languageTag !== wanted && primary(voice.languageTag) === primary(wanted),
    );
    const speaksAny = all.filter(
      ({ voice, languageId }) => languageId === null && matchLanguage(spokenBy.get(voice) ?? [], wanted) !== null,
    );
    const ranks = new Map((await speech.voices()).map(({ id, rank = 0 }) => [id, rank]));
    const rankOf = ({ voice }: CatalogueVoice): number => ranks.get(voice) ?? 0;
    // The setting's order comes first, as it does in a film: a configured or installed voice is preferred to the built-in ones.
    return [...exact, ...related, ...speaksAny].toSorted((a, b) => rankOf(a) - rankOf(b));
  };
  return {
    voices,
    find: async (id) => (await voices()).find((voice) => voice.id === id) ?? null,
    fittingVoices,
    async languages() {
      const [all, spokenBy] = await Promise.all([voices(), multilingual()]);
      const ids = new Set(all.map((voice) => voice.languageId));
      const spoken = [
        ...new Set(all.flatMap(({ voice, languageId }) => (languageId === null ? (spokenBy.get(voice) ?? []) : []))),
      ];
      const speaksAny = (tag: string): boolean => matchLanguage(spoken, tag) !== null;
      return LANGUAGES.filter((language) => ids.has(language.id) || speaksAny(language.tag));
    },
  };
}

interface OfferedVoices {
  voices(): Promise<readonly OfferedVoice[]>;
  languages(): Promise<readonly string[]>;
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

async function rowsOf(
  info: VoiceInfo,
  vendors: readonly VoiceVendor[],
  allot: AllotNumber | undefined,
): Promise<CatalogueVoice[]> {
  const vendor = vendors.find(({ maker }) => maker === info.maker);
  const position = vendor?.positionOf(info) ?? -1;
  if (vendor !== undefined && position >= 0) return rowsOfVendor(info, vendor, position);
  if (allot === undefined) return [];
  const number = await allot(`${info.maker}/${info.id}`);
  return languagesOf(info).map(({ id, tag }) =>
    row(info, {
      id: FIRST_ALLOTTED + number * 1000 + id,
      language: { id, tag },
      of: vendor?.describe(info) ?? ` of ${info.maker}.`,
    }),
  );
}

function rowsOfVendor(info: VoiceInfo, vendor: VoiceVendor, position: number): CatalogueVoice[] {
  const of = vendor.describe(info);
  const languages =
    info.language === "mul" ? [ANY_LANGUAGE] : ROWS.filter((one) => vendor.voiceLanguageOf(one) === info.language);
  return languages.map((language) => row(info, { id: idOf(vendor, language.id, position), language, of }));
}

/** Above every number of a built-in vendor. */
const FIRST_ALLOTTED = 1_000_000;
const ANY_LANGUAGE = { id: 0, tag: "mul" };

/** Rows of the table for a voice that is not a built-in vendor's: its own region, else the first one of its language. */
function languagesOf({ language }: VoiceInfo): readonly { readonly id: number; readonly tag: string }[] {
  if (language === "mul") return [ANY_LANGUAGE];
  const tag = matchLanguage(
    ROWS.map((one) => one.tag),
    language,
  );
  return ROWS.filter((one) => one.tag === tag);
}

function row(
  info: VoiceInfo,
  { id, language, of }: { readonly id: number; readonly language: Pick<Language, "id" | "tag">; readonly of: string },
): CatalogueVoice {
  return {
    id,
    voice: info.id,
    name: info.name,
    gender: GENDERS[info.gender],
    languageId: language.id === 0 ? null : language.id,
    languageTag: language.tag,
    description: `${info.gender === "neutral" ? "A voice" : `A ${info.gender} voice`}${of}`,
  };
}

const primary = (tag: string): string => tag.split("-")[0] ?? "";
