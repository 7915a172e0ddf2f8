import { HeadwayError } from "@headway-jobs/contract";
import type { EngineCore } from "../assembly/engine-core.ts";
import type { Transaction } from "../db/port.ts";
import type { Engine, ListQuery, SubmitRequest } from "../api/engine.ts";
import { storeInputFiles } from "./input-files.ts";
import type { Job } from "../api/job.ts";
import { raiseChangeNo, selectChangeNo, selectChanges } from "../log/changes.ts";
import { endRow, type Ended } from "./endings.ts";
import { selectJob, selectJobById, selectJobByRunId, selectJobs } from "./find.ts";
import { purgeJob, removeJob } from "./removal.ts";
import { storable, storableKey } from "../db/storable.ts";
import { signal } from "./signal.ts";
import { insertJob, selectEarlierJobId, type Submission } from "./submission.ts";

type JobOperations = Pick<
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

export function jobOperations(core: EngineCore): JobOperations {
  const { db } = core.parts;
  return {
    submit: (request) => submit(core, request),
    find: (owner, idOrAlias) => selectJob(db, storableKey(owner), storableKey(idOrAlias)),
    findByRunId: (owner, runId) => selectJobByRunId(db, storableKey(owner), runId),
    list: (query) => selectJobs(db, storableQuery(query)),
    cancel: (owner, jobId, reason) => cancel(core, storableKey(owner), storableKey(jobId), reason),
    remove: (owner, jobId) => remove(core, storableKey(owner), storableKey(jobId)),
    signal: (request) => signal(core, request, (kind) => core.parts.dispatcher.wake(kind)),
    readChanges: (owner, afterChangeNo, limit) => selectChanges(db, storableKey(owner), afterChangeNo, limit),
    headChangeNo: (owner) => selectChangeNo(db, storableKey(owner)),
    subscribeChanges: (owner, onChange) => core.changes.subscribe(storableKey(owner), onChange),
  };
}

async function submit(core: EngineCore, given: SubmitRequest): ReturnType<Engine["submit"]> {
  const request = storableRequest(given);
  const { db, clock, ids, limits } = core.parts;
  const nowMs = clock.nowMs();
  if (request.files !== undefined) {
    // A repeat would take its files for nothing, or not find them any more.
    const earlierJobId = await selectEarlierJobId(db, request, nowMs);
    if (earlierJobId !== null) return earlierJob(core, request.owner, earlierJobId);
  }
  const timeLimitMs = request.timeLimitMs ?? core.definitions.get(request.kind)?.timeLimitMs ?? limits.timeLimitMs;
  const outcome = await insertWithFiles(core, {
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
  if ("earlierJobId" in outcome) return earlierJob(core, request.owner, outcome.earlierJobId);
  core.feed.publish(outcome.committed);
  if (outcome.job.status === "pending") core.parts.dispatcher.wake(outcome.job.kind);
  return { job: outcome.job, created: true };
}

async function insertWithFiles(core: EngineCore, given: Omit<Submission, "files">): ReturnType<typeof insertJob> {
  const { artifactFiles, feed, parts } = core;
  const files = await storeInputFiles(artifactFiles, given.request.files ?? [], given.nowMs);
  let areRecorded = false;
  try {
    const outcome = await parts.db.transaction((tx) => insertJob(tx, feed, { ...given, files }));
    areRecorded = "job" in outcome && outcome.job.status === "pending";
    return outcome;
  } finally {
    if (!areRecorded) await artifactFiles.letGo(files);
  }
}

async function earlierJob(core: EngineCore, owner: string, jobId: string): ReturnType<Engine["submit"]> {
  const job = await selectJobById(core.parts.db, owner, jobId);
  if (job === null) throw new HeadwayError("CONFLICT", "The job of this Idempotency-Key is being removed.");
  return { job, created: false };
}

function storableRequest(request: SubmitRequest): SubmitRequest {
  const { jobType, sessionId, aliases, idempotency } = request;
  return {
    ...request,
    owner: storableKey(request.owner),
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
  const { owner, sessionId } = query;
  return {
    ...query,
    owner: storableKey(owner),
    ...(sessionId === undefined ? {} : { sessionId: storableKey(sessionId) }),
  };
}

async function cancel(core: EngineCore, owner: string, jobId: string, reason: string | undefined): Promise<Job | null> {
  const { db, clock } = core.parts;
  const job = await selectJobById(db, owner, jobId);
  if (job === null) return null;
  const ended = await db.transaction(async (tx: Transaction): Promise<Ended | null> => {
    const changeNo = await raiseChangeNo(tx, owner);
    const ending = { status: "cancelled", reason: reason ?? null } as const;
    return endRow(tx, core.feed, { job, epoch: null, changeNo, nowMs: clock.nowMs(), ending });
  });
  if (ended !== null) core.feed.publish([ended.committed]);
  const after = await selectJobById(db, owner, jobId);
  if (after !== null && after.status !== "cancelled")
    throw new HeadwayError("JOB_ENDED", `The job is ${after.status}.`);
  return after;
}

async function remove(core: EngineCore, owner: string, jobId: string): Promise<boolean> {
  const { db, clock } = core.parts;
  const removal = await db.transaction((tx) => removeJob(tx, owner, jobId, clock.nowMs()));
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
