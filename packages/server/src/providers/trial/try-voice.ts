import type { SpeechModelV4 } from "@ai-sdk/provider";
import { dictionary, HeadwayError } from "@headway-jobs/contract";
import { matchLanguage, type Speech } from "@headway-jobs/ports/speech";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { readPlainWav } from "@headway-jobs/tools/sound/plain-wav";
import { SAMPLE_RATE_HZ } from "@headway-jobs/tools/sound/wav";
import { speakSentences } from "../voice/speak-sentences.ts";
import { trialLanguage, trialSentence } from "./trial-sentences.ts";
import type { Answer } from "./trial.ts";

export interface SpokenTrial {
  readonly language: string;
  readonly text: string;
  /** WAV, 48 kHz mono, without the silence around it. */
  readonly file: string;
  readonly seconds: number;
  /** `WAV 24000 Hz`, as it came. */
  readonly form: string;
}

interface VoiceParts {
  /** The only languages for which the provider is used. */
  readonly languages: readonly string[] | undefined;
  /** For files. */
  readonly dir: string;
  readonly env: ToolEnv;
}

/** Speaks one sentence and judges whether its length can be right. */
export async function tryVoice(speech: Speech, parts: VoiceParts, signal: AbortSignal): Promise<Answer> {
  const spoken = await speakTrial(speech, parts, signal);
  const { seconds, text, form, language } = spoken;
  const said = `${seconds.toFixed(1)} s of sound for ${[...text].length} characters (${language}), ${form}`;
  const paceS = seconds / [...text].length;
  if (paceS >= SHORTEST_S && paceS <= LONGEST_S) return { said };
  const problem = `Nobody speaks so ${paceS < SHORTEST_S ? "fast" : "slowly"}: the sound is not the sentence.`;
  return { said: `${said}.`, failure: new HeadwayError("PROVIDER_BAD_ANSWER", problem) };
}

/** Seconds for each character: fast readers need 0.04 in languages with letters, slow ones 0.4 in those with syllable signs. */
const SHORTEST_S = 0.025;
const LONGEST_S = 0.6;

/** Speaks the sentence of a trial. Throws UNSUPPORTED_LANGUAGE where there is no sentence in a language of the voice. */
export async function speakTrial(
  speech: Speech,
  { languages, dir, env }: VoiceParts,
  signal: AbortSignal,
): Promise<SpokenTrial> {
  const spoken = await speech.languages();
  const possible = languages === undefined ? spoken : languages.filter((tag) => matchLanguage(spoken, tag) !== null);
  const language = trialLanguage(possible);
  const text = language === undefined ? undefined : trialSentence(language);
  if (language === undefined || text === undefined) throw noLanguage(possible);
  let form = "";
  const sentences = [{ text, endsParagraph: false }];
  const watched = { ...speech, model: watching(speech.model, (audio) => (form = formOf(audio))) };
  const answer = await speakSentences({ speech: watched, sentences, language, dir, env, signal });
  const [{ file, samples } = { file: "", samples: 0 }] = answer.sentences;
  return { language, text, file, seconds: samples / SAMPLE_RATE_HZ, form };
}

function noLanguage(possible: readonly string[]): HeadwayError {
  const said =
    possible.length === 0 ? "It speaks no language here." : `It speaks ${possible.slice(0, 5).join(", ")} alone.`;
  return new HeadwayError("UNSUPPORTED_LANGUAGE", said);
}

function watching(model: SpeechModelV4, see: (audio: Uint8Array) => void): SpeechModelV4 {
  return {
    specificationVersion: "v4",
    provider: model.provider,
    modelId: model.modelId,
    async doGenerate(call) {
      const result = await model.doGenerate(call);
      see(typeof result.audio === "string" ? Buffer.from(result.audio, "base64") : result.audio);
      return result;
    },
  };
}

function formOf(audio: Uint8Array): string {
  const plain = readPlainWav(audio);
  if (plain !== null) return `WAV ${plain.rateHz} Hz`;
  const start = String.fromCharCode(...audio.subarray(0, 4));
  if (start.startsWith("ID3") || (audio[0] === 0xff && ((audio[1] ?? 0) & 0xe0) === 0xe0)) return "MP3";
  return FORMS[start] ?? "another form";
}

/** By the first four bytes. */
const FORMS = dictionary({ OggS: "Ogg", fLaC: "FLAC", RIFF: "WAV" });
