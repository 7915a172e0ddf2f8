import {
  type Approval,
  approvalSchema,
  type approveJobSchema,
  HeadwayError,
  type JsonObject,
} from "@headway-jobs/contract";
import type { Admission, JobContext, SignalledJob } from "@headway-jobs/engine";
import { z } from "zod";

/** Name of the signal that carries a decision. */
export const APPROVAL_SIGNAL = "approval";

const DEFAULT_TIMEOUT_MS = 7 * 24 * 3_600_000;

const decisionSchema = z.object({ approved: z.boolean(), comment: z.string().nullable() });

/** How a person decided. */
export type Decision = z.infer<typeof decisionSchema>;

export interface ApprovalOptions {
  /** What the person should see for the decision. Strings that span lines are shown as text. */
  readonly details?: JsonObject;
  /** Milliseconds after which the job fails with APPROVAL_TIMEOUT; default 7 days. */
  readonly timeoutMs?: number;
}

/** Asks a person, and waits for the decision without holding a worker. Throws HeadwayError APPROVAL_TIMEOUT when none comes in time. */
export type AskApproval = (question: string, options?: ApprovalOptions) => Promise<Decision>;

/** The approvals of one run of a workflow. They are asked one after another: what a job waits for is one question. */
export function approvals(ctx: Pick<JobContext, "setMetadata" | "waitFor">): AskApproval {
  let count = 0;
  let isOpen = false;
  return async (question, { details = {}, timeoutMs = DEFAULT_TIMEOUT_MS } = {}) => {
    if (isOpen) throw new TypeError("A job can ask for one approval at a time.");
    isOpen = true;
    count += 1;
    const approval: Approval = { approval_id: `approval-${count}`, question, details };
    // Committed with the wait, so that a client that sees the status sees the question too.
    ctx.setMetadata({ approval: { approval_id: approval.approval_id, question, details } });
    try {
      return await ctx.waitFor(APPROVAL_SIGNAL, decisionSchema, {
        status: "awaiting_approval",
        timeoutMs,
        data: { approval_id: approval.approval_id, question },
      });
    } finally {
      isOpen = false;
    }
  };
}

/** What clients see of the metadata: `approval` is there while the job waits for it. */
export function shownApproval({ status, metadata }: Pick<SignalledJob, "status" | "metadata">): JsonObject {
  const { approval, ...others } = metadata;
  return approval === undefined || status === "awaiting_approval" ? metadata : others;
}

const metadataSchema = z.object({
  approval: approvalSchema.optional(),
  decisions: z.record(z.string(), decisionSchema).default({}),
});

/**
 * Admits a decision to a job whose row is locked (SPEC §1.8): records it, or leaves out one that was taken already. Throws CONFLICT when the job
 * does not wait for it, or when it was decided otherwise.
 */
export function admitDecision(job: SignalledJob, request: z.infer<typeof approveJobSchema>): Admission {
  const parsed = metadataSchema.safeParse(job.metadata).data;
  const id = request.approval_id ?? parsed?.approval?.approval_id;
  if (parsed === undefined || id === undefined) throw notAwaiting();
  const decision: Decision = { approved: request.approved, comment: request.comment ?? null };
  const earlier = parsed.decisions[id];
  if (earlier !== undefined) return repeated(earlier, decision);
  if (job.status !== "awaiting_approval" || parsed.approval?.approval_id !== id) throw notAwaiting();
  return { record: true, metadata: { decisions: { ...parsed.decisions, [id]: decision } } };
}

function repeated(earlier: Decision, decision: Decision): Admission {
  if (earlier.approved === decision.approved && earlier.comment === decision.comment) return { record: false };
  const how = earlier.approved ? "approved" : "denied";
  throw new HeadwayError("CONFLICT", `This was ${how} before; a decision cannot be changed.`);
}

function notAwaiting(): HeadwayError {
  return new HeadwayError("CONFLICT", "The job does not wait for a decision that this route takes.");
}
