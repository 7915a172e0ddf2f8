import { z } from "zod";

export const EMOTION_LABELS = ["joy", "sadness", "anger", "fear", "surprise", "disgust", "neutral"] as const;
export const MOMENT_CATEGORIES = ["objection", "cta_offered", "cta_accepted", "cta_rejected", "topic_shift"] as const;
export const CONVERSATION_PHASES = ["starting", "processing", "waiting_media", "completed"] as const;
export type ConversationPhase = (typeof CONVERSATION_PHASES)[number];

export const MAX_GOAL_CHARS = 1_000;
/** A transcript that is sent along, in UTF-8: about a day of speech. */
export const MAX_TRANSCRIPT_BYTES = 2_000_000;
export const MAX_SPEAKERS = 12;
export const MAX_CHUNK_BYTES = 2 ** 20;
export const DEFAULT_TTL_S = 900;

/** A multipart form has texts only. */
const numeric = (value: unknown): unknown =>
  typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
/** Clients leave a field empty, or send null, for what they do not give. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === null || value === "" ? undefined : value), schema.optional());

const goal = z
  .string()
  .max(MAX_GOAL_CHARS)
  .transform((value) => value.toWellFormed().trim());
const transcript = z.string().max(MAX_TRANSCRIPT_BYTES);
const speakers = z.preprocess(numeric, z.number().int().min(1).max(MAX_SPEAKERS));
const ttl = z.preprocess(numeric, z.number().int().min(60).max(3_600));
// Names a container for people to read; what it really is says ffmpeg.
const suffix = z.string().regex(/^\.?[A-Za-z0-9]{1,8}$/, "must be a file ending such as .webm");

const recordingOptions = { goal: optional(goal), transcript: optional(transcript), speakers: optional(speakers) };
/** What may come beside the file of `POST /analyze` and `POST /analyze/stream` (SPEC §5). */
export const analyzeOptionsSchema = z.object(recordingOptions);

/** `POST /analyze/live/start`. */
export const liveStartSchema = z
  .object({
    filename: optional(z.string().max(255)),
    suffix: optional(suffix),
    ttl_seconds: optional(ttl),
    goal: optional(goal),
  })
  .meta({ id: "LiveStartRequest" });

/** Input of native conversation jobs, told apart by `task`; without it a recording, whose `file` is an upload's id. */
export const conversationInputSchema = z.preprocess(
  (value) =>
    typeof value === "object" && value !== null && !("task" in value) ? { task: "recording", ...value } : value,
  z.discriminatedUnion("task", [
    z.object({ task: z.literal("recording"), file: z.string().min(1).max(200), ...recordingOptions }),
    liveStartSchema.extend({ task: z.literal("live") }),
  ]),
);
export type ConversationInput = z.infer<typeof conversationInputSchema>;

export const LIVE_ACTIONS = ["finalize", "cancel", "keepalive"] as const;
export type LiveAction = (typeof LIVE_ACTIONS)[number];
/** `POST /analyze/live/{session_id}/control`. */
export const liveControlSchema = z
  .object({
    action: z.enum(LIVE_ACTIONS),
    reason: z.string().max(500).nullish(),
  })
  .meta({ id: "LiveControlRequest" });

const share = z.number().min(0).max(1);
const labelShares = z.object({
  joy: share,
  sadness: share,
  anger: share,
  fear: share,
  surprise: share,
  disgust: share,
  neutral: share,
});
/** Flat as the compatible API's example shows it, and nested as its catalogue names it; both sum to 1. */
const emotionShares = labelShares.extend({ emotions: labelShares });
const affect = z.object({ valence: share, arousal: share, dominance: share });
const affectState = affect.extend({ emotion: z.enum(EMOTION_LABELS) });
const level = z.enum(["low", "medium", "high"]);
const stability = z.enum(["provisional", "final"]);
const numbers = z.record(z.string(), z.number());

/** Data of each SSE event by its name (SPEC §5.2). */
export const conversationEventSchemas = {
  status: z.object({
    phase: z.enum(CONVERSATION_PHASES),
    progress: share,
    conversation_id: z.string(),
    job_id: z.string(),
    message: z.string(),
  }),
  partial_transcript: z.object({
    partial_id: z.string(),
    text: z.string(),
    is_final: z.boolean(),
    t_start: z.number(),
  }),
  final_transcript: z.object({
    utterance_id: z.string(),
    speaker: z.string(),
    text: z.string(),
    t_start: z.number(),
    t_end: z.number(),
    confidence: share,
  }),
  emotion: z.object({
    utterance_id: z.string(),
    speaker_id: z.string(),
    emotion: emotionShares,
    scores: affect,
    confidence: share,
    stability,
  }),
  cognitive: z.object({
    utterance_id: z.string(),
    speaker_id: z.string(),
    signals: numbers,
    engagement: share,
    cognitive_load: level,
    rationale: z.string(),
  }),
  transition: z.object({
    transition_id: z.string(),
    speaker_id: z.string(),
    at_ms: z.number().int(),
    from_state: affectState,
    to_state: affectState,
    drivers: numbers,
    evidence_utterance_ids: z.array(z.string()),
    confidence: share,
    stability,
  }),
  moment: z.object({
    moment_id: z.string(),
    category: z.enum(MOMENT_CATEGORIES),
    speaker_id: z.string(),
    start_ms: z.number().int(),
    end_ms: z.number().int(),
    utterance_ids: z.array(z.string()),
    summary: z.string(),
    labels: z.array(z.string()),
    evidence: z.array(z.object({ utterance_id: z.string(), text: z.string() })),
    confidence: share,
  }),
  summary_update: z.object({
    summary: z.object({
      overview: z.string(),
      key_insights: z.array(z.string()),
      notable_patterns: z.array(z.string()),
      recommendations: z.array(z.string()),
      what_went_well: z.array(z.string()),
      what_went_wrong: z.array(z.string()),
      speaker_dynamics: z.record(z.string(), z.unknown()),
      conversation_quality: z.string(),
    }),
  }),
  error: z.object({ code: z.string(), message: z.string() }),
  done: z.object({ conversation_id: z.string() }),
} as const;
type EventSchemas = typeof conversationEventSchemas;
export type ConversationEventName = keyof EventSchemas;
export type ConversationEventData<Name extends ConversationEventName> = z.infer<EventSchemas[Name]>;

