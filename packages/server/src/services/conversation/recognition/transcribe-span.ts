import type { StepContext } from "@headway-jobs/engine";
import { LISTENING_RATE_HZ, readPcmStretch } from "@headway-jobs/tools/sound/pcm";
import type { TranscribedSegment } from "@headway-jobs/ports/transcription";
import type { Turn } from "@headway-jobs/ports/hearing";
import type { WorkflowPorts } from "../ports.ts";
import type { RecognisedSpeech } from "../steps/publish-utterances.ts";
import { spokenBy } from "../transcript/spoken-by.ts";
import { confidenceOf, wordsOf, wordTimes } from "./transcribe-turn.ts";

/** A stretch of a recording that a recogniser gets in one call for each of its sides. Spans do not overlap. */
export interface Span {
  readonly startS: number;
  readonly endS: number;
  /** The sides with speech. */
  readonly channels: readonly number[];
}

const MARGIN_S = 0.2;

/**
 * Turns gathered up to the recogniser's span, cut where nobody speaks on any side. Only people who talk over each other for longer than a span are cut in
 * the middle.
 */
export function spansOf(turns: readonly Turn[], spanS: number): Span[] {
  const spans: Span[] = [];
  for (const { channel, startS, endS } of turns) {
    const last = spans.at(-1);
    const goesOn =
      last !== undefined && (endS - last.startS <= spanS || (startS < last.endS && startS - last.startS < spanS));
    if (!goesOn) {
      spans.push({ startS: Math.max(last?.endS ?? 0, startS - MARGIN_S), endS, channels: [channel] });
      continue;
    }
    const channels = last.channels.includes(channel) ? last.channels : [...last.channels, channel];
    spans[spans.length - 1] = { ...last, endS: Math.max(last.endS, endS), channels };
  }
  return spans;
}

interface SpanRequest {
  readonly span: Span;
  readonly turns: readonly Turn[];
  /** PCM files of the sides. */
  readonly channels: readonly string[];
  /** Whether to use the recogniser's speaker labels: in a second call a label may mean another speaker. */
  readonly trustsLabels: boolean;
}

/** Transcribes a span. The recogniser decides the utterances; its labels or, without them, the turns decide the speakers. */
export async function transcribeSpan(
  step: Pick<StepContext, "signal">,
  ports: WorkflowPorts,
  request: SpanRequest,
): Promise<{ readonly speech: readonly RecognisedSpeech[]; readonly warnings: readonly string[] }> {
  const heard = await Promise.all(
    request.span.channels.map((channel) => transcribeSide(step, ports, request, channel)),
  );
  return {
    speech: heard.flatMap(({ speech }) => speech).toSorted((a, b) => a.startS - b.startS),
    warnings: heard.flatMap(({ warnings }) => warnings),
  };
}

async function transcribeSide(
  { signal }: Pick<StepContext, "signal">,
  { transcription, hearing }: WorkflowPorts,
  { span, turns, channels, trustsLabels }: SpanRequest,
  channel: number,
) {
  const samples = await readPcmStretch(channels[channel] ?? "", span.startS, span.endS + MARGIN_S);
  const heard = await transcription.transcribe({ samples, urgency: "recording", signal });
  const own = turns.filter((turn) => turn.channel === channel);
  const speech: RecognisedSpeech[] = [];
  for (const segment of heard?.segments ?? []) {
    const text = wordsOf([segment]);
    if (text === "") continue;
    const stretch = { startS: span.startS + segment.startS, endS: span.startS + segment.endS };
    const label = trustsLabels ? segment.speaker : null;
    speech.push({
      ...stretch,
      speaker: label ?? spokenBy(stretch, own).speaker,
      text,
      words: wordTimes([segment], span.startS),
      asrConfidence: confidenceOf([segment]),
      prosody: await hearing.measure(stretchOf(samples, segment)),
    });
  }
  return { speech, warnings: heard?.warnings ?? [] };
}

const stretchOf = (samples: Int16Array, { startS, endS }: Pick<TranscribedSegment, "startS" | "endS">): Int16Array =>
  samples.subarray(Math.floor(startS * LISTENING_RATE_HZ), Math.ceil(endS * LISTENING_RATE_HZ));
