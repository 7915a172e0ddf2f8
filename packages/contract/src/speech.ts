import { z } from "zod";
import { findLanguage } from "./languages.ts";

export const MAX_SPEECH_CHARS = 50_000;
const MAX_TEXTS = 1_000;

export const SPEECH_TASKS = ["translated-tts", "tts", "translate"] as const;
export type SpeechTask = (typeof SPEECH_TASKS)[number];

/** Statuses of a task, as its poll shows them (SPEC §3.2). */
export const SPEECH_STATUSES = ["PENDING", "SUCCESS", "TIMEOUT", "ERROR", "PAYMENT_REQUIRED"] as const;
export type SpeechStatus = (typeof SPEECH_STATUSES)[number];

/** `exception_reason`, as far as this server has occasion for them (SPEC §3.2). */
export const EXCEPTION_REASONS = [
  "VOICE_CONVERSION_ERROR",
  "PROCESSING_ERROR",
  "INVALID_SOURCE_DATA",
  "PAYMENT_REQUIRED",
  "INTERNAL_ERROR",
  "NONE",
] as const;
export type ExceptionReason = (typeof EXCEPTION_REASONS)[number];

/** 0 not known, 1 male, 2 female, 9 other. */
export const SPEECH_GENDERS = [0, 1, 2, 9] as const;
export type SpeechGender = (typeof SPEECH_GENDERS)[number];

/** Formats that a result can be asked for; FLAC is what is made. */
export const SPEECH_FORMATS = ["flac", "wav", "mp3", "ogg"] as const;
export type SpeechFormat = (typeof SPEECH_FORMATS)[number];

const codePoints = (text: string): number => [...text].length;

/** What a task costs: one credit per character of its source. */
export const speechCredits = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + codePoints(text), 0);

// Half a surrogate pair is no character: nobody could translate or store it.
const text = z
  .string()
  .transform((value) => value.toWellFormed())
  .refine((value) => value.trim() !== "", "must not be empty or blank")
  .refine((value) => codePoints(value) <= MAX_SPEECH_CHARS, `must have at most ${MAX_SPEECH_CHARS} characters`);

/** An id of the table or a tag; parsed to the tag. */
const language = z
  .union([z.number().int(), z.string().max(40)], "must be a language's id or its tag, e.g. 54 or es-es")
  .refine((value) => findLanguage(value) !== undefined, "is no language of this API; see /source-languages")
  .transform((value) => findLanguage(value)?.tag ?? "");

const voiceId = z.number().int();
const gender = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(9)], "must be 0, 1, 2 or 9");

/** What every submission may carry. Clients send null for what they leave out. */
const options = {
  project_name: z.string().max(255).nullish(),
  project_description: z.string().max(5_000).nullish(),
  folder_id: z.number().int().nullish(),
  age: z.number().int().min(1).max(120).nullish(),
  gender: gender.nullish(),
};
const translating = {
  /** Ids of `/dictionaries`: their terms are translated as they say. */
  chosen_dictionaries: z.array(z.number().int()).max(20).nullish(),
  source_language: language,
  target_language: language,
  formality: z.union([z.literal(1), z.literal(2)], "must be 1 (formal) or 2 (informal)").nullish(),
};

/** `POST /translated-tts` (SPEC §3). */
export const translatedTtsSchema = z
  .object({ text, voice_id: voiceId, ...translating, ...options })
  .meta({ id: "TranslatedTtsRequest" });

/** `POST /tts`. */
export const ttsSchema = z.object({ text, voice_id: voiceId, language, ...options }).meta({ id: "TtsRequest" });

/** `POST /translate`. */
export const translateSchema = z
  .object({
    texts: z
      .array(text)
      .min(1)
      .max(MAX_TEXTS)
      .refine(
        (texts) => speechCredits(texts) <= MAX_SPEECH_CHARS,
        `must have at most ${MAX_SPEECH_CHARS} characters in all`,
      ),
    ...translating,
    ...options,
  })
  .meta({ id: "TranslateRequest" });

/** Native jobs may leave the voice to the server. */
const anyVoice = { voice_id: voiceId.optional() };

/** Input of native speech jobs: one of the three, told apart by `task`; without it a translated voice. */
export const speechInputSchema = z.preprocess(
  (value) =>
    typeof value === "object" && value !== null && !("task" in value) ? { task: "translated-tts", ...value } : value,
  z.discriminatedUnion("task", [
    translatedTtsSchema.extend({ task: z.literal("translated-tts"), ...anyVoice }),
    ttsSchema.extend({ task: z.literal("tts"), ...anyVoice }),
    translateSchema.extend({ task: z.literal("translate") }),
  ]),
);
export type SpeechInput = z.infer<typeof speechInputSchema>;

export const speechTaskSchema = z.object({ task_id: z.string(), job_id: z.string() }).meta({ id: "SpeechTask" });

/** A poll's answer; `run_id` is there from SUCCESS on and names both results. */
export const speechStatusSchema = z
  .object({
    status: z.enum(SPEECH_STATUSES),
    run_id: z.number().int().nullable(),
    exception_reason: z.enum(EXCEPTION_REASONS).nullable(),
    message: z.string().nullable(),
    progress: z.number(),
  })
  .meta({ id: "SpeechStatus" });

export const speechLanguageSchema = z
  .object({ id: z.number().int(), language: z.string(), short_name: z.string() })
  .meta({ id: "SpeechLanguage" });

export const speechVoiceSchema = z
  .object({
    id: z.number().int(),
    voice_name: z.string(),
    gender: z.number().int(),
    age: z.number().int().nullable(),
    /** Null: the voice speaks every language of its model. */
    language: z.number().int().nullable(),
    language_tag: z.string(),
    description: z.string(),
  })
  .meta({ id: "SpeechVoice" });
export type SpeechVoice = z.infer<typeof speechVoiceSchema>;

export const runIdsSchema = z
  .object({ run_ids: z.array(z.number().int().positive()).min(1).max(100) })
  .meta({ id: "RunIds" });
export const outputUrlSchema = z.object({ output_url: z.string() }).meta({ id: "OutputUrl" });
export const translatedTextsSchema = z.object({ texts: z.array(z.string()) }).meta({ id: "TranslatedTexts" });
