import { ESPEAK_LANGUAGES, LANGUAGES } from "@headway-jobs/contract";
import { matchLanguage, type Speech, type VoiceInfo, type VoiceMaker } from "@headway-jobs/ports/speech";
import type { CatalogueVoice, VoiceCatalogue } from "@headway-jobs/ports/voice-catalogue";

/** The voices of a speech model under stable numbers, language by language of the API's table. */
export function voiceCatalogue(speech: Speech): VoiceCatalogue {
  const voices = async (): Promise<readonly CatalogueVoice[]> => {
    const found = (await speech.voices()).flatMap(rowsOf);
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
  // Every voice is that of a grown-up whose years nobody knows; `age` of a request changes it.
  return { id, voice_name: name, gender, age: null, language: languageId, language_tag: languageTag, description };
}

const MAKERS: Readonly<Record<VoiceMaker, number>> = { flite: 1, "espeak-ng": 2, openai: 3 };

// Positions are part of ids for ever: new voices go to the end, a voice that is gone leaves its place empty.
const VARIANTS: Readonly<Record<VoiceMaker, readonly string[]>> = {
  flite: ["slt", "rms", "awb", "kal16"],
  "espeak-ng": ["", "+f2", "+m3", "+f4"],
  openai: ["alloy", "ash", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer"],
};

/**
 * `MLLLVV`: M the maker (1 flite, 2 espeak-ng, 3 OpenAI), LLL the id in the language table (000 for all languages), VV the position among the
 * maker's voices, from 1. So an id says the same on every machine, whatever is installed there.
 */
function idOf(maker: VoiceMaker, languageId: number, variant: number): number {
  return MAKERS[maker] * 100_000 + languageId * 100 + variant + 1;
}

const GENDERS: Readonly<Record<VoiceInfo["gender"], CatalogueVoice["gender"]>> = { male: 1, female: 2, neutral: 9 };

function rowsOf(info: VoiceInfo): CatalogueVoice[] {
  const { id: voice, name, maker } = info;
  const variant = VARIANTS[maker].indexOf(maker === "espeak-ng" ? voice.slice(info.language.length) : voice);
  if (variant < 0) return [];
  const row = (languageId: number, languageTag: string): CatalogueVoice => ({
    id: idOf(maker, languageId, variant),
    voice,
    name,
    gender: GENDERS[info.gender],
    languageId: languageId === 0 ? null : languageId,
    languageTag,
    description: describe(info),
  });
  if (info.language === "mul") return [row(0, "mul")];
  return SPOKEN_AS.filter(({ spokenAs }) => spokenAs[maker] === info.language).map(({ id, tag }) => row(id, tag));
}

function describe({ name, maker, gender, language }: VoiceInfo): string {
  const kind = gender === "neutral" ? "A voice" : `A ${gender} voice`;
  if (language === "mul") return `${kind} of OpenAI's speech models, for every language they speak.`;
  return `${kind}, ${name}, by ${maker}.`;
}

const primary = (tag: string): string => tag.split("-")[0] ?? "";

/** A regional Chinese of three parts is spoken by nobody here: standard Mandarin is another language to those who wrote it. */
const SPOKEN_AS = LANGUAGES.filter(({ tag }) => tag.split("-").length === 2).map(({ id, tag }) => ({
  id,
  tag,
  spokenAs: {
    flite: { "en-us": "en-us", "en-gb": "en-gb-scotland" }[tag],
    "espeak-ng": ESPEAK_LANGUAGES.get(tag),
    openai: null,
  } satisfies Record<VoiceMaker, string | null | undefined>,
}));
