import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "@headway-jobs/contract";
import { artifactMethods } from "../jobs/artifact-methods.ts";
import { ArtifactFiles } from "../artifacts/artifact-files.ts";
import { nodeContentFiles } from "../artifacts/content-files.ts";
import { ContentRemoval } from "../artifacts/content-removal.ts";
import { assertRoom, withDiskErrors } from "../artifacts/disk.ts";
import { ScratchSpace } from "../artifacts/scratch.ts";
import { DatabaseClock } from "../db/database-clock.ts";
import { DeadNodes } from "../upkeep/dead-nodes.ts";
import type { CoreParts, Definition, EngineCore, EngineParts } from "./engine-core.ts";
import type { Engine } from "../api/engine.ts";
import { ChangeFeed } from "../log/change-feed.ts";
import { Feed } from "../log/feed.ts";
import { UnitsOfWork } from "../log/unit-of-work.ts";
import { Followers } from "../log/followers.ts";
import { jobMethods } from "../jobs/job-methods.ts";
import { DEFAULT_LIMITS } from "../api/limits.ts";
import { logMethods } from "../log/log-methods.ts";
import { Runner } from "../run/runner.ts";
import { sumArtifactBytes } from "../artifacts/artifact-rows.ts";
import { countByStatus } from "../jobs/find.ts";
import type { Db } from "../db/port.ts";
import { countReady } from "../run/claimable.ts";
import { dropAllHolds } from "../artifacts/contents.ts";
import { GroupCommit } from "../run/group-commit.ts";
import { selectCredits, setCredits } from "../accounts/credits.ts";
import { releaseDeadClaims } from "../run/dead-claims.ts";
import { createOwnerDocuments } from "../accounts/owner-documents.ts";
import { createKeys } from "../accounts/keys.ts";
import { selectEvents, selectHead } from "../log/events.ts";
import { createSecrets } from "../accounts/secrets.ts";
import { createOperations } from "../accounts/operations.ts";
import { storableKey } from "../db/storable.ts";
import { createUploads, expireUnfinishedUploads, sumUploadBytes } from "../accounts/uploads.ts";
import { Sweeper } from "../upkeep/sweeper.ts";
import type { Workflow } from "../api/workflow.ts";

/**
 * Puts an engine together over a store and a dispatcher; nothing runs before `start`, but everything can be read and submitted.
 * `openEngine` chooses both for a deployment.
 */
export async function createEngine(given: EngineParts): Promise<Engine> {
  await withDiskErrors(() => mkdir(given.dataDir, { recursive: true }));
  const clock = await DatabaseClock.start(given);
  const parts = { ...given, clock, nodeClock: given.clock, limits: { ...DEFAULT_LIMITS, ...given.limits } };
  const core = buildCore(parts);
  const unlisten = await core.feed.listen(parts.db);
  return {
    clock,
    register(kind, definition) {
      // A workflow gets the input that its service validated and journaled.
      const workflow = definition.workflow as unknown as Workflow<JsonObject>;
      const key = storableKey(kind);
      core.definitions.set(key, { ...definition, workflow });
      parts.dispatcher.serve(key, definition.concurrency);
    },
    ...lifecycle(core, unlisten),
    ...jobMethods({ ...parts, ...core, timeLimitOf: (kind) => core.definitions.get(kind)?.timeLimitMs }),
    ...logMethods({ db: parts.db, followers: core.followers }),
    ...artifactMethods({ ...parts, ...core }),
    keys: createKeys(parts),
    credits: {
      left: (owner) => selectCredits(parts.db, storableKey(owner)),
      set: (owner, credits) => parts.db.transaction((tx) => setCredits(tx, storableKey(owner), credits)),
    },
    operations: createOperations(parts),
    documents: createOwnerDocuments(parts),
    uploads: createUploads(parts),
    usage: (owner) => usageOf(parts.db, storableKey(owner)),
    countQueued: () => countReady(parts.db),
    secrets: createSecrets(parts),
    stats: () => ({
      ...parts.dispatcher.stats(),
      appendedEvents: core.feed.publishedEvents,
      commits: core.groupCommit.commits,
      followers: core.followers.size,
      finishedSteps: core.runner.finishedSteps,
      clockSkewMs: clock.skewMs,
    }),
  };
}

