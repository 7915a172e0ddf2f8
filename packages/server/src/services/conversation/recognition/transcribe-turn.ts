import type { StepContext } from "@headway-jobs/engine";
import { readPcmStretch } from "@headway-jobs/tools/sound/pcm";
import type { TranscribedSegment, Transcription, TranscriptionRequest } from "@headway-jobs/ports/transcription";
import type { Prosody } from "@headway-jobs/ports/prosody";
import type { SpokenSpan } from "@headway-jobs/ports/speaker-finder";
import type { WorkflowPorts } from "../ports.ts";
import type { RecognisedSpeech } from "../steps/publish-utterances.ts";
import type { UtteranceWord } from "@headway-jobs/ports/utterance";

/** What was made of one turn; `speech` is null where no word was understood. */
export interface TranscribedTurn {
  readonly speech: RecognisedSpeech | null;
  readonly warnings: readonly string[];
}

/** Recognises one turn of a PCM file, and measures how it was said. */
export async function transcribeTurn(
  step: Pick<StepContext, "signal">,
  ports: Pick<WorkflowPorts, "transcription" | "hearing">,
  { turn, pcm }: { readonly turn: SpokenSpan; readonly pcm: string },
): Promise<TranscribedTurn> {
  const samples = await readPcmStretch(pcm, turn.startS, turn.endS);
  const request = { samples, urgency: "recording", signal: step.signal } as const;
  return transcribeSamples(ports, { ...request, turn, prosodyOf: () => ports.hearing.measure(samples) });
}

/** Where a turn lies, and who speaks. */
type TurnPlace = Pick<SpokenSpan, "startS" | "endS" | "speaker">;

/** Recognises one turn. `prosodyOf` is asked when there are words. */
export async function transcribeSamples(
  { transcription }: { readonly transcription: Transcription },
  {
    samples,
    turn,
    prosodyOf,
    ...request
  }: Omit<TranscriptionRequest, "language"> & { readonly turn: TurnPlace; readonly prosodyOf: () => Promise<Prosody> },
): Promise<TranscribedTurn> {
  const heard = await transcription.transcribe({ samples, ...request });
  const segments = heard?.segments ?? [];
  const text = wordsOf(segments);
  const warnings = heard?.warnings ?? [];
  if (text === "") return { speech: null, warnings };
  const recogniser = heard?.by ?? transcription.name;
  return { speech: { ...speechOf(turn, segments, text), recogniser, prosody: await prosodyOf() }, warnings };
}

export const wordsOf = (segments: readonly TranscribedSegment[]): string =>
  segments
    .map(({ text }) => text.trim())
    .filter((text) => text !== "")
    .join(" ")
    .replaceAll(/[\s\p{Cc}]+/gu, " ");

function speechOf(
  { startS, endS, speaker }: TurnPlace,
  segments: readonly TranscribedSegment[],
  text: string,
): Omit<RecognisedSpeech, "prosody"> {
  return {
    speaker,
    startS,
    endS,
    text,
    words: wordTimes(segments, startS),
    asrConfidence: confidenceOf(segments),
  };
}

/** In the recording's time instead of the stretch's. */
export const wordTimes = (segments: readonly TranscribedSegment[], fromS: number): UtteranceWord[] =>
  segments.flatMap(({ words }) =>
    words.map((word) => ({ text: word.text, startS: wholeMs(fromS + word.startS), endS: wholeMs(fromS + word.endS) })),
  );

const wholeMs = (atS: number): number => Math.round(atS * 1000) / 1000;

/** A recogniser that does not say how sure it is. */
const UNSAID_CONFIDENCE = 0.8;

/** Mean over words, else over segments by their length. */
export function confidenceOf(segments: readonly TranscribedSegment[]): number {
  const words = segments.flatMap((segment) => segment.words.map(({ confidence }) => confidence ?? segment.confidence));
  const said = (words.length > 0 ? words : segments.map(({ confidence }) => confidence)).filter((one) => one !== null);
  return said.length === 0 ? UNSAID_CONFIDENCE : said.reduce((sum, one) => sum + one, 0) / said.length;
}
