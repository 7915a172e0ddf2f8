/** Bounds of the engine; each is a setting. */
export interface EngineLimits {
  /** Jobs of one owner that run at the same time. */
  readonly runningPerOwner: number;
  /** Jobs of one owner that wait for a worker; one more is refused with QUEUE_FULL. */
  readonly queuedPerOwner: number;
  /** Size of one event's data, in UTF-16 code units of its JSON. */
  readonly eventChars: number;
  /** Events that a job may write itself; the engine's closing event always fits. */
  readonly eventsPerJob: number;
  /** Claims in a row that died without a finished step, after which a job is failed with WORKER_LOST; those that died beside a suspect do not count. */
  readonly stalledClaims: number;
  /** How long a claim holds without renewal; renewed three times as often. Another node takes over the jobs of a dead node after this and one second. */
  readonly leaseMs: number;
  /** How long ended jobs and their artifacts are kept. */
  readonly retentionMs: number;
  /** How long content stays after its last reference was given up; must be longer than nodes' clocks differ. */
  readonly contentGraceMs: number;
  /** How long an idempotency key is remembered. */
  readonly idempotencyMs: number;
  /** How long jobs whose kind names no limit may work, from their first claim on. */
  readonly timeLimitMs: number;
  /** How long a job may wait at a stretch: for a worker, or for a person when the wait has no time limit of its own. */
  readonly waitLimitMs: number;
  /** How long an aborted step may take to stop before its worker is given to another job. */
  readonly abortGraceMs: number;
  /** Free bytes on the data disk below which `readiness().disk` is false. */
  readonly minFreeBytes: number;
}

const HOUR_MS = 3_600_000;

/** The one place of these defaults: the settings of the server take theirs from it. */
export const DEFAULT_LIMITS: EngineLimits = {
  runningPerOwner: 100,
  queuedPerOwner: 1000,
  eventChars: 32 * 1024 * 1024,
  eventsPerJob: 1_000_000,
  stalledClaims: 10,
  leaseMs: 4000,
  retentionMs: 7 * 24 * HOUR_MS,
  contentGraceMs: 10 * 60_000,
  idempotencyMs: 24 * HOUR_MS,
  timeLimitMs: HOUR_MS,
  waitLimitMs: 24 * HOUR_MS,
  abortGraceMs: 10_000,
  minFreeBytes: 64 * 1024 * 1024,
};