function buildCore(parts: CoreParts): EngineCore {
  const { db, clock, log, ids, dataDir, nodeId } = parts;
  const followers = new Followers({
    clock,
    log,
    reader: {
      head: (jobId) => selectHead(db, jobId),
      read: (jobKey, afterSeq, limit) => selectEvents(db, jobKey, afterSeq, limit),
    },
  });
  const changes = new ChangeFeed(log);
  // The runner hears of lost claims through the feed and writes to it: it is known only after both are made.
  const onStop = (jobId: string): void => runner.lose(jobId);
  const onSignal = (jobId: string): void => runner.notify(jobId);
  const onMissed = (): void => runner.catchUp();
  const feed: Feed = new Feed({ nodeId, followers, changes, log, onStop, onSignal, onMissed });
  const contents = {
    directory: join(dataDir, "artifacts"),
    files: parts.files ?? nodeContentFiles,
    db,
    clock,
    ids,
    log,
  };
  const artifactFiles = new ArtifactFiles(contents);
  const units = new UnitsOfWork({
    db,
    feed,
    wake: (kind) => parts.dispatcher.wake(kind),
    dropHolds: (holds) => artifactFiles.dropHolds(holds),
  });
  const groupCommit = new GroupCommit({ units, clock, log });
  const contentRemoval = new ContentRemoval({ ...contents, graceMs: parts.limits.contentGraceMs });
  const scratch = new ScratchSpace({ root: join(dataDir, "scratch"), nodeId, ids, log });
  const definitions = new Map<string, Definition>();
  const isAlone = parts.exclusive !== undefined;
  const deadNodes = isAlone ? null : new DeadNodes({ ...parts, scratch });
  const adviceOf = (kind: string): string | undefined => definitions.get(kind)?.timeoutAdvice;
  const shared = { ...parts, units, groupCommit, artifactFiles, scratch, isAlone, deadNodes, adviceOf };
  const runner: Runner = new Runner({ ...shared, workflowOf: (kind) => definitions.get(kind)?.workflow });
  const sweeper = new Sweeper({ ...shared, contentRemoval });
  return {
    parts,
    definitions,
    groupCommit,
    feed,
    units,
    followers,
    changes,
    runner,
    sweeper,
    artifactFiles,
    scratch,
    deadNodes,
  };
}

function lifecycle(core: EngineCore, unlisten: () => Promise<void>): Pick<Engine, "start" | "stop" | "readiness"> {
  const { db, clock, dispatcher, dataDir, limits, exclusive } = core.parts;
  let lock: { release(): void } | undefined;
  let started = false;
  let stopped: Promise<void> | undefined;

  async function stop(graceMs: number): Promise<void> {
    await core.sweeper.stop();
    await core.runner.stop(graceMs);
    core.groupCommit.stopHolding();
    if (started) await dispatcher.stop();
    await core.groupCommit.settled();
    if (started) await core.scratch.sweep("own");
    if (started) await core.deadNodes?.stop();
    clock.stop();
    core.followers.close();
    await unlisten();
    await db.close();
    lock?.release();
  }

  return {
    async start() {
      lock = exclusive?.acquire();
      if (lock !== undefined) {
        // Every claim is a dead one.
        const dead = {
          expiredAtMs: Number.POSITIVE_INFINITY,
          nowMs: clock.nowMs(),
          leaseMs: limits.leaseMs,
          stalledClaims: limits.stalledClaims,
        };
        await releaseDeadClaims(db, dead);
        await dropAllHolds(db, clock.nowMs());
        await expireUnfinishedUploads(db);
        await core.scratch.sweep("all");
      }
      await core.deadNodes?.start();
      started = true;
      core.runner.start();
      dispatcher.start({ take: (kind) => core.runner.take(kind) });
      await core.sweeper.start();
    },
    stop: (options) => (stopped ??= stop(options?.graceMs ?? 0)),
    async readiness() {
      const [store, disk] = await Promise.all([
        succeeds(() => db.query("SELECT 1 AS one")),
        succeeds(() => assertRoom(dataDir, limits.minFreeBytes)),
      ]);
      return { store, dispatch: started && stopped === undefined, disk };
    },
  };
}

async function usageOf(db: Db, owner: string): ReturnType<Engine["usage"]> {
  const [jobsByStatus, artifactBytes, uploadBytes] = await Promise.all([
    countByStatus(db, owner),
    sumArtifactBytes(db, owner),
    sumUploadBytes(db, owner),
  ]);
  return { jobsByStatus, artifactBytes, uploadBytes };
}

async function succeeds(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch {
    // The boolean is the answer. The cause is logged where the store or disk was needed.
    return false;
  }
}
