import { z } from "zod";

export interface RawSegment {
  readonly text: string;
  readonly startS: number;
  readonly endS: number;
  readonly speaker: string | null;
  /** 0–1 */
  readonly confidence: number | null;
  /** The model took silence for speech. */
  readonly isSilence: boolean;
}

const answerSchema = z.looseObject({
  segments: z
    .array(
      z.looseObject({
        text: z.string(),
        start: z.number(),
        end: z.number(),
        speaker: z.union([z.string(), z.number()]).nullish(),
        avg_logprob: z.number().nullish(),
        no_speech_prob: z.number().nullish(),
      }),
    )
    .min(1),
});

/** Whisper's own thresholds for a segment that it made up out of silence. */
const NO_SPEECH = { probability: 0.6, logProbability: -1 };

/**
 * Segments of a provider's JSON answer (`verbose_json`, `diarized_json` and their relatives); null when it has none. The confidence is e to the mean
 * log-probability of a segment's tokens: the geometric mean of what the model gave each.
 */
export function rawSegments(body: unknown): RawSegment[] | null {
  const parsed = answerSchema.safeParse(body);
  if (!parsed.success) return null;
  return parsed.data.segments.map(
    ({ text, start, end, speaker, avg_logprob: logProbability, no_speech_prob: silence }) => ({
      text,
      startS: start,
      endS: end,
      speaker: speaker === null || speaker === undefined ? null : String(speaker),
      confidence: typeof logProbability === "number" ? Math.min(1, Math.exp(logProbability)) : null,
      isSilence: (silence ?? 0) > NO_SPEECH.probability && (logProbability ?? 0) < NO_SPEECH.logProbability,
    }),
  );
}
