import { z } from "zod";

export const APPROVAL_MODES = ["approve_all", "ask_every_time"] as const;
export type ApprovalMode = (typeof APPROVAL_MODES)[number];

export const DOCUMENT_OPERATIONS = ["edit", "create", "delete"] as const;
export type DocumentOperation = (typeof DOCUMENT_OPERATIONS)[number];

/** What `POST /v1/documents/export` makes (SPEC §4). */
export const EXPORT_FORMATS = ["html", "markdown", "txt", "docx"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const MAX_MESSAGE_CHARS = 50_000;
export const MAX_FEEDBACK_CHARS = 5_000;
const MAX_DECISIONS = 10_000;

/** Client-chosen; scoped to the owner. */
export const sessionIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,128}$/, "must have 1 to 128 letters, digits and . _ -");

const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, `must be one of: ${words.join(", ")}`);

// Clients send null for what they leave out, and half a surrogate pair could not be stored.
const orElse = <T extends z.ZodType, const Fallback>(schema: T, fallback: Fallback) =>
  schema.nullish().transform((value) => value ?? fallback);
const wellFormed = (value: string): string => value.toWellFormed();

export const DEFAULT_MODEL_TIER = "core";
export const DEFAULT_THINKING_DEPTH = "balanced";
const ONE_EDITOR = "Taken for compatibility: a server has one editor, so this changes nothing but for a warning.";

/** Body of `POST /v1/chat` and `/v1/chat/async`, and input of native document jobs (SPEC §4). Members it does not know are let pass. */
export const documentInputSchema = z.object({
  message: z
    .string()
    .transform(wellFormed)
    .refine((value) => value.trim() !== "", "must not be empty or blank")
    .refine((value) => value.length <= MAX_MESSAGE_CHARS, `must have at most ${MAX_MESSAGE_CHARS} characters`),
  session_id: sessionIdSchema,
  /** The whole document as the client has it now; left out, the session's own is worked on. */
  document_html: orElse(z.string().transform(wellFormed), null),
  approval_mode: orElse(oneOf(APPROVAL_MODES), "approve_all"),
  /** `compact` answers with what changed instead of the whole document. */
  response_mode: orElse(oneOf(["full", "compact"]), "full"),
  /** True: the stream begins with the document as it was taken in, ids included. */
  document_sync: orElse(z.boolean(), false),
  model_tier: orElse(oneOf(["core", "turbo", "pro", "max"]), DEFAULT_MODEL_TIER).describe(ONE_EDITOR),
  thinking_depth: orElse(oneOf(["fast", "balanced", "deep"]), DEFAULT_THINKING_DEPTH).describe(ONE_EDITOR),
  /** Taken for compatibility: nothing but their number is kept. */
  image_attachments: orElse(
    z.array(z.unknown()).transform((images) => images.map(() => null)),
    [],
  ),
});
export type DocumentInput = z.infer<typeof documentInputSchema>;

/** One proposed change, as events, `metadata.pending_changes` and results show it (seed 002). */
export const documentChangeSchema = z
  .object({
    /** `ch_1`, `ch_2` …, unique in its job. */
    change_id: z.string(),
    operation: z.enum(DOCUMENT_OPERATIONS),
    chunk_id: z.string().nullable(),
    old_html: z.string().nullable(),
    new_html: z.string().nullable(),
    ai_explanation: z.string(),
    /** The id of the batch's first change. */
    batch_id: z.string(),
    batch_total: z.number().int().positive(),
    insert_after_chunk_id: z.string().nullable(),
    /** Binds a decision to what was shown: it differs with operation, place, old and new HTML. */
    change_hash: z.string(),
  })
  .meta({ id: "DocumentChange" });
export type DocumentChange = z.infer<typeof documentChangeSchema>;

export const CHANGE_OUTCOMES = ["auto_approved", "approved", "denied"] as const;

const decidedChangeSchema = documentChangeSchema
  .extend({ status: z.enum(CHANGE_OUTCOMES) })
  .meta({ id: "DecidedChange" });
export type DecidedChange = z.infer<typeof decidedChangeSchema>;

