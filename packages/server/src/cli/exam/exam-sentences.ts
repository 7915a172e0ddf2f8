import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { ExamResult } from "@headway-jobs/exam/kept/kept-exams";
import { textErrors } from "@headway-jobs/exam/scores/word-errors";
import { knownSentences } from "@headway-jobs/exam/sets/known-sentences";
import { primaryLanguage } from "@headway-jobs/ports/translation";
import { runTool } from "@headway-jobs/tools/programs/run-tool";
import { LISTENING_RATE_HZ, samplesOf } from "@headway-jobs/tools/sound/pcm";
import type { Providers } from "../../compose/providers.ts";
import { speakSentences } from "../../providers/voice/speak-sentences.ts";
import { examFacts, type ExamFindings, type ExamSetup, measured, observed, withProviders } from "./exam-setup.ts";

interface SpokenSentence {
  readonly text: string;
  /** 16 kHz, mono. */
  readonly samples: Int16Array;
}

interface Spoken {
  readonly provider: string;
  readonly sentences: readonly SpokenSentence[];
  readonly soundS: number;
  readonly workS: number;
  readonly memoryMb: number | null;
}

/**
 * Known sentences through the voice in force and back through the recogniser in force. The word errors are those of both together, so that each result
 * names the other one. Throws the voice's own errors. Without a recogniser for the language the voice has its speed and no errors.
 */
export async function examSentences(setup: ExamSetup, language: string, limit: number): Promise<ExamFindings> {
  const texts = knownSentences(language).slice(0, limit);
  const spoken = await speakAll(setup, language, texts);
  const set = `known sentences, spoken by ${spoken.provider}`;
  const common = { ...examFacts(setup), language: primaryLanguage(language), items: texts.length };
  const voice: ExamResult = {
    ...common,
    capability: "voice",
    provider: spoken.provider,
    set: "known sentences",
    real_time_factor: factorOf(spoken),
    memory_mb: spoken.memoryMb,
  };
  const heard = await hearAll(setup, language, spoken).catch((error: unknown) => {
    setup.signal.throwIfAborted();
    return { remark: `The sentences were not heard: ${error instanceof Error ? error.message : String(error)}` };
  });
  if ("remark" in heard) return { results: [voice], details: [], remarks: [heard.remark] };
  const { provider, wordErrors: word_errors } = heard;
  const ear: ExamResult = {
    ...common,
    capability: "ear",
    provider,
    set,
    word_errors,
    real_time_factor: factorOf(heard),
    memory_mb: heard.memoryMb,
  };
  return { results: [{ ...voice, word_errors, heard_by: provider }, ear], details: [], remarks: [] };
}

const factorOf = ({ workS, soundS }: Pick<Spoken, "workS" | "soundS">): number =>
  soundS === 0 ? 0 : Math.round((workS / soundS) * 1000) / 1000;

async function speakAll(setup: ExamSetup, language: string, texts: readonly string[]): Promise<Spoken> {
  return withProviders(setup, async ({ speech }) => {
    const { speech: voice, voice: id, name } = await speech.choose(undefined, language);
    const speak = async (text: string, dir: string) => {
      await mkdir(dir, { recursive: true });
      const sentences = [{ text, endsParagraph: true }];
      const request = { speech: voice, sentences, language, dir, signal: setup.signal, env: setup.env };
      return observed(setup, () => speakSentences({ ...request, ...(id === undefined ? {} : { voice: id }) }));
    };
    // The first sentence loads the model.
    setup.show(`Loading the voice of ${name} …`);
    await speak(texts[0] ?? "", join(setup.scratchDir, "first"));
    const { value, memoryMb } = await measured(setup, async () => {
      const all: {
        readonly text: string;
        readonly file: string;
        readonly provider: string;
        readonly seconds: number;
      }[] = [];
      for (const [at, text] of texts.entries()) {
        setup.show(`Speaking sentence ${at + 1} of ${texts.length} …`);
        const { value: answer, provider = name, seconds } = await speak(text, join(setup.scratchDir, `${at}`));
        all.push({ text, file: answer.sentences[0]?.file ?? "", provider, seconds });
      }
      return all;
    });
    const sentences: SpokenSentence[] = [];
    for (const { text, file } of value) sentences.push({ text, samples: await decoded(setup, file) });
    return {
      provider: onlyOne(value.map(({ provider }) => provider)),
      sentences,
      soundS: sentences.reduce((sum, { samples }) => sum + samples.length, 0) / LISTENING_RATE_HZ,
      workS: value.reduce((sum, { seconds }) => sum + seconds, 0),
      memoryMb,
    };
  });
}

async function decoded({ signal, env }: ExamSetup, file: string): Promise<Int16Array> {
  const output = ["-ac", "1", "-ar", String(LISTENING_RATE_HZ), "-f", "s16le", "-"];
  const args = ["-v", "error", "-i", file, ...output];
  const { stdout } = await runTool({ tool: "ffmpeg", args, task: "converting the sentences", signal, env });
  return samplesOf(stdout);
}

async function hearAll(setup: ExamSetup, language: string, { sentences, soundS }: Spoken) {
  return withProviders(setup, async ({ transcription }) => {
    const code = primaryLanguage(language);
    await requireLanguage(transcription, code);
    const hear = ({ samples }: SpokenSentence) =>
      observed(setup, () =>
        transcription.transcribe({ samples, language: code, urgency: "recording", signal: setup.signal }),
      );
    setup.show(`Loading ${transcription.name} …`);
    const [first] = sentences;
    if (first !== undefined) await hear(first);
    const { value, memoryMb } = await measured(setup, async () => {
      const all: {
        readonly provider: string;
        readonly seconds: number;
        readonly errors: number;
        readonly words: number;
      }[] = [];
      for (const [at, sentence] of sentences.entries()) {
        setup.show(`Hearing sentence ${at + 1} of ${sentences.length} …`);
        const { value: heard, provider = transcription.name, seconds } = await hear(sentence);
        const text = (heard?.segments ?? []).map((segment) => segment.text).join(" ");
        all.push({ provider, seconds, ...textErrors(sentence.text, text) });
      }
      return all;
    });
    return {
      provider: onlyOne(value.map(({ provider }) => provider)),
      wordErrors: {
        errors: value.reduce((sum, { errors }) => sum + errors, 0),
        words: value.reduce((sum, { words }) => sum + words, 0),
      },
      workS: value.reduce((sum, { seconds }) => sum + seconds, 0),
      soundS,
      memoryMb,
    };
  });
}

async function requireLanguage(transcription: Providers["transcription"], code: string): Promise<void> {
  const languages = await transcription.languages();
  if (languages === null || languages.includes(code)) return;
  const known = languages.length === 0 ? "is not installed" : `understands ${languages.join(", ")}`;
  throw new Error(`${transcription.name} ${known}.`);
}

/** A figure counts for the provider that made it; one that several made counts for none of them. */
function onlyOne(providers: readonly string[]): string {
  const [first = "", ...others] = new Set(providers);
  if (others.length === 0) return first;
  throw new Error(`Several providers took part (${[first, ...others].join(", ")}), so that the figures are nobody's.`);
}
