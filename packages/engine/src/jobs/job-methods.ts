import { HeadwayError } from "@headway-jobs/contract";
import type { Engine, ListQuery, SubmitRequest } from "../api/engine.ts";
import type { EngineLimits } from "../api/limits.ts";
import type { Clock, Ids } from "../api/ports.ts";
import type { ArtifactFiles } from "../artifacts/artifact-files.ts";
import type { Db } from "../db/port.ts";
import type { ChangeFeed } from "../log/change-feed.ts";
import type { UnitsOfWork } from "../log/unit-of-work.ts";
import { storeInputFiles } from "./input-files.ts";
import type { Job } from "../api/job.ts";
import { raiseChangeNo, selectChangeNo, selectChanges } from "../log/changes.ts";
import { endRow } from "./endings.ts";
import { selectJob, selectJobById, selectJobByRunId, selectJobs } from "./find.ts";
import { purgeJob, removeJob } from "./removal.ts";
import { storable, storableKey } from "../db/storable.ts";
import { signal } from "./signal.ts";
import { insertJob, selectEarlierJobId, type Submission } from "./submission.ts";

export interface JobMethodsParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly limits: EngineLimits;
  readonly units: UnitsOfWork;
  readonly artifactFiles: ArtifactFiles;
  readonly changes: ChangeFeed;
  /** How long jobs of a kind may work; undefined when the kind is not registered here. */
  readonly timeLimitOf: (kind: string) => number | undefined;
}

type JobMethods = Pick<
  Engine,
  | "submit"
  | "find"
  | "findByRunId"
  | "list"
  | "cancel"
  | "remove"
  | "signal"
  | "readChanges"
  | "headChangeNo"
  | "subscribeChanges"
>;

/** The engine's methods about jobs: submit, find, end, remove, signal. */
export function jobMethods(parts: JobMethodsParts): JobMethods {
  const { db, changes } = parts;
  return {
    submit: (request) => submit(parts, request),
    find: (owner, idOrAlias) => selectJob(db, storableKey(owner), storableKey(idOrAlias)),
    findByRunId: (owner, runId) => selectJobByRunId(db, storableKey(owner), runId),
    list: (query) => selectJobs(db, storableQuery(query)),
    cancel: (owner, jobId, reason) => cancel(parts, storableKey(owner), storableKey(jobId), reason),
    remove: (owner, jobId) => remove(parts, storableKey(owner), storableKey(jobId)),
    signal: (request) => signal(parts, request),
    readChanges: (owner, afterChangeNo, limit) => selectChanges(db, storableKey(owner), afterChangeNo, limit),
    headChangeNo: (owner) => selectChangeNo(db, storableKey(owner)),
    subscribeChanges: (owner, onChange) => changes.subscribe(storableKey(owner), onChange),
  };
}

async function submit(parts: JobMethodsParts, given: SubmitRequest): ReturnType<Engine["submit"]> {
  const request = storableRequest(given);
  const { db, clock, ids, limits } = parts;
  const nowMs = clock.nowMs();
  if (request.files !== undefined) {
    // A repeat would take its files for nothing, or not find them any more.
    const earlierJobId = await selectEarlierJobId(db, request, nowMs);
    if (earlierJobId !== null) return earlierJob(db, request.owner, earlierJobId);
  }
  const timeLimitMs = request.timeLimitMs ?? parts.timeLimitOf(request.kind) ?? limits.timeLimitMs;
  const outcome = await insertWithFiles(parts, {
    jobId: ids.jobId(nowMs),
    request,
    inputJson: JSON.stringify(request.input),
    metadataJson: JSON.stringify(request.metadata ?? {}),
    nowMs,
    timeLimitMs: Math.ceil(timeLimitMs),
    waitLimitMs: limits.waitLimitMs,
    idempotencyMs: limits.idempotencyMs,
    queuedPerOwner: limits.queuedPerOwner,
  });
  if ("earlierJobId" in outcome) return earlierJob(db, request.owner, outcome.earlierJobId);
  return { job: outcome.job, created: true };
}

async function insertWithFiles(
  { artifactFiles, units }: JobMethodsParts,
  given: Omit<Submission, "files">,
): ReturnType<typeof insertJob> {
  const files = await storeInputFiles(artifactFiles, given.request.files ?? [], given.nowMs);
  return units.commit((unit) => insertJob(unit, { ...given, files }), { held: files });
}

async function earlierJob(db: Db, owner: string, jobId: string): ReturnType<Engine["submit"]> {
  const job = await selectJobById(db, owner, jobId);
  if (job === null) throw new HeadwayError("CONFLICT", "The job of this Idempotency-Key is being removed.");
  return { job, created: false };
}

function storableRequest(request: SubmitRequest): SubmitRequest {
  const { jobType, sessionId, aliases, idempotency } = request;
  return {
    ...request,
    owner: storableKey(request.owner),
    kind: storableKey(request.kind),
    ...(jobType === undefined ? {} : { jobType: storable(jobType) }),
    ...(sessionId === undefined ? {} : { sessionId: storableKey(sessionId) }),
    ...(aliases === undefined
      ? {}
      : { aliases: aliases.map(({ name, rank }) => ({ name: storableKey(name), rank: rank ?? 0 })) }),
    ...(idempotency === undefined
      ? {}
      : {
          idempotency: {
            route: storableKey(idempotency.route),
            key: storableKey(idempotency.key),
            requestHash: storableKey(idempotency.requestHash),
          },
        }),
  };
}

function storableQuery(query: ListQuery): ListQuery {
  const { owner, kind, sessionId } = query;
  return {
    ...query,
    owner: storableKey(owner),
    ...(kind === undefined ? {} : { kind: storableKey(kind) }),
    ...(sessionId === undefined ? {} : { sessionId: storableKey(sessionId) }),
  };
}

async function cancel(
  { db, clock, units }: JobMethodsParts,
  owner: string,
  jobId: string,
  reason: string | undefined,
): Promise<Job | null> {
  const job = await selectJobById(db, owner, jobId);
  if (job === null) return null;
  await units.commit(async (unit) => {
    const changeNo = await raiseChangeNo(unit, owner);
    const ending = { status: "cancelled", reason: reason ?? null } as const;
    await endRow(unit, { job, epoch: null, changeNo, nowMs: clock.nowMs(), ending });
  });
  const after = await selectJobById(db, owner, jobId);
  if (after !== null && after.status !== "cancelled")
    throw new HeadwayError("JOB_ENDED", `The job is ${after.status}.`);
  return after;
}

async function remove({ db, clock, units }: JobMethodsParts, owner: string, jobId: string): Promise<boolean> {
  const removal = await units.commit((unit) => removeJob(unit, owner, jobId, clock.nowMs()));
  switch (removal.kind) {
    case "unknown":
      return false;
    case "unfinished":
      throw new HeadwayError("JOB_RUNNING", "The job has not ended.");
    case "removed":
      await purgeJob(db, removal.jobKey);
      return true;
  }
}
