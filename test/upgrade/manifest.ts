import { z } from "zod";

const artifactSchema = z.object({ name: z.string(), sha256: z.string() });

/** What `make-fixture.ts` put into a data folder, for the test that finishes it. */
export const manifestSchema = z.object({
  /** Commit and moment of the making; all moments in the folder are shifted by what has passed since then. */
  commit: z.string(),
  made_at_ms: z.number(),
  owner: z.string(),
  key: z.string(),
  credits: z.object({ granted: z.number(), left: z.number() }),
  /** Ended jobs of every kind. */
  finished: z.array(
    z.object({
      job_id: z.string(),
      kind: z.string(),
      status: z.enum(["completed", "failed", "cancelled"]),
      last_seq: z.number(),
      artifacts: z.array(artifactSchema),
    }),
  ),
  /** Opens an artifact without a key, until the year 2100. */
  signed: z.object({ path: z.string(), sha256: z.string() }),
  /** Jobs whose two changes wait for an approval; `decided` of them have it. */
  waiting: z.array(z.object({ job_id: z.string(), session_id: z.string(), decided: z.number() })),
  /** Killed in the middle of a step, with steps that had ended. */
  half_done: z.array(z.object({ job_id: z.string(), kind: z.string(), last_seq: z.number() })),
  queued: z.array(z.object({ job_id: z.string(), kind: z.string() })),
  live: z.object({
    session_id: z.string(),
    job_id: z.string(),
    next_chunk_seq: z.number(),
    /** What is still to be sent, in base64. */
    rest: z.string(),
  }),
  /** A session of two turns. */
  session: z.object({ session_id: z.string(), html: z.string() }),
  upload: z.object({ upload_id: z.string(), transcript: z.string() }),
  repeated: z.object({ idempotency_key: z.string(), body: z.unknown(), job_id: z.string() }),
});
export type Manifest = z.infer<typeof manifestSchema>;
