import { z } from "zod";

/** Languages of the video API and the BCP-47 tag of each voice; names match case-insensitively (SPEC §2.5). */
export const VIDEO_LANGUAGES = {
  english: "en-us",
  hindi: "hi-in",
  kannada: "kn-in",
  telugu: "te-in",
  tamil: "ta-in",
  bengali: "bn-in",
  gujarati: "gu-in",
  malayalam: "ml-in",
  marathi: "mr-in",
  odia: "or-in",
  punjabi: "pa-in",
  spanish: "es-es",
  french: "fr-fr",
  italian: "it-it",
  portuguese: "pt-pt",
  catalan: "ca-es",
  galician: "gl-es",
  german: "de-de",
  dutch: "nl-nl",
  japanese: "ja-jp",
  chinese: "zh-cn",
  korean: "ko-kr",
  arabic: "ar-xa",
  hebrew: "he-il",
  russian: "ru-ru",
} as const;
export type VideoLanguage = keyof typeof VIDEO_LANGUAGES;

export const VIDEO_TONES = ["formal", "casual", "storytelling", "enthusiastic"] as const;
export type VideoTone = (typeof VIDEO_TONES)[number];

export const VIDEO_SIZES = ["1920x1080", "1280x720", "854x480"] as const;
export type VideoSize = (typeof VIDEO_SIZES)[number];

export const VIDEO_THEMES = ["dark", "light"] as const;
export type VideoTheme = (typeof VIDEO_THEMES)[number];

export const MAX_SOURCE_BYTES = 200 * 1024;

const codePoints = (text: string): number => [...text].length;

/** `POST /api/generate` and the input of native video jobs (SPEC §2). */
export const videoInputSchema = z.object({
  topic: z
    .string()
    .refine((t) => t.trim() !== "" && codePoints(t) <= 300, "must have 1 to 300 characters that are not all blank"),
  num_slides: z.number().int().min(1).max(20).default(5),
  language: z
    .string()
    .default("english")
    .transform((name) => name.trim().toLowerCase())
    .refine(
      (name): name is VideoLanguage => Object.hasOwn(VIDEO_LANGUAGES, name),
      `must be one of ${Object.keys(VIDEO_LANGUAGES).join(", ")}`,
    ),
  tone: z.enum(VIDEO_TONES).default("formal"),
  source: z
    .string()
    .refine((s) => new TextEncoder().encode(s).length <= MAX_SOURCE_BYTES, "must be at most 200 KB")
    .optional(),
  voice: z.string().max(100).optional(),
  size: z.enum(VIDEO_SIZES).default("1920x1080"),
  theme: z.enum(VIDEO_THEMES).default("dark"),
  captions: z.boolean().default(true),
});
export type VideoInput = z.infer<typeof videoInputSchema>;

/** `content_data` (SPEC §2.5). */
export const videoContentSchema = z
  .object({
    topic: z.string(),
    total_slides: z.number().int(),
    slides: z.array(
      z.object({
        slide_number: z.number().int(),
        title: z.string(),
        content_text: z.string(),
        needs_image: z.boolean(),
        image_keyword: z.string(),
        needs_animation: z.boolean(),
        animation_description: z.string(),
        duration: z.number(),
      }),
    ),
  })
  .meta({ id: "VideoContent" });
export type VideoContent = z.infer<typeof videoContentSchema>;

/** `script_data` (SPEC §2.5); times in seconds, contiguous. */
export const videoScriptSchema = z
  .object({
    topic: z.string(),
    total_duration: z.number(),
    language: z.string(),
    slide_scripts: z.array(
      z.object({
        slide_number: z.number().int(),
        narration_text: z.string(),
        start_time: z.number(),
        end_time: z.number(),
        duration: z.number(),
      }),
    ),
  })
  .meta({ id: "VideoScript" });
export type VideoScript = z.infer<typeof videoScriptSchema>;

export const VIDEO_STATUSES = [
  "connected",
  "waiting",
  "started",
  "generating_content",
  "generating_scripts",
  "generating_audio",
  "combining_audio",
  "generating_media",
  "generating_animation",
  "fetching_image",
  "generating_slide",
  "composing_video",
  "completed",
  "error",
  "done",
] as const;
export type VideoStatus = (typeof VIDEO_STATUSES)[number];

/** One frame of `GET /api/progress/{generation_id}`; all four members always (SPEC §2.3). */
export const videoProgressSchema = z
  .object({
    status: z.enum(VIDEO_STATUSES),
    progress: z.number().int().min(0).max(100),
    message: z.string(),
    timestamp: z.string().regex(/^\d\d:\d\d:\d\d$/),
  })
  .meta({ id: "VideoProgress" });
export type VideoProgress = z.infer<typeof videoProgressSchema>;

export const videoResultSchema = z
  .object({
    status: z.literal("success"),
    message: z.string(),
    content_data: videoContentSchema,
    script_data: videoScriptSchema,
    video_path: z.string(),
    video_filename: z.string(),
    generation_id: z.string(),
    job_id: z.string(),
  })
  .meta({ id: "VideoResult" });
