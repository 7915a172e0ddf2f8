import { HeadwayError } from "@headway-jobs/contract";
import { matchLanguage, type Speech, type VoiceInfo } from "@headway-jobs/ports/speech";
import { primaryLanguage } from "@headway-jobs/ports/translation";
import type { ChosenProvider } from "../choose-providers.ts";

/** A voice of one of the providers: the provider, and the voice's id there; undefined = the provider's own choice. */
export interface ChosenVoice {
  /** The provider's name, for messages. */
  readonly name: string;
  readonly speech: Speech;
  readonly voice: string | undefined;
}

/** A voice of the set. */
export interface OfferedVoice extends VoiceInfo {
  /** What a `mul` voice speaks: tags of its own provider, not of the others. */
  readonly languages?: readonly string[];
  /** The place of its provider in the setting, from 0: of the voices for a language, those of the first provider are preferred. */
  readonly rank?: number;
}

/** The voices of all providers that HEADWAY_SPEECH lists. */
export interface SpeechSet {
  /** Ids are unique in the set: a voice of a provider with a name of its own is `NAME/ID`. */
  voices(): Promise<readonly OfferedVoice[]>;
  languages(): Promise<readonly string[]>;
  /**
   * The provider of a voice; without a voice, the first that speaks the language, else the last one, whose error says what to install. Throws VOICE_FAILED
   * for a voice that no provider has.
   */
  choose(voice: string | undefined, language: string): Promise<ChosenVoice>;
  /**
   * Who speaks a narration, as ids of the set: the voice that is asked for, else the first for the language; and the voices of the other providers for it,
   * in the setting's order, of the same gender where there is one. Throws VOICE_FAILED like `choose`.
   */
  order(voice: string | undefined, language: string): Promise<VoiceOrder>;
}

interface NamedVoice {
  /** The provider's name. */
  readonly name: string;
  readonly voice: string;
}

interface VoiceOrder {
  /** Without a voice where no provider speaks the language. */
  readonly chosen: { readonly name: string; readonly voice: string | undefined };
  readonly others: readonly NamedVoice[];
}

interface Member {
  readonly name: string;
  readonly speech: Speech;
  /** What its voices' ids begin with in the set. */
  readonly prefix: string;
  readonly languages: readonly string[] | undefined;
}

/** `isEntry`: whether a provider has a name of its own, by which its voices are told from those of another server of the same kind. */
export function speechSet(
  chosen: readonly [ChosenProvider<Speech>, ...ChosenProvider<Speech>[]],
  isEntry: (name: string) => boolean,
): SpeechSet {
  const [first, ...rest] = chosen.map(({ name, made, languages }): Member => ({
    name,
    speech: made,
    languages,
    prefix: isEntry(name) ? `${name}/` : "",
  }));
  const members = first === undefined ? [] : [first, ...rest];
  const memberOf = async (voice: string | undefined, language: string): Promise<Member> => {
    for (const member of members) {
      if (voice === undefined ? await speaks(member, language) : await hasVoice(member, voice)) return member;
    }
    if (voice !== undefined) throw noVoice(voice);
    return members.at(-1) ?? Promise.reject(new TypeError("a set of voices has no provider"));
  };
  return {
    voices: async () =>
      (await Promise.all(members.map(voicesOf))).flatMap((voices, rank) => voices.map((voice) => ({ ...voice, rank }))),
    languages: async () => [...new Set((await Promise.all(members.map(languagesOf))).flat())],
    async choose(voice, language) {
      const { name, speech, prefix } = await memberOf(voice, language);
      return { name, speech, voice: voice?.slice(voice.startsWith(prefix) ? prefix.length : 0) };
    },
    async order(voice, language) {
      const used = await memberOf(voice, language);
      const gender = (await voicesOf(used)).find(({ id }) => id === voice)?.gender;
      const found = await Promise.all(
        members.filter((member) => member !== used).map((member) => voiceFor(member, language, gender)),
      );
      const speaking = voice === undefined ? await voiceFor(used, language, undefined) : { name: used.name, voice };
      return { chosen: speaking ?? { name: used.name, voice: undefined }, others: found.filter((one) => one !== null) };
    },
  };
}

function noVoice(voice: string): HeadwayError {
  const message = `None of the providers of HEADWAY_SPEECH has the voice “${voice.slice(0, 100)}” any more; \`headway doctor\` lists them.`;
  return new HeadwayError("VOICE_FAILED", message, { retryable: false });
}

async function voicesOf(member: Member): Promise<readonly OfferedVoice[]> {
  const { name, speech, prefix, languages } = member;
  const [voices, spoken] = await Promise.all([speech.voices(), languagesOf(member)]);
  return voices
    .filter(({ language }) => language === "mul" || isNamed(languages, language))
    .map((voice) => (voice.language === "mul" ? { ...voice, languages: spoken } : voice))
    .map((voice) => (prefix === "" ? voice : { ...voice, id: `${prefix}${voice.id}`, maker: name }));
}

async function languagesOf({ speech, languages }: Member): Promise<readonly string[]> {
  return (await speech.languages()).filter((language) => isNamed(languages, language));
}

function isNamed(languages: readonly string[] | undefined, language: string): boolean {
  return languages === undefined || languages.some((one) => primaryLanguage(one) === primaryLanguage(language));
}

async function speaks(member: Member, language: string): Promise<boolean> {
  return matchLanguage(await languagesOf(member), language) !== null;
}

async function hasVoice(member: Member, voice: string): Promise<boolean> {
  return (await voicesOf(member)).some(({ id }) => id === voice);
}

async function voiceFor(
  member: Member,
  language: string,
  gender: VoiceInfo["gender"] | undefined,
): Promise<NamedVoice | null> {
  if (!(await speaks(member, language))) return null;
  const voices = await voicesOf(member);
  const tag = matchLanguage(
    voices.map((voice) => voice.language),
    language,
  );
  const fitting = voices.filter((voice) => voice.language === tag || voice.language === "mul");
  const voice = fitting.find((one) => one.gender === gender) ?? fitting[0];
  return voice === undefined ? null : { name: member.name, voice: voice.id };
}