/** One utterance of a finished analysis (SPEC §5.4); times in seconds. */
export const timelineEntrySchema = z
  .object({
    utterance_id: z.string(),
    speaker: z.string(),
    t_start: z.number(),
    t_end: z.number(),
    text: z.string(),
    asr_confidence: share,
    prosody: z.record(z.string(), z.number().nullable()).nullable(),
    prosody_desc: z.string(),
    emotion: emotionShares.extend({ label: z.enum(EMOTION_LABELS), scores: affect, confidence: share, stability }),
    sentiment: z.object({
      label: z.enum(["positive", "negative", "neutral"]),
      polarity: z.number().min(-1).max(1),
      subjectivity: share,
    }),
    polarity: z.number().min(-1).max(1),
    subjectivity: share,
    cognitive: z.object({ signals: numbers, engagement: share, cognitive_load: level, rationale: z.string() }),
    commitment_score: share,
    commitment_level: level,
    passion_score: share,
    passion_level: level,
    conviction_score: share,
    conviction_level: level,
    lexical_markers: z.record(z.string(), z.array(z.string())),
    acoustic_reasoning: z.string(),
    confidence: share,
  })
  .meta({ id: "TimelineEntry" });
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

/** The result of a conversation job and the reply of `POST /analyze` (SPEC §5.4). */
export const conversationResultSchema = z
  .object({
    conversation_id: z.string(),
    job_id: z.string(),
    utterances: z.number().int(),
    duration: z.number(),
    timeline: z.array(timelineEntrySchema),
    summary: conversationEventSchemas.summary_update.shape.summary,
    insights: z.object({
      overall_sentiment: z.object({
        mean: z.number(),
        std: z.number(),
        trend: z.enum(["positive", "negative", "stable"]),
      }),
      dominant_emotions: z.array(z.enum(EMOTION_LABELS)),
      engagement_pattern: z.enum(["increasing", "decreasing", "steady", "fluctuating"]),
      key_moments: z.array(conversationEventSchemas.moment),
      speaker_profiles: z.record(z.string(), z.unknown()),
      conversation_dynamics: z.record(z.string(), z.unknown()),
      cognitive_profile: z.record(z.string(), z.unknown()),
    }),
    transitions: z.array(conversationEventSchemas.transition),
    moments: z.array(conversationEventSchemas.moment),
    segmentation: z.object({
      phases: z.array(
        z.object({
          phase_id: z.string(),
          phase_name: z.string(),
          start_timestamp: z.number(),
          end_timestamp: z.number(),
          utterance_ids: z.array(z.string()),
        }),
      ),
    }),
    agent_results: z.array(
      z.object({ utterance_id: z.string(), agents: z.record(z.string(), z.record(z.string(), z.unknown())) }),
    ),
    /** The methods that really answered: `built-in`, `channels` (a speaker for each side), `transcript`, or the name of a model or vendor. */
    heard_with: z.object({ recognition: z.string(), speech: z.string(), speakers: z.string() }),
    /** Files are `GET /v1/jobs/{conversation_id}/artifacts/{name}`, with the names that these paths end in. */
    artifact_dir: z.string(),
    upload_path: z.string(),
    agent_outputs_path: z.string(),
  })
  .meta({ id: "ConversationResult" });
export type ConversationResult = z.infer<typeof conversationResultSchema>;

/** `POST /analyze` with `Prefer: respond-async`. */
export const conversationAcceptedSchema = z
  .object({
    conversation_id: z.string(),
    job_id: z.string(),
    status: z.literal("accepted"),
    links: z.record(z.string(), z.string()),
  })
  .meta({ id: "ConversationAccepted" });

/** `POST /analyze/live/start` and `GET /analyze/live/{session_id}` (SPEC §5.5). */
export const liveSessionSchema = z
  .object({
    session_id: z.string(),
    conversation_id: z.string(),
    job_id: z.string(),
    chunk_endpoint: z.string(),
    events_endpoint: z.string(),
    control_endpoint: z.string(),
    next_chunk_seq: z.number().int(),
    /** ISO 8601 with milliseconds. */
    expires_at: z.string(),
    status: z.enum(["waiting_media", "processing", "finalizing", "completed", "failed", "cancelled"]),
  })
  .meta({ id: "LiveSession" });
export type LiveSession = z.infer<typeof liveSessionSchema>;

export const liveChunkSchema = z
  .object({ received_bytes: z.number().int(), next_chunk_seq: z.number().int() })
  .meta({ id: "LiveChunkReply" });
export type LiveChunkReply = z.infer<typeof liveChunkSchema>;
export const liveControlledSchema = z
  .object({
    status: liveSessionSchema.shape.status,
    detail: z.string(),
    expires_at: z.string(),
  })
  .meta({ id: "LiveControlReply" });
export type LiveControlReply = z.infer<typeof liveControlledSchema>;
