import { join } from "node:path";
import { HeadwayError } from "@headway-jobs/contract";
import type { JobContext, StepContext } from "@headway-jobs/engine";
import { cuesToWebVtt, sentencesToCues } from "@headway-jobs/tools/captions/cues";
import { encodeSpeech } from "@headway-jobs/tools/sound/encode-speech";
import { type JoinedSpeech, joinSpeech, type Pauses } from "@headway-jobs/tools/sound/join-speech";
import { fitGain } from "@headway-jobs/tools/sound/loudness";
import { samplesToMs } from "@headway-jobs/tools/sound/wav";
import { SPEECH_FILES } from "../speech-files.ts";
import type { SpokenSentence } from "./speak-sentences.ts";

/** Pauses between sentences as in reading aloud; players add the pauses before and after. */
const PAUSES: Pauses = { leadMs: 100, sentenceMs: 380, paragraphMs: 750, tailMs: 200 };

/** One sound at −16 LUFS, captions with each sentence's time, and the text. */
export async function joinSound(ctx: JobContext, spoken: readonly SpokenSentence[], texts: readonly string[]) {
  if (spoken.length === 0)
    throw new HeadwayError("VOICE_FAILED", "The text came to nothing that can be spoken.", { retryable: false });
  return ctx.step(
    "join",
    async (step) => {
      await step.progress({ phase: "joining", progress: 93, message: "Joining the sentences" });
      const out = join(step.scratchDir, "joined.wav");
      const parts = spoken.map(({ sound, endsParagraph }) => ({ file: ctx.artifactPath(sound), endsParagraph }));
      const joined = await joinSpeech({ parts, pauses: PAUSES, out, signal: step.signal });
      await step.progress({ phase: "joining", progress: 95, message: "Setting the loudness" });
      await saveSound(step, out);
      await saveText(step, SPEECH_FILES.captions, "text/vtt", captionsOf(spoken, joined));
      await saveText(step, SPEECH_FILES.text, "text/plain", `${texts.join("\n")}\n`);
      return { duration_s: joined.durationMs / 1000, sentences: spoken.length, files: { ...SPEECH_FILES } };
    },
    { events: ({ duration_s: duration }) => [{ type: "speech.sound", data: { duration } }] },
  );
}

async function saveSound(step: StepContext, file: string): Promise<void> {
  const { signal, scratchDir } = step;
  // One correction comes to within half a decibel, which is what an hour of speech is worth waiting for.
  const gain = await fitGain({ files: [file], corrections: 1, signal });
  const out = join(scratchDir, SPEECH_FILES.audio);
  await encodeSpeech({ file, gain, format: "flac", out, signal });
  await step.saveArtifact({ name: SPEECH_FILES.audio, mediaType: "audio/flac", content: { file: out } });
}

async function saveText(step: StepContext, name: string, mediaType: string, text: string): Promise<void> {
  await step.saveArtifact({ name, mediaType, content: { bytes: Buffer.from(text, "utf8") } });
}

function captionsOf(spoken: readonly SpokenSentence[], { spans }: JoinedSpeech): string {
  const timed = spoken.map(({ text }, index) => ({
    text,
    startMs: Math.round(samplesToMs(spans[index]?.startSample ?? 0)),
    endMs: Math.round(samplesToMs(spans[index]?.endSample ?? 0)),
  }));
  return cuesToWebVtt(sentencesToCues(timed));
}