export const documentUsageSchema = z
  .object({
    monthly_used: z.number().int(),
    /** Null, as `monthly_remaining`, for an owner without a limit. */
    monthly_limit: z.number().int().nullable(),
    monthly_remaining: z.number().int().nullable(),
    was_billable: z.boolean(),
    subscription_tier: z.string(),
    /** What this request cost. */
    ops_charged: z.number().int(),
  })
  .meta({ id: "DocumentUsage" });
export type DocumentUsage = z.infer<typeof documentUsageSchema>;

export const documentChangesSchema = z
  .object({
    /** The whole document; null in compact mode, and while changes wait for approval. */
    updated_html: z.string().nullable(),
    version_id: z.string().nullable(),
    changes_summary: z.string().nullable(),
    requires_approval: z.boolean(),
    pending_changes: z.array(documentChangeSchema).nullable(),
    changes: z.array(decidedChangeSchema),
    /** Applied changes only; null unless the mode is compact. */
    chunk_diffs: z.array(decidedChangeSchema).nullable(),
  })
  .meta({ id: "DocumentChanges" });
export type DocumentChanges = z.infer<typeof documentChangesSchema>;

/** The result of a document job. `document_changes` is null when nothing was proposed. */
export const documentResultSchema = z
  .object({
    response: z.string(),
    document_changes: documentChangesSchema.nullable(),
    usage: documentUsageSchema,
    session_id: z.string(),
  })
  .meta({ id: "DocumentResult" });
export type DocumentResult = z.infer<typeof documentResultSchema>;

/** 200 of `POST /v1/chat`; with `requires_approval` the job waits for decisions on `pending_changes`. */
export const chatReplySchema = documentResultSchema
  .extend({
    usage: documentUsageSchema.nullable(),
    requires_approval: z.boolean(),
    pending_changes: z.array(documentChangeSchema).nullable(),
    job_id: z.string(),
  })
  .meta({ id: "ChatReply" });

export const chatAcceptedSchema = z
  .object({
    job_id: z.string(),
    session_id: z.string(),
    status: z.literal("pending"),
    message: z.string(),
  })
  .meta({ id: "ChatAccepted" });

const feedback = z
  .string()
  .transform(wellFormed)
  .refine((value) => value.length <= MAX_FEEDBACK_CHARS, `must have at most ${MAX_FEEDBACK_CHARS} characters`)
  // Blank feedback says nothing that a new proposal could follow.
  .transform((value) => (value.trim() === "" ? null : value))
  .nullish()
  .transform((value) => value ?? null);
const changeHash = z.string().max(200).nullish();

/** Body of `POST /v1/chat/{session_id}/approve`. With neither `change_id` nor `changes` it decides every change that is still undecided. */
export const approveSchema = z
  .object({
    job_id: z.string().max(200),
    approved: z.boolean(),
    change_id: z.string().max(200).nullish(),
    feedback,
    change_hash: changeHash,
    changes: z
      .array(
        z.object({
          change_id: z.string().max(200),
          approved: z.boolean().nullish(),
          feedback,
          change_hash: changeHash,
        }),
      )
      .min(1, "must name a change, or be left out to decide all")
      .max(MAX_DECISIONS)
      .nullish(),
  })
  .refine(({ change_id, changes }) => (change_id ?? null) === null || (changes ?? null) === null, {
    message: "send change_id or changes, not both",
    path: ["changes"],
  })
  .refine(({ change_id, change_hash }) => (change_hash ?? null) === null || (change_id ?? null) !== null, {
    message: "belongs to a change: send change_id too, or a hash with each of changes",
    path: ["change_hash"],
  })
  .meta({ id: "ApproveRequest" });
export type ApproveRequest = z.infer<typeof approveSchema>;

export const approveReplySchema = z
  .object({
    status: z.literal("ok"),
    message: z.string(),
    /** True: every change of the batch is decided and the job continues. */
    batch_complete: z.boolean(),
  })
  .meta({ id: "ApproveReply" });

export type ApproveReply = z.infer<typeof approveReplySchema>;

/** `update`: load the document that comes along; `clear`: there is none; `keep`: what the client shows is right. */
export const EDITOR_ACTIONS = ["update", "clear", "keep"] as const;

