import type { SpeechModelV4, SpeechModelV4CallOptions, SpeechModelV4Result } from "@ai-sdk/provider";
import { dictionary, ESPEAK_LANGUAGES, HeadwayError } from "@headway-jobs/contract";
import { findTool, type ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { programList } from "@headway-jobs/tools/programs/program-list";
import { askTool } from "@headway-jobs/tools/programs/ask-tool";
import {
  describeProgramVoice,
  PROGRAM_VOICE_LIMIT_MS,
  programResult,
  programText,
  programWarnings,
  speakWithProgram,
} from "./program-voice.ts";
import { changedVoice, mannerOf, speakerOf, voiceOfGender } from "@headway-jobs/ports/speaker";
import type { VoiceVendor } from "./vendor.ts";
import { matchLanguage, type Speech, type VoiceInfo } from "@headway-jobs/ports/speech";

/** espeak-ng's `-s` at which a lesson with its pauses comes to about 157 words a minute (it counts short words). */
const WORDS_PER_MINUTE = 150;
const PITCH = 50;
/** espeak-ng's `-p` knows no more. */
const HIGHEST_PITCH = 99;

/** A language's own voice is a man's; variants turn it into others. The first of a gender is the one that speaks when only the gender is asked for. */
// Positions are part of voice ids (vendor.ts).
const VARIANTS: readonly { readonly suffix: string; readonly name: string; readonly gender: "male" | "female" }[] = [
  { suffix: "", name: "male", gender: "male" },
  { suffix: "+f2", name: "female", gender: "female" },
  { suffix: "+m3", name: "second male", gender: "male" },
  { suffix: "+f4", name: "second female", gender: "female" },
];

export const espeakVendor: VoiceVendor = {
  maker: "espeak-ng",
  number: 2,
  names: ["espeak", "espeak-ng"],
  program: "espeak-ng",
  create: (_detail, { env }) => espeakSpeech({ env }),
  positionOf: ({ id, language }) => VARIANTS.findIndex(({ suffix }) => suffix === id.slice(language.length)),
  voiceLanguageOf: ({ tag }) => ESPEAK_LANGUAGES.get(tag),
  describe: describeProgramVoice,
};

/** Every language that espeak-ng really speaks, as an AI SDK speech model. Voices are language tags, with `+f2` or `+f4` for female ones. */
export function espeakSpeech(
  options: { readonly env?: ToolEnv; readonly timeLimitMs?: number } = {},
): Speech & { installed(): Promise<boolean> } {
  const { env = process.env, timeLimitMs = PROGRAM_VOICE_LIMIT_MS } = options;
  const installed = async (): Promise<boolean> => (await findTool("espeak-ng", env)) !== null;
  const list = programList("espeak-ng", env, () => listLanguages(env));
  const model: SpeechModelV4 = {
    specificationVersion: "v4",
    provider: "espeak-ng",
    modelId: "espeak-ng",
    doGenerate: async (call) => speak(call, await list(), env, timeLimitMs),
  };
  return {
    model,
    voices: async () => (await list()).flatMap(voicesOf),
    languages: async () => (await list()).map((language) => language.tag),
    reads: "spoken",
    timeLimitMs,
    installed,
  };
}

interface ListedLanguage {
  /** The tag Headway shows. */
  readonly tag: string;
  /** What espeak-ng's `-v` takes. */
  readonly voice: string;
  readonly name: string;
}

/**
 * Listed but not really spoken: Japanese reads every kanji as the words "Chinese letter", Hakka likewise; the first Mandarin entry reads tones as English
 * numbers (the pinyin one is right); Hebrew without vowel points comes out without vowels. Burmese fails in the program itself.
 */
const NOT_REALLY_SPOKEN: ReadonlySet<string> = new Set(["ja", "hak", "cmn", "he", "my"]);
const TAGS: Readonly<Record<string, string>> = dictionary({ "cmn-latn-pinyin": "cmn", "chr-us-qaaa-x-west": "chr" });

async function listLanguages(env: ToolEnv): Promise<readonly ListedLanguage[]> {
  const task = "listing voices";
  const answer = await askTool({ tool: "espeak-ng", args: ["--voices"], task, timeLimitMs: LIST_LIMIT_MS, env });
  const languages = new Map<string, ListedLanguage>();
  for (const line of answer.split("\n").slice(1)) {
    const [, voice, , name] = line.trim().split(/\s+/);
    if (voice === undefined || name === undefined || NOT_REALLY_SPOKEN.has(voice.toLowerCase())) continue;
    const tag = TAGS[voice.toLowerCase()] ?? voice.toLowerCase();
    if (!languages.has(tag)) languages.set(tag, { tag, voice, name: name.replaceAll("_", " ").trim() });
  }
  return [...languages.values()];
}

const LIST_LIMIT_MS = 10_000;

function voicesOf({ tag, name }: ListedLanguage): VoiceInfo[] {
  return VARIANTS.map(({ suffix, name: kind, gender }) => ({
    id: `${tag}${suffix}`,
    name: `${name}, ${kind}`,
    language: tag,
    gender,
    maker: "espeak-ng",
  }));
}

async function speak(
  call: SpeechModelV4CallOptions,
  languages: readonly ListedLanguage[],
  env: ToolEnv,
  timeLimitMs: number,
): Promise<SpeechModelV4Result> {
  const manner = mannerOf(call);
  const { argument, spoken } = chooseVoice(call, languages);
  const audio = await speakWithProgram({
    tool: "espeak-ng",
    args: (out) => [
      ["-v", argument],
      [
        "-s",
        `${Math.round(WORDS_PER_MINUTE * manner.pace)}`,
        "-p",
        `${Math.min(HIGHEST_PITCH, Math.round(PITCH * manner.pitch))}`,
      ],
      ["-b", "1", "--stdin", "-w", out],
    ],
    input: programText(call),
    env,
    options: call,
    timeLimitMs,
  });
  return programResult(audio, [...programWarnings(call), ...changedVoice(call.voice, spoken)], "espeak-ng");
}

/** From the list only: what a caller sends never reaches the program's arguments. */
function chooseVoice(
  call: SpeechModelV4CallOptions,
  listed: readonly ListedLanguage[],
): { readonly argument: string; readonly spoken: VoiceInfo } {
  // Without the program there is no list either; running it then says what is missing.
  const languages = listed.length > 0 ? listed : [{ tag: "en-us", voice: "en-us", name: "English" }];
  const asked: Pick<SpeechModelV4CallOptions, "voice" | "language"> = listed.length > 0 ? call : {};
  const voices = languages.flatMap(voicesOf);
  const named = (asked.voice ?? "").toLowerCase();
  const tags = languages.map((language) => language.tag);
  const tag = matchLanguage(tags, asked.language ?? "en-us");
  const found = voices.find((voice) => (asked.voice === undefined ? voice.language === tag : voice.id === named));
  if (found === undefined) {
    throw asked.voice === undefined
      ? new HeadwayError(
          "UNSUPPORTED_LANGUAGE",
          `espeak-ng does not speak that language; it speaks ${tags.join(", ")}.`,
        )
      : new HeadwayError("INVALID_INPUT", "There is no such voice; espeak-ng's are named like es, es+f2, en-us.");
  }
  const spoken = voiceOfGender(voices, found, speakerOf(call).gender);
  const language = languages.find((known) => known.tag === spoken.language);
  return { argument: `${language?.voice ?? spoken.language}${spoken.id.slice(spoken.language.length)}`, spoken };
}
