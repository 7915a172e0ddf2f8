import { HeadwayError, type SpeechInput } from "@headway-jobs/contract";
import type { Artifact, JobContext, StepContext } from "@headway-jobs/engine";
import { implausibleLengths } from "@headway-jobs/tools/sound/plausible-length";
import { samplesToMs } from "@headway-jobs/tools/sound/wav";
import type { SpeechPorts } from "../ports.ts";
import { endsParagraph, type SpeechSentence } from "../sentence.ts";
import { speakerOf } from "../speaker.ts";
import { withPlausibleLengths } from "../../../service-kit/plausible-lengths.ts";
import { type VoiceOrder, withFirstVoice } from "../../../service-kit/with-first-voice.ts";

const FIRST_PERCENT = 30;
const LAST_PERCENT = 92;

type SpeakingJob = Pick<JobContext, "step" | "parallel" | "warn">;
type SpeakingPorts = Pick<SpeechPorts, "speak" | "voiceOrder"> & {
  readonly voices: Pick<SpeechPorts["voices"], "find">;
};

/** Sentences spoken at the same time; two keep two cores busy. */
const CONCURRENCY = 2;

/** The voice of one sentence that has something to be heard. */
export interface SpokenSentence {
  readonly text: string;
  readonly endsParagraph: boolean;
  /** Internal WAV, 48 kHz mono, trimmed. */
  readonly sound: Pick<Artifact, "name" | "sha256">;
}

/**
 * Speaks sentence by sentence, a step each: after a crash behind sentence 100 it continues at 101. When the provider of the voice fails, the next one that the
 * deployment lists speaks the whole task from its beginning, so that no result has two voices.
 */
export async function speakSentences(
  ctx: SpeakingJob,
  ports: SpeakingPorts,
  input: Exclude<SpeechInput, { task: "translate" }>,
  sentences: readonly SpeechSentence[],
  language: string,
): Promise<SpokenSentence[]> {
  const manner = { language, ...speakerOf(input) };
  const spoken = await withFirstVoice(
    ctx,
    () => findOrder(ports, input.voice_id ?? 0, language),
    (one, take) => speakAll(ctx, ports, sentences, { ...manner, voice: one, take }),
  );
  for (const warning of new Set(spoken.flatMap(({ warnings }) => warnings))) await ctx.warn("VOICE", warning);
  return sentences.flatMap((sentence, index) => {
    const sound = spoken[index]?.sound ?? null;
    return sound === null ? [] : [{ text: sentence.text, endsParagraph: endsParagraph(sentence), sound }];
  });
}

async function findOrder(ports: SpeakingPorts, voiceId: number, language: string): Promise<VoiceOrder<string>> {
  const found = await ports.voices.find(voiceId);
  if (found === null) throw new HeadwayError("VOICE_FAILED", `Voice ${voiceId} is no longer installed.`);
  const { voice } = found;
  const { chosen, others } = await ports.voiceOrder(voice, language);
  return { chosen: { name: `the voice ${voice} of ${chosen.name}`, voice }, others };
}

type Manner = Omit<Parameters<SpeechPorts["speak"]>[0], "text" | "dir" | "signal"> & {
  /** 1 for the chosen voice; each later one has steps of its own. */
  readonly take: number;
};

/** All sentences by one voice. */
async function speakAll(
  ctx: SpeakingJob,
  ports: SpeakingPorts,
  sentences: readonly SpeechSentence[],
  { take, ...manner }: Manner,
): Promise<readonly SpokenOnce[]> {
  const suffix = take === 1 ? "" : `:${take}`;
  // A later take leaves the files of the earlier ones, which their steps name.
  const fileOf = (index: number) => `sentence-${index + 1}${take === 1 ? "" : `.${take}`}`;
  let done = 0;
  const first = await ctx.parallel(sentences, { concurrency: CONCURRENCY }, async ({ text }, index) => {
    const one = await ctx.step(
      `speak:${index + 1}${suffix}`,
      async (step) => {
        await showProgress(step, done, sentences.length);
        return speak(step, ports, { ...manner, text }, `${fileOf(index)}.wav`);
      },
      {
        events: ({ samples }) => [
          {
            type: "speech.sentence.spoken",
            data: { sentence: index + 1, text, duration: samplesToMs(samples) / 1000 },
          },
        ],
      },
    );
    done += 1;
    return one;
  });
  return withPlausibleLengths(ctx, first, {
    judge: implausibleLengths,
    sentencesOf: ({ samples }, index) => [{ text: sentences[index]?.text ?? "", seconds: samplesToMs(samples) / 1000 }],
    speakAgain: (index) =>
      ctx.step(`speak-again:${index + 1}${suffix}`, (step) => {
        const text = sentences[index]?.text ?? "";
        return speak(step, ports, { ...manner, text }, `${fileOf(index)}.again.wav`);
      }),
    nameOf: (index) => `sentence ${index + 1}`,
  });
}

type SpokenOnce = Awaited<ReturnType<typeof speak>>;

async function speak(
  step: StepContext,
  ports: SpeakingPorts,
  request: Omit<Parameters<SpeechPorts["speak"]>[0], "dir" | "signal">,
  fileName: string,
) {
  const { file, samples, warnings } = await ports.speak({ ...request, dir: step.scratchDir, signal: step.signal });
  if (samples === 0) return { sound: null, samples, warnings };
  const { name, sha256 } = await step.saveArtifact({
    name: fileName,
    mediaType: "audio/wav",
    internal: true,
    content: { file },
  });
  return { sound: { name, sha256 }, samples, warnings };
}

async function showProgress(step: StepContext, done: number, count: number): Promise<void> {
  const progress = FIRST_PERCENT + ((LAST_PERCENT - FIRST_PERCENT) * done) / count;
  await step.progress({ phase: "speaking", progress, message: `Spoke ${done} of ${count} sentences` });
}