export const documentStateSchema = z
  .object({
    html_content: z.string().nullable(),
    version_id: z.string(),
    chunk_count: z.number().int(),
    last_modified: z.string(),
    attachments: z.array(z.unknown()),
  })
  .meta({ id: "DocumentState" });

export const sessionListSchema = z
  .object({
    sessions: z.array(
      z.object({
        id: z.string(),
        session_id: z.string(),
        message_count: z.number().int(),
        /** The beginning of the session's first message. */
        first_message: z.string().nullable(),
        version_id: z.string().nullable(),
        created_at: z.string(),
        updated_at: z.string(),
      }),
    ),
    total: z.number().int(),
  })
  .meta({ id: "SessionList" });

export type SessionList = z.infer<typeof sessionListSchema>;

export const sessionHistorySchema = z
  .object({
    session_id: z.string(),
    messages: z.array(
      z.object({
        id: z.string(),
        sender: z.enum(["user", "ai"]),
        content: z.string(),
        timestamp: z.string(),
        /** What a revert takes; a message and its answer share it. */
        turn_index: z.number().int(),
        /** The version that a revert to this turn brings back. */
        checkpoint_id: z.string().nullable(),
      }),
    ),
    document_state: documentStateSchema.nullable(),
    editor_action: z.enum(EDITOR_ACTIONS),
  })
  .meta({ id: "SessionHistory" });
export type SessionHistory = z.infer<typeof sessionHistorySchema>;

export const revertSchema = z
  .object({ turn_index: z.number().int().min(0).max(1_000_000_000) })
  .meta({ id: "RevertRequest" });

export const revertReplySchema = z
  .object({
    session_id: z.string(),
    /** The last turn that is left; -1 when none is. */
    reverted_to_turn: z.number().int(),
    /** The message that is taken back, to be written again. */
    compose_text: z.string(),
    archived_turn_count: z.number().int(),
    document_state: documentStateSchema.nullable(),
    editor_action: z.enum(EDITOR_ACTIONS),
  })
  .meta({ id: "RevertReply" });

export type RevertReply = z.infer<typeof revertReplySchema>;

export const documentUploadSchema = z
  .object({
    html: z.string(),
    session_id: z.string(),
    filename: z.string(),
    chunks_count: z.number().int(),
    version_id: z.string(),
    document_id: z.string(),
    documents: z.array(
      z.object({
        document_id: z.string(),
        durable_document_id: z.string().nullable(),
        title: z.string().nullable(),
        chunks_count: z.number().int(),
        focused: z.boolean(),
        html: z.string().nullable(),
      }),
    ),
    page_setup: z.unknown().nullable(),
    persisted: z.boolean(),
    warnings: z.array(z.string()),
  })
  .meta({ id: "UploadedDocument" });

export type UploadedDocument = z.infer<typeof documentUploadSchema>;

/** Body of `POST /v1/documents/export`: a session's document, or HTML sent along. */
export const exportSchema = z
  .object({
    format: oneOf(EXPORT_FORMATS),
    session_id: sessionIdSchema.nullish(),
    html: z.string().transform(wellFormed).nullish(),
    options: z.record(z.string(), z.unknown()).nullish(),
  })
  .refine(({ session_id, html }) => (session_id ?? html ?? null) !== null, {
    message: "send session_id or html",
    path: ["session_id"],
  })
  .meta({ id: "ExportRequest" });
export type ExportRequest = z.infer<typeof exportSchema>;

export const monthlyUsageSchema = z
  .object({
    monthly_used: z.number().int(),
    monthly_limit: z.number().int().nullable(),
    monthly_remaining: z.number().int().nullable(),
    subscription_tier: z.string(),
    quota_exhausted: z.boolean(),
    resets_at: z.string(),
  })
  .meta({ id: "MonthlyUsage" });

export type MonthlyUsage = z.infer<typeof monthlyUsageSchema>;

export const documentLimitsSchema = z
  .object({
    subscription_tier: z.string(),
    monthly_limit: z.number().int().nullable(),
    max_document_bytes: z.number().int(),
    max_message_chars: z.number().int(),
    active_jobs_per_session: z.number().int(),
    approval_timeout_seconds: z.number().int(),
  })
  .meta({ id: "DocumentLimits" });
