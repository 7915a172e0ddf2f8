import type { KnownKind, ProviderWords } from "@headway-jobs/contract";

interface Envelope<Type extends string> {
  readonly seq: number;
  readonly type: Type;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly job_id: string;
}

export type JobQueuedEvent = Envelope<"job.queued">;
export type JobStartedEvent = Envelope<"job.started">;
export type JobResumedEvent = Envelope<"job.resumed">;
export type JobCompletedEvent = Envelope<"job.completed">;
export type JobCancelledEvent = Envelope<"job.cancelled">;

export interface JobProgressEvent extends Envelope<"job.progress"> {
  readonly phase: string;
  /** 0–100, never falls. */
  readonly progress: number;
  readonly message: string;
  /** ISO 8601, UTC; there while a step waits for a provider, which `message` then says. */
  readonly next_try_at?: string;
}

export interface JobWarningEvent extends Envelope<"job.warning"> {
  readonly code: string;
  readonly message: string;
}

export interface JobAwaitingApprovalEvent extends Envelope<"job.awaiting_approval"> {
  readonly [member: string]: unknown;
}

export interface JobFailedEvent extends Envelope<"job.failed"> {
  readonly code: string;
  readonly message: string;
  /** What the provider that failed said itself; its words are in `message` as well. */
  readonly provider?: ProviderWords;
}

/** An event of a kind's own, e.g. `video.slide`. */
export interface KindEvent<Kind extends string = KnownKind> extends Envelope<`${Kind}.${string}`> {
  readonly [member: string]: unknown;
}

/** One entry of a job's log as the native stream sends it (SPEC §1). */
export type JobEvent =
  | JobQueuedEvent
  | JobStartedEvent
  | JobProgressEvent
  | JobWarningEvent
  | JobAwaitingApprovalEvent
  | JobResumedEvent
  | JobCompletedEvent
  | JobFailedEvent
  | JobCancelledEvent
  | KindEvent;

export type TerminalEvent = JobCompletedEvent | JobFailedEvent | JobCancelledEvent;

/** True for the one event that ends a job's log. */
export function isTerminalEvent(event: JobEvent): event is TerminalEvent {
  return event.type === "job.completed" || event.type === "job.failed" || event.type === "job.cancelled";
}

/** True for an event of a kind's own, also of a kind that only this deployment has: `isKindEvent(event, "report")`. */
export function isKindEvent<Kind extends string>(
  event: { readonly type: string },
  kind: Kind,
): event is KindEvent<Kind> {
  return event.type.startsWith(`${kind}.`);
}
