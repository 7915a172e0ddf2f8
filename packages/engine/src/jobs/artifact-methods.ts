import { join } from "node:path";
import { HeadwayError } from "@headway-jobs/contract";
import type { Clock } from "../api/ports.ts";
import type { ArtifactFiles } from "../artifacts/artifact-files.ts";
import type { ScratchSpace } from "../artifacts/scratch.ts";
import type { Db, Queryable } from "../db/port.ts";
import type { UnitsOfWork } from "../log/unit-of-work.ts";
import type { Engine } from "../api/engine.ts";
import type { Artifact, Job } from "../api/job.ts";
import { selectArtifacts, selectNewestArtifact } from "../artifacts/artifact-rows.ts";
import { selectInputFiles } from "./input-files.ts";
import { storable, storableKey } from "../db/storable.ts";
import { selectJobByKey } from "./find.ts";

export interface ArtifactMethodsParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly units: UnitsOfWork;
  readonly artifactFiles: ArtifactFiles;
  readonly scratch: ScratchSpace;
}

type ArtifactMethods = Pick<Engine, "artifacts" | "findArtifact" | "deriveArtifact" | "artifactPath" | "inputFiles">;

/** The engine's methods about artifacts of jobs. */
export function artifactMethods(parts: ArtifactMethodsParts): ArtifactMethods {
  const { db, artifactFiles } = parts;
  /** What is being made now, by job and name. */
  const making = new Map<string, Promise<Artifact>>();
  return {
    artifacts: (jobId) => selectArtifacts(db, storableKey(jobId)),
    async findArtifact(owner, name) {
      const found = await selectNewestArtifact(db, storableKey(owner), storable(name));
      const job = found === null ? null : await selectJobByKey(db, found.jobKey);
      return found === null || job === null ? null : { job, artifact: found.artifact };
    },
    async deriveArtifact(job, wanted, make) {
      const key = JSON.stringify([job.owner, job.jobId, wanted.name]);
      const underWay = making.get(key);
      if (underWay !== undefined) return underWay;
      const made = derive(parts, job, wanted, make).finally(() => making.delete(key));
      making.set(key, made);
      return made;
    },
    artifactPath: ({ sha256 }) => artifactFiles.path(sha256),
    async inputFiles(jobId) {
      const files = await selectInputFiles(db, storableKey(jobId));
      return files.map(({ name, mediaType, sizeBytes, sha256 }) => {
        return { name, mediaType, sizeBytes, sha256, path: artifactFiles.path(sha256) };
      });
    },
  };
}

async function derive(
  { db, clock, units, artifactFiles, scratch }: ArtifactMethodsParts,
  job: Pick<Job, "jobId" | "owner">,
  wanted: Pick<Artifact, "name" | "mediaType">,
  make: (file: string) => Promise<void>,
): Promise<Artifact> {
  await db.transaction((tx) => lockCompleted(tx, job));
  const known = (await selectArtifacts(db, job.jobId)).find(({ name }) => name === wanted.name);
  if (known !== undefined) return known;
  const dir = scratch.make();
  try {
    const file = join(dir, "derived");
    await make(file);
    const { holdId, ...content } = await artifactFiles.putFile(file);
    const artifact = { ...wanted, ...content, internal: false, createdAtMs: clock.nowMs() };
    await units.commit(
      async (unit) => {
        const jobKey = await lockCompleted(unit, job);
        const artifacts = [{ ...artifact, holdId, madeBy: null }];
        await unit.record([{ jobKey, owner: job.owner, artifacts }], artifact.createdAtMs);
      },
      { held: [{ holdId, sha256: content.sha256 }] },
    );
    return artifact;
  } finally {
    await scratch.remove(dir);
  }
}

/** The key of a completed job. Its row is locked, so it cannot be removed before the end of the transaction. */
async function lockCompleted(tx: Queryable, { jobId, owner }: Pick<Job, "jobId" | "owner">): Promise<number> {
  const rows = await tx.queryArrays<[number, string]>(
    "UPDATE jobs SET updated_at_ms = updated_at_ms WHERE job_id = ? AND owner = ? RETURNING job_key, status",
    [jobId, owner],
  );
  const row = rows[0];
  if (row === undefined) throw new HeadwayError("NOT_FOUND", "There is no such job.");
  if (row[1] !== "completed") throw new HeadwayError("JOB_RUNNING", "The job has not been completed.");
  return row[0];
}
