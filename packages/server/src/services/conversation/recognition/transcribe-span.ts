import type { StepContext } from "@headway-jobs/engine";
import { LISTENING_RATE_HZ, readPcmStretch } from "@headway-jobs/tools/sound/pcm";
import type { TranscribedSegment } from "@headway-jobs/ports/transcription";
import type { SpokenSpan } from "@headway-jobs/ports/speaker-finder";
import type { WorkflowPorts } from "../ports.ts";
import type { RecognisedSpeech } from "../steps/publish-utterances.ts";
import { splitBySpeaker } from "./split-by-speaker.ts";
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
export function spansOf(turns: readonly SpokenSpan[], spanS: number): Span[] {
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
  readonly turns: readonly SpokenSpan[];
  /** PCM files of the sides. */
  readonly channels: readonly string[];
  /** Whether to use the recogniser's speaker labels: in a second call a label may mean another speaker. */
  readonly trustsLabels: boolean;
}

export interface TranscribedSpan {
  readonly speech: readonly RecognisedSpeech[];
  readonly warnings: readonly string[];
  /** The recogniser, where its own labels say who speaks. */
  readonly labelledBy?: string;
}

/** Transcribes a span. The recogniser decides the utterances; its labels or, without them, the turns decide the speakers. */
export async function transcribeSpan(
  step: Pick<StepContext, "signal">,
  ports: WorkflowPorts,
  request: SpanRequest,
): Promise<TranscribedSpan> {
  const heard = await Promise.all(
    request.span.channels.map((channel) => transcribeSide(step, ports, request, channel)),
  );
  const labelledBy = heard.flatMap((side) => side.labelledBy ?? [])[0];
  return {
    speech: heard.flatMap(({ speech }) => speech).toSorted((a, b) => a.startS - b.startS),
    warnings: heard.flatMap(({ warnings }) => warnings),
    ...(labelledBy === undefined ? {} : { labelledBy }),
  };
}

async function transcribeSide(
  { signal }: Pick<StepContext, "signal">,
  { transcription, hearing }: WorkflowPorts,
  { span, turns, channels, trustsLabels }: SpanRequest,
  channel: number,
): Promise<TranscribedSpan> {
  const samples = await readPcmStretch(channels[channel] ?? "", span.startS, span.endS + MARGIN_S);
  const heard = await transcription.transcribe({ samples, urgency: "recording", signal });
  const recogniser = heard?.by ?? transcription.name;
  const segments = (heard?.segments ?? []).filter((segment) => wordsOf([segment]) !== "");
  const isLabelled = trustsLabels && segments.length > 0 && segments.every(({ speaker }) => speaker !== null);
  const own = turns.filter((turn) => turn.channel === channel);
  const spoken = isLabelled
    ? segments.map((segment) => ({ speaker: segment.speaker ?? "", segment }))
    : segments.flatMap((segment) => splitBySpeaker(segment, own, span.startS));
  const speech: RecognisedSpeech[] = [];
  for (const { speaker, segment } of spoken) {
    speech.push({
      startS: span.startS + segment.startS,
      endS: span.startS + segment.endS,
      speaker,
      text: wordsOf([segment]),
      words: wordTimes([segment], span.startS),
      asrConfidence: confidenceOf([segment]),
      prosody: await hearing.measure(stretchOf(samples, segment)),
      recogniser,
    });
  }
  const isUndivided = !isLabelled && segments.some((segment) => hasTwoSpeakers(segment, own, span.startS));
  return {
    speech,
    warnings: [...(heard?.warnings ?? []), ...(isUndivided ? [UNDIVIDED] : [])],
    ...(isLabelled ? { labelledBy: recogniser } : {}),
  };
}

const UNDIVIDED =
  "The recogniser does not say when each word was spoken: parts with two speakers are attributed to the one who speaks longer.";

/** A second speaker in a segment without times of words counts from this on. */
const SECOND_SPEAKER_S = 1;

function hasTwoSpeakers(segment: TranscribedSegment, own: readonly SpokenSpan[], fromS: number): boolean {
  if (segment.words.length > 0) return false;
  const seconds = new Map<string, number>();
  for (const { speaker, startS, endS } of own) {
    const sharedS = Math.min(fromS + segment.endS, endS) - Math.max(fromS + segment.startS, startS);
    if (sharedS > 0) seconds.set(speaker, (seconds.get(speaker) ?? 0) + sharedS);
  }
  return [...seconds.values()].filter((one) => one >= SECOND_SPEAKER_S).length > 1;
}

const stretchOf = (samples: Int16Array, { startS, endS }: Pick<TranscribedSegment, "startS" | "endS">): Int16Array =>
  samples.subarray(Math.floor(startS * LISTENING_RATE_HZ), Math.ceil(endS * LISTENING_RATE_HZ));
