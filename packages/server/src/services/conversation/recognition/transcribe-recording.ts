import { availableParallelism } from "node:os";
import type { JobContext, StepContext } from "@headway-jobs/engine";
import { readPcmStretch } from "@headway-jobs/tools/sound/pcm";
import { speakerName, type SpokenSpan } from "@headway-jobs/ports/speaker-finder";
import { InOrder } from "../../../service-kit/in-order.ts";
import type { WorkflowPorts } from "../ports.ts";
import type { RecognisedSpeech } from "../steps/publish-utterances.ts";
import { fitWarning, requireFit } from "../transcript/fit.ts";
import { readTranscript } from "../transcript/read-transcript.ts";
import type { SentSegment } from "../transcript/sent-segment.ts";
import { spokenBy } from "../transcript/spoken-by.ts";
import type { DecodedSound } from "../steps/decode-sound.ts";
import { findTurns, type FoundBy, type FoundTurns } from "../steps/find-turns.ts";
import { type TranscribedSpan, transcribeSpan, spansOf } from "./transcribe-span.ts";
import { transcribeTurn } from "./transcribe-turn.ts";

const FIRST_PERCENT = 10;
const LAST_PERCENT = 94;
/** One more than cores: while one turn is measured, the recognisers have the next. */
const CONCURRENCY = availableParallelism() + 1;

type Publish = (heard: RecognisedSpeech) => Promise<void>;

interface Recording {
  readonly sound: DecodedSound;
  readonly transcript?: string | undefined;
  readonly speakers?: number | undefined;
}

/** Hears all of a recording, several stretches at a time, and hands each utterance over in its order as soon as those before it are heard. */
export async function transcribeRecording(
  ctx: JobContext,
  ports: WorkflowPorts,
  recording: Recording,
  publish: Publish,
): Promise<FoundBy> {
  const { sound, speakers, transcript } = recording;
  if (transcript !== undefined) return followTranscript(ctx, ports, recording, readTranscript(transcript), publish);
  const meanwhile = () => ports.transcription.warmUp?.(sound.durationS);
  const numbered = numberedAsPublished(publish);
  const found = await findTurns(ctx, ports, { channels: pcmOf(ctx, sound), speakers, meanwhile });
  if (found.spanS > 0) return transcribeSpans(ctx, ports, recording, found, numbered);
  await transcribeTurns(ctx, ports, recording, found.turns, numbered);
  return found.foundBy;
}

/** Numbers speakers in the order of their first words: those who only coughed have no number. A recogniser's own labels stay. */
function numberedAsPublished(publish: Publish): Publish {
  const known: string[] = [];
  return (heard) => {
    if (!FOUND_SPEAKER.test(heard.speaker)) return publish(heard);
    if (!known.includes(heard.speaker)) known.push(heard.speaker);
    return publish({ ...heard, speaker: speakerName(known.indexOf(heard.speaker)) });
  };
}

const FOUND_SPEAKER = /^Speaker_\d+$/;

async function transcribeTurns(
  ctx: JobContext,
  ports: WorkflowPorts,
  { sound }: Recording,
  turns: readonly SpokenSpan[],
  publish: Publish,
): Promise<void> {
  const pcm = pcmOf(ctx, sound);
  await inParallel(ctx, turns, publish, async (step, turn) => {
    const { speech, warnings } = await transcribeTurn(step, ports, { turn, pcm: pcm[turn.channel] ?? "" });
    return { speech: speech === null ? [] : [speech], warnings };
  });
}

async function transcribeSpans(
  ctx: JobContext,
  ports: WorkflowPorts,
  { sound, speakers }: Recording,
  { turns, spanS, foundBy }: FoundTurns,
  publish: Publish,
): Promise<FoundBy> {
  const channels = pcmOf(ctx, sound);
  const spans = spansOf(turns, spanS);
  // A stated number of speakers is obeyed, which a recogniser's own labels need not do.
  const trustsLabels = spans.length === 1 && channels.length === 1 && speakers === undefined;
  const heard = await inParallel(ctx, spans, publish, (step, span) =>
    transcribeSpan(step, ports, { span, turns, channels, trustsLabels }),
  );
  const labelledBy = heard.flatMap((one) => one.labelledBy ?? [])[0];
  return labelledBy === undefined ? foundBy : { ...foundBy, speakers: labelledBy };
}

/** The transcript's segments are the utterances; the sound says how they were said and, where the transcript does not, by whom. */
async function followTranscript(
  ctx: JobContext,
  ports: WorkflowPorts,
  recording: Recording,
  segments: readonly SentSegment[],
  publish: Publish,
): Promise<FoundBy> {
  const { sound, speakers } = recording;
  requireFit(segments, sound.durationS);
  const isSaid = segments.every(({ speaker }) => speaker !== null);
  const channels = pcmOf(ctx, sound);
  const found = isSaid && channels.length === 1 ? null : await findTurns(ctx, ports, { channels, speakers });
  const warning = fitWarning(segments, sound.durationS);
  if (warning !== null) await ctx.warn("TRANSCRIPT", warning);
  await inParallel(ctx, segments, publish, async (step, segment) => {
    step.signal.throwIfAborted();
    const by = spokenBy(segment, found?.turns ?? []);
    const samples = await readPcmStretch(channels[by.channel] ?? "", segment.startS, segment.endS);
    const prosody = samples.length === 0 ? null : await ports.hearing.measure(samples);
    const { startS, endS, text } = segment;
    const speech = { speaker: segment.speaker ?? by.speaker, startS, endS, text, words: [], asrConfidence: 1, prosody };
    return { speech: [speech], warnings: [] };
  });
  return { speech: TRANSCRIPT, speakers: isSaid ? TRANSCRIPT : (found?.foundBy.speakers ?? TRANSCRIPT) };
}

/** What a sent transcript says was found by nothing else. */
const TRANSCRIPT = "transcript";

/** A step for each part. Its speech is published when all before it was. */
async function inParallel<Part>(
  ctx: JobContext,
  parts: readonly Part[],
  publish: Publish,
  hear: (step: StepContext, part: Part) => Promise<TranscribedSpan>,
): Promise<readonly TranscribedSpan[]> {
  const inOrder = new InOrder<readonly RecognisedSpeech[]>(async (speech) => {
    for (const one of speech) await publish(one);
  });
  const warnings = new Set<string>();
  let done = 0;
  const all = await ctx.parallel(parts, { concurrency: CONCURRENCY }, async (part, index) => {
    const heard = await ctx.step(`hear:${index}`, async (step) => {
      const result = await hear(step, part);
      showProgress(step, done + 1, parts.length);
      return result;
    });
    done += 1;
    for (const warning of heard.warnings) warnings.add(warning);
    inOrder.put(index, heard.speech);
    return heard;
  });
  await inOrder.finished();
  for (const warning of warnings) await ctx.warn("TRANSCRIPTION", warning);
  return all;
}

/** Not awaited, so that it shares the step's own commit. */
function showProgress(step: StepContext, done: number, count: number): void {
  const progress = FIRST_PERCENT + ((LAST_PERCENT - FIRST_PERCENT) * done) / count;
  // Progress may be lost; a lost claim fails the step's own commit.
  step
    .progress({ phase: "recognising", progress, message: `Transcribed ${done} of ${count} parts` })
    .catch(() => undefined);
}

const pcmOf = (ctx: JobContext, { channels }: DecodedSound): string[] =>
  channels.map((channel) => ctx.artifactPath(channel));
