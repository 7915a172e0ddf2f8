import { access, constants, mkdir, statfs } from "node:fs/promises";
import { join } from "node:path";
import { HeadwayError } from "@headway/contract";
import type { JobKind, JsonObject } from "@headway/contract";
import { artifactOperations } from "./artifact-operations.ts";
import { ArtifactFiles } from "./artifacts/artifact-files.ts";
import { withDiskErrors } from "./artifacts/disk.ts";
import { ScratchSpace } from "./artifacts/scratch.ts";
import type { Definition, EngineCore, EngineParts } from "./engine-core.ts";
import type { Engine } from "./engine.ts";
import { ChangeFeed } from "./follow/change-feed.ts";
import { Feed } from "./follow/feed.ts";
import { Followers } from "./follow/followers.ts";
import { jobOperations } from "./job-operations.ts";
import { DEFAULT_LIMITS, type EngineLimits } from "./limits.ts";
import { logOperations } from "./log-operations.ts";
import { Runner } from "./run/runner.ts";
import { isReferenced } from "./store/artifacts.ts";
import { releaseAllClaims } from "./store/claims.ts";
import { Committer } from "./store/committer.ts";
import { selectCredits, setCredits } from "./store/credits.ts";
import { createDocuments } from "./store/documents.ts";
import { createKeys } from "./store/keys.ts";
import { selectEvents, selectHead } from "./store/log.ts";
import { createSecrets } from "./store/secrets.ts";
import { createOperations } from "./store/operations.ts";
import { storableKey } from "./store/storable.ts";
import { Sweeper } from "./sweeper.ts";
import type { Workflow } from "./workflow.ts";

/**
 * Puts an engine together over a store and a dispatcher; nothing runs before `start`, but everything can be read and submitted.
 * `openEngine` chooses both for a deployment.
 */
export async function createEngine(given: EngineParts): Promise<Engine> {
  const parts = { ...given, limits: { ...DEFAULT_LIMITS, ...given.limits } };
  await withDiskErrors(() => mkdir(parts.dataDir, { recursive: true }));
  const core = buildCore(parts);
  const unlisten = await core.feed.listen(parts.db);
  return {
    register(kind, definition) {
      // A workflow gets the input that its service validated and journaled.
      const workflow = definition.workflow as unknown as Workflow<JsonObject>;
      core.definitions.set(kind, { ...definition, workflow });
    },
    ...lifecycle(core, unlisten),
    ...jobOperations(core),
    ...logOperations(core),
    ...artifactOperations(core),
    keys: createKeys(parts),
    credits: {
      left: (owner) => selectCredits(parts.db, storableKey(owner)),
      set: (owner, credits) => parts.db.transaction((tx) => setCredits(tx, storableKey(owner), credits)),
    },
    operations: createOperations(parts),
    documents: createDocuments(parts),
    secrets: createSecrets(parts),
    stats: () => ({
      ...parts.dispatcher.stats(),
      appendedEvents: core.feed.publishedEvents,
      commits: core.committer.commits,
      followers: core.followers.size,
      finishedSteps: core.runner.finishedSteps,
    }),
  };
}

function buildCore(parts: EngineParts & { readonly limits: EngineLimits }): EngineCore {
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
  const onSignal = (jobId: string): void => runner.poke(jobId);
  const feed: Feed = new Feed({ nodeId, followers, changes, log, onStop, onSignal });
  const committer = new Committer({ db, feed, clock, log });
  const artifactFiles = new ArtifactFiles({
    directory: join(dataDir, "artifacts"),
    ids,
    log,
    isReferenced: (sha256) => isReferenced(db, sha256),
  });
  const scratch = new ScratchSpace({ root: join(dataDir, "scratch"), nodeId, ids, log });
  const definitions = new Map<JobKind, Definition>();
  const shared = { ...parts, feed, committer, artifactFiles, scratch };
  const runner: Runner = new Runner({ ...shared, workflowOf: (kind) => definitions.get(kind)?.workflow });
  const sweeper = new Sweeper(shared);
  return { parts, definitions, committer, feed, followers, changes, runner, sweeper, artifactFiles, scratch };
}

function lifecycle(core: EngineCore, unlisten: () => Promise<void>): Pick<Engine, "start" | "stop" | "readiness"> {
  const { db, dispatcher, dataDir, limits, exclusive } = core.parts;
  let lock: { release(): void } | undefined;
  let started = false;
  let stopped: Promise<void> | undefined;

  async function stop(graceMs: number): Promise<void> {
    await core.sweeper.stop();
    await core.runner.stop(graceMs);
    core.committer.stopHolding();
    if (started) await dispatcher.stop();
    await core.committer.settled();
    if (started) await core.scratch.sweep("own");
    core.followers.close();
    await unlisten();
    await db.close();
    lock?.release();
  }

  return {
    async start() {
      lock = exclusive?.acquire();
      if (lock !== undefined) {
        await releaseAllClaims(db);
        await core.scratch.sweep("all");
      }
      started = true;
      core.runner.start();
      await dispatcher.start({
        run: (dispatch) => core.runner.run(dispatch),
        concurrency: (kind) => core.definitions.get(kind)?.concurrency ?? 0,
      });
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

async function succeeds(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch {
    // The answer is the boolean; why is in the log of whoever needed the thing.
    return false;
  }
}

async function assertRoom(directory: string, minFreeBytes: number): Promise<void> {
  await access(directory, constants.W_OK);
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize < minFreeBytes) throw new HeadwayError("DISK_FULL", "The data disk is nearly full.");
}
