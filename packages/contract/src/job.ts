import { z } from "zod";

/** The kinds that Headway brings. */
export const JOB_KINDS = ["video", "speech", "document", "conversation", "local_model"] as const;
export type KnownKind = (typeof JOB_KINDS)[number];

/** The kind of a job: one that Headway brings, or one of a deployment's own services. */
export type JobKind = KnownKind | (string & {});

/** Names of a deployment's own kinds. The names of their events begin with the kind, so it has the form of an event name's first word. */
export const JOB_KIND_PATTERN = /^[a-z][a-z0-9_]{0,39}$/;

export const JOB_STATUSES = [
  "pending",
  "in_progress",
  "awaiting_approval",
  "completed",
  "failed",
  "cancelled",
] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

export const ENDED_STATUSES: ReadonlySet<JobStatus> = new Set(["completed", "failed", "cancelled"]);

/** `job_` + ULID (Crockford base 32, upper case). */
export const JOB_ID_PATTERN = /^job_[0-9A-HJKMNP-TV-Z]{26}$/;

export const TERMINAL_EVENTS: ReadonlySet<string> = new Set(["job.completed", "job.failed", "job.cancelled"]);

/** What the provider that failed said itself, cleaned and without keys. */
const providerWordsSchema = z
  .object({ name: z.string(), message: z.string(), status: z.number().int().optional() })
  .meta({ id: "ProviderMessage" });

export const jobErrorSchema = z
  .object({
    code: z.string(),
    message: z.string(),
    provider: providerWordsSchema.optional(),
  })
  .meta({ id: "JobError" });

/** `GET /v1/jobs/{id}` (SPEC §1). Times are ISO 8601 in UTC. */
export const jobResourceSchema = z
  .object({
    job_id: z.string(),
    kind: z.string(),
    job_type: z.string(),
    /** Id of the job that this one runs again. */
    rerun_of: z.string().nullable(),
    session_id: z.string().nullable(),
    status: z.enum(JOB_STATUSES),
    progress: z.number().min(0).max(100),
    phase: z.string().nullable(),
    created_at: z.string(),
    updated_at: z.string(),
    started_at: z.string().nullable(),
    finished_at: z.string().nullable(),
    deadline_at: z.string().nullable(),
    result: z.unknown().nullable(),
    error: jobErrorSchema.nullable(),
    metadata: z
      .record(z.string(), z.unknown())
      .describe("Members of the service's own; `waiting`: `{message, next_try_at}` while a step waits for a provider."),
    usage: z
      .record(z.string(), z.unknown())
      .describe(
        "What the job used, in the service's own members; beside them `providers`: " +
          "`[{name, calls, failed_calls, tokens_in, tokens_out, characters, audio_seconds, exam?}]`; `exam` is a ProviderExam.",
      ),
    links: z.record(z.string(), z.string()),
  })
  .meta({ id: "Job" });
export type JobResource = z.infer<typeof jobResourceSchema>;

/** `POST /v1/jobs` (SPEC §1.1). Which kinds there are, and what their input is, says the server. */
export const createJobSchema = z.object({ kind: z.string().max(100), input: z.record(z.string(), z.unknown()) });

/** `GET /v1/kinds` (SPEC §1.7). */
export const jobKindSchema = z
  .object({
    kind: z.string(),
    /** For headings and lists: "Narrated video". */
    title: z.string(),
    description: z.string(),
    /** JSON Schema (draft 2020-12) of the input of `POST /v1/jobs`. */
    input: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "JobKind" });
export type JobKindResource = z.infer<typeof jobKindSchema>;

export const MAX_COMMENT_CHARS = 10_000;

/** `POST /v1/jobs/{id}/approve` (SPEC §1.8). */
export const approveJobSchema = z
  .object({
    approved: z.boolean(),
    /** What is decided; absent = what the job waits for. */
    approval_id: z.string().min(1).max(100).nullish(),
    /** For the job's workflow: why, or what to change. */
    comment: z.string().max(MAX_COMMENT_CHARS).nullish(),
  })
  .meta({ id: "ApproveJobRequest" });

/** `metadata.approval` of a job that waits for this decision (SPEC §1.8). */
export const approvalSchema = z.object({
  approval_id: z.string(),
  question: z.string(),
  details: z.record(z.string(), z.unknown()),
});
export type Approval = z.infer<typeof approvalSchema>;

/** `POST /v1/jobs/{id}/rerun` (SPEC §1.6). */
export const rerunSchema = z
  .object({
    /** Name of the step to begin with, or `unfinished`; absent = from the beginning. */
    from: z.string().min(1).max(300).nullish(),
    /** Members that take the place of those of the old input; the others stay. */
    input: z.record(z.string(), z.unknown()).nullish(),
  })
  .meta({ id: "RerunRequest" });

/** One native event as it appears in SSE data and in event pages: the envelope plus the event's own members. */
export const jobEventSchema = z
  .looseObject({
    seq: z.number().int().positive(),
    type: z.string(),
    at: z.string(),
    job_id: z.string(),
  })
  .meta({ id: "JobEvent" });
export type JobEventResource = z.infer<typeof jobEventSchema>;

/** RFC 9457 problem body; `error` repeats the code for clients that look there (SPEC §0). */
export const problemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.union([
      z.string(),
      z.array(z.object({ loc: z.array(z.union([z.string(), z.number()])), msg: z.string(), type: z.string() })),
    ]),
    code: z.string(),
  })
  .meta({ id: "Problem" });
