import { z } from "zod";

export const EXAM_CAPABILITIES = ["voice", "ear", "speakers", "translation"] as const;

const rate = z.number().min(0);
const count = z.int().min(0);

/** What this machine's own exam (`headway exam`) found for a provider: shown beside the provider's name. Absent when it was never measured. */
export const providerExamSchema = z
  .object({
    capability: z.enum(EXAM_CAPABILITIES),
    /** `en`; a pair is `en>es`. */
    language: z.string().max(40),
    /** What it was measured on, in words. */
    set: z.string().max(200),
    /** ISO 8601 in UTC. */
    measured_at: z.string(),
    /** Wrong, missing and extra words, as a share of `words`. Of a voice: what `heard_by` made of its sentences. */
    word_error_rate: rate.optional(),
    words: count.optional(),
    heard_by: z.string().max(200).optional(),
    /** Seconds that are missed, invented or given to another speaker, as a share of `speech_seconds`. */
    diarization_error_rate: rate.optional(),
    speech_seconds: rate.optional(),
    /** 0–100. */
    chrf: rate.optional(),
    sentences: count.optional(),
  })
  .meta({ id: "ProviderExam" });
export type ProviderExam = z.infer<typeof providerExamSchema>;
