import type { JsonObject } from "@headway-jobs/contract";
import type { ArtifactFiles } from "../artifacts/artifact-files.ts";
import type { ContentFiles } from "../artifacts/content-files.ts";
import type { ScratchSpace } from "../artifacts/scratch.ts";
import type { DatabaseClock } from "../db/database-clock.ts";
import type { Db } from "../db/port.ts";
import type { DeadNodes } from "../upkeep/dead-nodes.ts";
import type { Dispatcher } from "../dispatch/port.ts";
import type { ChangeFeed } from "../log/change-feed.ts";
import type { UnitsOfWork } from "../log/unit-of-work.ts";
import type { Feed } from "../log/feed.ts";
import type { Followers } from "../log/followers.ts";
import type { EngineLimits } from "../api/limits.ts";
import type { EngineLog, Ids, NodeClock } from "../api/ports.ts";
import type { Runner } from "../run/runner.ts";
import type { GroupCommit } from "../run/group-commit.ts";
import type { Sweeper } from "../upkeep/sweeper.ts";
import type { Workflow } from "../api/workflow.ts";

export interface EngineParts {
  /** Migrated to the newest version; closed by `stop`. */
  readonly db: Db;
  readonly dispatcher: Dispatcher;
  /** Artifacts and scratch files lie below it. */
  readonly dataDir: string;
  /** The artifact store's file system; node's when absent. */
  readonly files?: ContentFiles;
  /** This machine's clock. Times that are stored or compared come from the database, see DatabaseClock. */
  readonly clock: NodeClock;
  /** Encrypts the signing secrets in the database; absent = the file `secret.key` in `dataDir`, made when missing. */
  readonly secretKey?: string | undefined;
  readonly ids: Ids;
  readonly log: EngineLog;
  readonly limits?: Partial<EngineLimits>;
  /** Name of this node in claims and notifications; must differ from every other node's. */
  readonly nodeId: string;
  /**
   * Present when no other process may work on the store: taken at `start` (throws DATA_IN_USE), given back at `stop`. The engine
   * then knows at its start that every claim is a dead one.
   */
  readonly exclusive?: { readonly acquire: () => { release(): void } };
}

export interface Definition {
  readonly workflow: Workflow<JsonObject>;
  readonly timeLimitMs: number;
  readonly concurrency: number;
  /** What the owner can do about a job that took too long: a sentence for the message of TIMEOUT. */
  readonly timeoutAdvice?: string;
}

export type CoreParts = Omit<EngineParts, "clock" | "limits"> & {
  readonly clock: DatabaseClock;
  readonly nodeClock: NodeClock;
  readonly limits: EngineLimits;
};

/** An engine's parts, put together. */
export interface EngineCore {
  /** `clock` gives the database's time. */
  readonly parts: CoreParts;
  readonly definitions: Map<string, Definition>;
  readonly groupCommit: GroupCommit;
  readonly feed: Feed;
  readonly units: UnitsOfWork;
  readonly followers: Followers;
  readonly changes: ChangeFeed;
  readonly runner: Runner;
  readonly sweeper: Sweeper;
  readonly artifactFiles: ArtifactFiles;
  readonly scratch: ScratchSpace;
  /** Null when no other process works on the store. */
  readonly deadNodes: DeadNodes | null;
}
