import type { StepContext } from "@headway/engine";
import { LISTENING_RATE_HZ, readPcmStretch } from "../../../media/listening/pcm.ts";
import type { TranscribedSegment } from "../../../providers/transcription/port.ts";
import type { Turn } from "../hearing.ts";
import type { WorkflowPorts } from "../recording.ts";
import type { HeardSpeech } from "../telling.ts";
import { spokenBy } from "../transcript/spoken-by.ts";
import { confidenceOf, wordsOf, wordTimes } from "./hear-turn.ts";

/** A stretch of one side of a recording that one call of a recogniser gets; it begins and ends in pauses. */
export interface Span {
  readonly channel: number;
  readonly startS: number;
  readonly endS: number;
}

const MARGIN_S = 0.2;

/** Turns of each side, gathered up to the recogniser's span, in the order of their beginning. */
export function spansOf(turns: readonly Turn[], spanS: number): Span[] {
  const spans: Span[] = [];
  const open = new Map<number, Span>();
  for (const { channel, startS, endS } of turns) {
    const span = open.get(channel);
    if (span !== undefined && endS - span.startS <= spanS) {
      open.set(channel, { ...span, endS: Math.max(span.endS, endS) });
      continue;
    }
    if (span !== undefined) spans.push(span);
    open.set(channel, { channel, startS: Math.max(0, startS - MARGIN_S), endS });
  }
  return [...spans, ...open.values()].toSorted((a, b) => a.startS - b.startS);
}

/** A recogniser that hears sentences by itself decides the utterances; whom they belong to say its own labels or, without them, the turns. */
export async function hearSpan(
  step: Pick<StepContext, "signal">,
  { transcription, hearing }: WorkflowPorts,
  { span, turns, pcm }: { readonly span: Span; readonly turns: readonly Turn[]; readonly pcm: string },
): Promise<{ readonly speech: readonly HeardSpeech[]; readonly warnings: readonly string[] }> {
  const samples = await readPcmStretch(pcm, span.startS, span.endS + MARGIN_S);
  const heard = await transcription.transcribe({ samples, urgency: "recording", signal: step.signal });
  const own = turns.filter(({ channel }) => channel === span.channel);
  const speech: HeardSpeech[] = [];
  for (const segment of heard?.segments ?? []) {
    const text = wordsOf([segment]);
    if (text === "") continue;
    const stretch = { startS: span.startS + segment.startS, endS: span.startS + segment.endS };
    const prosody = await hearing.measure(stretchOf(samples, segment));
    const speaker = segment.speaker ?? spokenBy(stretch, own).speaker;
    speech.push({
      ...stretch,
      speaker,
      text,
      words: wordTimes([segment], span.startS),
      asrConfidence: confidenceOf([segment]),
      prosody,
    });
  }
  return { speech, warnings: heard?.warnings ?? [] };
}

const stretchOf = (samples: Int16Array, { startS, endS }: Pick<TranscribedSegment, "startS" | "endS">): Int16Array =>
  samples.subarray(Math.floor(startS * LISTENING_RATE_HZ), Math.ceil(endS * LISTENING_RATE_HZ));
