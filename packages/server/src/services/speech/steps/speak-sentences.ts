import { HeadwayError, type SpeechInput } from "@headway-jobs/contract";
import type { Artifact, JobContext, StepContext } from "@headway-jobs/engine";
import { samplesToMs } from "@headway-jobs/tools/sound/wav";
import type { SpeechPorts } from "../ports.ts";
import { endsParagraph, type SpeechSentence } from "../sentence.ts";
import { speakerOf } from "../speaker.ts";

const FIRST_PERCENT = 30;
const LAST_PERCENT = 92;

/** Sentences spoken at the same time; two keep two cores busy. */
const CONCURRENCY = 2;

/** The voice of one sentence that has something to be heard. */
export interface SpokenSentence {
  readonly text: string;
  readonly endsParagraph: boolean;
  /** Internal WAV, 48 kHz mono, trimmed. */
  readonly sound: Pick<Artifact, "name" | "sha256">;
}

/** Speaks sentence by sentence, a step each: after a crash behind sentence 100 it continues at 101. */
export async function speakSentences(
  ctx: JobContext,
  ports: SpeechPorts,
  input: Exclude<SpeechInput, { task: "translate" }>,
  sentences: readonly SpeechSentence[],
  language: string,
): Promise<SpokenSentence[]> {
  const voice = await ports.voices.find(input.voice_id ?? 0);
  if (voice === null) throw new HeadwayError("VOICE_FAILED", `Voice ${input.voice_id} is no longer installed.`);
  const manner = { language, voice: voice.voice, ...speakerOf(input) };
  const warnings = new Set<string>();
  let done = 0;
  const spoken = await ctx.parallel(sentences, { concurrency: CONCURRENCY }, async (sentence, index) => {
    const one = await ctx.step(
      `speak:${index + 1}`,
      async (step) => {
        await showProgress(step, done, sentences.length);
        return speak(step, ports, { ...manner, text: sentence.text }, index + 1);
      },
      {
        events: ({ samples }) => [
          {
            type: "speech.sentence.spoken",
            data: { sentence: index + 1, text: sentence.text, duration: samplesToMs(samples) / 1000 },
          },
        ],
      },
    );
    done += 1;
    for (const warning of one.warnings) warnings.add(warning);
    return one.sound === null
      ? null
      : { text: sentence.text, endsParagraph: endsParagraph(sentence), sound: one.sound };
  });
  for (const warning of warnings) await ctx.warn("VOICE", warning);
  return spoken.filter((one) => one !== null);
}

async function speak(
  step: StepContext,
  ports: SpeechPorts,
  request: Omit<Parameters<SpeechPorts["speak"]>[0], "dir" | "signal">,
  number: number,
) {
  const { file, samples, warnings } = await ports.speak({ ...request, dir: step.scratchDir, signal: step.signal });
  if (samples === 0) return { sound: null, samples, warnings };
  const { name, sha256 } = await step.saveArtifact({
    name: `sentence-${number}.wav`,
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
