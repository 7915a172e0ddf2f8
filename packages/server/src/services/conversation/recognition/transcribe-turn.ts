import type { StepContext } from "@headway-jobs/engine";
import { readPcmStretch } from "@headway-jobs/tools/sound/pcm";
import type { TranscribedSegment, Transcription, TranscriptionRequest } from "@headway-jobs/ports/transcription";
import type { Turn } from "@headway-jobs/ports/hearing";
import type { RecognisedSpeech } from "../steps/publish-utterances.ts";
import type { UtteranceWord } from "@headway-jobs/ports/utterance";

/** What was made of one turn; `speech` is null where no word was understood. */
export interface TranscribedTurn {
  readonly speech: RecognisedSpeech | null;
  readonly warnings: readonly string[];
}

/** Recognises one turn of a PCM file. */
export async function transcribeTurn(
  step: Pick<StepContext, "signal">,
  ports: { readonly transcription: Transcription },
  { turn, pcm }: { readonly turn: Turn; readonly pcm: string },
): Promise<TranscribedTurn> {
  const samples = await readPcmStretch(pcm, turn.startS, turn.endS);
  return transcribeSamples(ports, { samples, turn, urgency: "recording", signal: step.signal });
}

/** Recognises one turn. */
export async function transcribeSamples(
  { transcription }: { readonly transcription: Transcription },
  { samples, turn, ...request }: Omit<TranscriptionRequest, "language"> & { readonly turn: Omit<Turn, "channel"> },
): Promise<TranscribedTurn> {
  const heard = await transcription.transcribe({ samples, ...request });
  const segments = heard?.segments ?? [];
  const text = wordsOf(segments);
  const warnings = heard?.warnings ?? [];
  if (text === "") return { speech: null, warnings };
  return { speech: speechOf(turn, segments, text), warnings };
}

export const wordsOf = (segments: readonly TranscribedSegment[]): string =>
  segments
    .map(({ text }) => text.trim())
    .filter((text) => text !== "")
    .join(" ")
    .replaceAll(/[\s\p{Cc}]+/gu, " ");

function speechOf(
  { startS, endS, speaker, prosody }: Omit<Turn, "channel">,
  segments: readonly TranscribedSegment[],
  text: string,
): RecognisedSpeech {
  return {
    speaker,
    startS,
    endS,
    text,
    words: wordTimes(segments, startS),
    asrConfidence: confidenceOf(segments),
    prosody,
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
