import { availableParallelism } from "node:os";
import type { JobContext, StepContext } from "@headway-jobs/engine";
import { readPcmStretch } from "@headway-jobs/tools/sound/pcm";
import type { Turn } from "@headway-jobs/ports/hearing";
import { InOrder } from "../../../service-kit/in-order.ts";
import type { WorkflowPorts } from "../ports.ts";
import type { RecordingJob } from "../recording.ts";
import type { RecognisedSpeech } from "../steps/publish-utterances.ts";
import { fitWarning, requireFit } from "../transcript/fit.ts";
import { readTranscript } from "../transcript/read-transcript.ts";
import type { SentSegment } from "../transcript/sent-segment.ts";
import { spokenBy } from "../transcript/spoken-by.ts";
import type { DecodedSound } from "../steps/decode-sound.ts";
import { type TranscribedTurn, transcribeTurn } from "./transcribe-turn.ts";
import { transcribeSpan, spansOf } from "./transcribe-span.ts";

const FIRST_PERCENT = 10;
const LAST_PERCENT = 94;
/** One more than cores: while one turn is measured, the recognisers have the next. */
const CONCURRENCY = availableParallelism() + 1;

type Publish = (heard: RecognisedSpeech) => Promise<void>;
type Recording = RecordingJob & { readonly sound: DecodedSound };

/** Hears all of a recording, several stretches at a time, and hands each utterance over in its order as soon as those before it are heard. */
export async function transcribeRecording(
  ctx: JobContext,
  ports: WorkflowPorts,
  recording: Recording,
  publish: Publish,
): Promise<void> {
  if (recording.transcript !== undefined)
    return followTranscript(ctx, ports, recording, readTranscript(recording.transcript), publish);
  const turns = await findTurns(ctx, ports, recording, (soundS) => ports.transcription.warmUp?.(soundS));
  if (ports.transcription.spanS > 0) await transcribeSpans(ctx, ports, recording, turns, publish);
  else await transcribeTurns(ctx, ports, recording, turns, publish);
}

/** Who speaks when; known from the sound alone, before a word is recognised. */
function findTurns(
  ctx: JobContext,
  { hearing }: WorkflowPorts,
  { sound, speakers }: Recording,
  meanwhile?: (soundS: number) => Promise<void> | undefined,
): Promise<Turn[]> {
  return ctx.step("turns", async (step) => {
    await step.progress({ phase: "listening", progress: 9, message: "Finding who speaks when" });
    const finding = hearing.findTurns({ channels: pcmOf(ctx, sound), speakers, signal: step.signal });
    const [turns] = await Promise.all([finding, meanwhile?.(sound.durationS)]);
    return turns;
  });
}

async function transcribeTurns(
  ctx: JobContext,
  ports: WorkflowPorts,
  { sound }: Recording,
  turns: readonly Turn[],
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
  { sound }: Recording,
  turns: readonly Turn[],
  publish: Publish,
): Promise<void> {
  const channels = pcmOf(ctx, sound);
  const spans = spansOf(turns, ports.transcription.spanS);
  const trustsLabels = spans.length === 1 && channels.length === 1;
  await inParallel(ctx, spans, publish, (step, span) =>
    transcribeSpan(step, ports, { span, turns, channels, trustsLabels }),
  );
}

/** The transcript's segments are the utterances; the sound says how they were said and, where the transcript does not, by whom. */
async function followTranscript(
  ctx: JobContext,
  ports: WorkflowPorts,
  recording: Recording,
  segments: readonly SentSegment[],
  publish: Publish,
): Promise<void> {
  const { sound } = recording;
  requireFit(segments, sound.durationS);
  const isSaid = sound.channels.length === 1 && segments.every(({ speaker }) => speaker !== null);
  const turns = isSaid ? [] : await findTurns(ctx, ports, recording);
  const warning = fitWarning(segments, sound.durationS);
  if (warning !== null) await ctx.warn("TRANSCRIPT", warning);
  const pcm = pcmOf(ctx, sound);
  await inParallel(ctx, segments, publish, async (step, segment) => {
    step.signal.throwIfAborted();
    const by = spokenBy(segment, turns);
    const samples = await readPcmStretch(pcm[by.channel] ?? "", segment.startS, segment.endS);
    const prosody = samples.length === 0 ? null : await ports.hearing.measure(samples);
    const { startS, endS, text } = segment;
    const speech = { speaker: segment.speaker ?? by.speaker, startS, endS, text, words: [], asrConfidence: 1, prosody };
    return { speech: [speech], warnings: [] };
  });
}

/** A step for each part. Its speech is published when all before it was. */
async function inParallel<Part>(
  ctx: JobContext,
  parts: readonly Part[],
  publish: Publish,
  hear: (
    step: StepContext,
    part: Part,
  ) => Promise<{ readonly speech: readonly RecognisedSpeech[]; readonly warnings: TranscribedTurn["warnings"] }>,
): Promise<void> {
  const inOrder = new InOrder<readonly RecognisedSpeech[]>(async (speech) => {
    for (const one of speech) await publish(one);
  });
  const warnings = new Set<string>();
  let done = 0;
  await ctx.parallel(parts, { concurrency: CONCURRENCY }, async (part, index) => {
    const heard = await ctx.step(`hear:${index}`, async (step) => {
      const result = await hear(step, part);
      showProgress(step, done + 1, parts.length);
      return result;
    });
    done += 1;
    for (const warning of heard.warnings) warnings.add(warning);
    inOrder.put(index, heard.speech);
  });
  await inOrder.finished();
  for (const warning of warnings) await ctx.warn("TRANSCRIPTION", warning);
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
