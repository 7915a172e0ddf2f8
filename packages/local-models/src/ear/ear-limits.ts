import { z } from "zod";
import type { ModelManifest } from "../manifest/model-manifest.ts";

/** What a format takes and gives. */
export interface EarLimits {
  /** Longest sound of one call of the runtime, in seconds. */
  readonly spanS: number;
  /** Whether it says when each word was spoken. */
  readonly timesWords: boolean;
}

const OptionsSchema = z.looseObject({
  /** Of Whisper: its decoder gives the attention by which words are timed. */
  wordTimes: z.boolean().default(false).catch(false),
});

/** Whisper takes 30 s, of which the runtime keeps half a second for itself. */
const WHISPER_SPAN_S = 28;
/** Longer spans take memory by the square of their length. */
const NEMO_SPAN_S = 60;

export function earLimits(manifest: Pick<ModelManifest, "format" | "options">): EarLimits {
  if (manifest.format !== "whisper") return { spanS: NEMO_SPAN_S, timesWords: true };
  return { spanS: WHISPER_SPAN_S, timesWords: OptionsSchema.parse(manifest.options).wordTimes };
}

/** Longest sound that one call of a recogniser should get, in seconds; 0 = one utterance a call, as words without times cannot be given to their speakers. */
export function earSpanS(manifest: Pick<ModelManifest, "format" | "options">): number {
  const { timesWords, spanS } = earLimits(manifest);
  return timesWords ? spanS : 0;
}
