import { join } from "node:path";
import type { JobContext, StepContext } from "@headway-jobs/engine";
import { joinSpeech } from "@headway-jobs/tools/sound/join-speech";
import { implausibleLengths } from "@headway-jobs/tools/sound/plausible-length";
import { samplesToMs } from "@headway-jobs/tools/sound/wav";
import type { Lesson, LessonSlide } from "../content/lesson.ts";
import type { Film, Narration } from "./film.ts";
import { withPlausibleLengths } from "../../../service-kit/plausible-lengths.ts";
import { type VoiceOrder, withFirstVoice } from "../../../service-kit/with-first-voice.ts";
import type { VideoPorts } from "../ports.ts";

const FIRST_PERCENT = 30;
const LAST_PERCENT = 47;

/** Slides spoken at the same time; each speaks two sentences at a time, which keeps two cores busy. */
const CONCURRENCY = 2;

/**
 * Speaks each slide's sentences into one sound file. One step per slide: after a crash, finished slides are not spoken again. When the provider of the voice
 * fails, the next one that the deployment lists speaks the whole film, so that no film has two voices.
 */
export async function narrateSlides(
  ctx: JobContext,
  ports: VideoPorts,
  film: Film,
  lesson: Lesson,
): Promise<readonly Narration[]> {
  const narrations = await withFirstVoice(
    ctx,
    () => findOrder(ports, film),
    (one, take) => narrateAll(ctx, ports, { ...film, voice: one, take }, lesson),
  );
  for (const warning of new Set(narrations.flatMap(({ warnings }) => warnings))) await ctx.warn("VOICE", warning);
  return narrations;
}

async function findOrder({ narrator }: VideoPorts, { input, language }: Film): Promise<VoiceOrder> {
  const { chosen, others } = await narrator.voiceOrder(input.voice, language);
  const { voice } = chosen;
  return { chosen: voice === undefined ? chosen : { name: `the voice ${voice} of ${chosen.name}`, voice }, others };
}

/** A film as one voice speaks it; `take` is 1 for the chosen voice. */
type Take = Film & { readonly voice: string | undefined; readonly take: number };
type SpokenSlide = Narration & { readonly warnings: readonly string[] };

async function narrateAll(
  ctx: JobContext,
  ports: VideoPorts,
  film: Take,
  { slides }: Lesson,
): Promise<readonly SpokenSlide[]> {
  const suffix = film.take === 1 ? "" : `:${film.take}`;
  let done = 0;
  const percent = () => FIRST_PERCENT + ((LAST_PERCENT - FIRST_PERCENT) * done) / slides.length;
  const first = await ctx.parallel(slides, { concurrency: CONCURRENCY }, async (slide, index) => {
    const of = `${index + 1} of ${slides.length}`;
    const spoken = await ctx.step(
      `voice:${index + 1}${suffix}`,
      async (step) => {
        await step.progress({ phase: "generating_audio", progress: percent(), message: `Speaking slide ${of}` });
        return narrate(step, ports, film, slide, { slideNumber: index + 1, isAgain: false });
      },
      { events: (spokenSlide) => [voiceEvent(spokenSlide, index)] },
    );
    done += 1;
    return spoken;
  });
  return withPlausibleLengths(ctx, first, {
    judge: implausibleLengths,
    sentencesOf: ({ sentences }) =>
      sentences.map(({ text, startMs, endMs }) => ({ text, seconds: (endMs - startMs) / 1000 })),
    speakAgain: (index) => {
      const slide = slides[index];
      if (slide === undefined) throw new RangeError("there is no such slide");
      return ctx.step(
        `voice-again:${index + 1}${suffix}`,
        (step) => narrate(step, ports, film, slide, { slideNumber: index + 1, isAgain: true }),
        { events: (spokenSlide) => [voiceEvent(spokenSlide, index)] },
      );
    },
    nameOf: (index) => `a sentence of slide ${index + 1}`,
  });
}

/** The last one of a slide counts. */
const voiceEvent = ({ durationMs, sentences }: SpokenSlide, index: number) => ({
  type: "video.voice",
  data: { slide_number: index + 1, duration: durationMs / 1000, sentences: sentences.length },
});

async function narrate(
  step: StepContext,
  { narrator }: VideoPorts,
  { input, language, voice, take }: Take,
  slide: LessonSlide,
  { slideNumber, isAgain }: { readonly slideNumber: number; readonly isAgain: boolean },
): Promise<SpokenSlide> {
  const { signal, scratchDir } = step;
  const spoken = await narrator.speak({
    sentences: slide.narration.flatMap((sentence) => narrator.split(sentence, language)).map(withoutParagraphEnd),
    language: (await narrator.speaks(language)) ?? language,
    tone: input.tone,
    dir: scratchDir,
    signal,
    ...(voice === undefined ? {} : { voice }),
  });
  const file = join(scratchDir, "voice.wav");
  const joined = await joinSpeech({ parts: spoken.sentences, out: file, signal });
  const sound = await step.saveArtifact({
    // A later take leaves the files of the earlier ones, which their steps name.
    name: `voice-${slideNumber}${take === 1 ? "" : `.${take}`}${isAgain ? ".again" : ""}.wav`,
    mediaType: "audio/wav",
    internal: true,
    content: { file },
  });
  return {
    sound: { name: sound.name, sha256: sound.sha256 },
    frames: joined.frames,
    durationMs: joined.durationMs,
    sentences: spoken.sentences.map(({ text }, index) => ({
      text,
      startMs: Math.round(samplesToMs(joined.spans[index]?.startSample ?? 0)),
      endMs: Math.round(samplesToMs(joined.spans[index]?.endSample ?? 0)),
    })),
    warnings: spoken.warnings,
  };
}

/** A slide's sentences are one paragraph: split one by one, each would seem to end its own. */
const withoutParagraphEnd = ({ text }: { readonly text: string }) => ({ text, endsParagraph: false });
