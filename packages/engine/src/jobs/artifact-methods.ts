import { join } from "node:path";
import { HeadwayError } from "@headway-jobs/contract";
import type { EngineCore } from "../assembly/engine-core.ts";
import type { Transaction } from "../db/port.ts";
import type { Engine } from "../api/engine.ts";
import type { Artifact, Job } from "../api/job.ts";
import { selectArtifacts, selectNewestArtifact, sumArtifactBytes, upsertArtifacts } from "../artifacts/artifact-rows.ts";
import { selectInputFiles } from "./input-files.ts";
import { storable, storableKey } from "../db/storable.ts";
import { sumUploadBytes } from "../accounts/uploads.ts";
import { countByStatus, selectJobByKey } from "./find.ts";

type ArtifactOperations = Pick<
  Engine,
  "artifacts" | "findArtifact" | "deriveArtifact" | "artifactPath" | "inputFiles" | "usage"
>;

export function artifactOperations(core: EngineCore): ArtifactOperations {
  const { db } = core.parts;
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
      const made = derive(core, job, wanted, make).finally(() => making.delete(key));
      making.set(key, made);
      return made;
    },
    artifactPath: ({ sha256 }) => core.artifactFiles.path(sha256),
    async inputFiles(jobId) {
      const files = await selectInputFiles(db, storableKey(jobId));
      return files.map(({ name, mediaType, sizeBytes, sha256 }) => {
        return { name, mediaType, sizeBytes, sha256, path: core.artifactFiles.path(sha256) };
      });
    },
    async usage(name) {
      const owner = storableKey(name);
      const [jobsByStatus, artifactBytes, uploadBytes] = await Promise.all([
        countByStatus(db, owner),
        sumArtifactBytes(db, owner),
        sumUploadBytes(db, owner),
      ]);
      return { jobsByStatus, artifactBytes, uploadBytes };
    },
  };
}

async function derive(
  core: EngineCore,
  job: Pick<Job, "jobId" | "owner">,
  wanted: Pick<Artifact, "name" | "mediaType">,
  make: (file: string) => Promise<void>,
): Promise<Artifact> {
  const { db, clock } = core.parts;
  await db.transaction((tx) => lockCompleted(tx, job));
  const known = (await selectArtifacts(db, job.jobId)).find(({ name }) => name === wanted.name);
  if (known !== undefined) return known;
  const dir = core.scratch.make();
  try {
    const file = join(dir, "derived");
    await make(file);
    const { holdId, ...content } = await core.artifactFiles.putFile(file);
    const artifact = { ...wanted, ...content, internal: false, createdAtMs: clock.nowMs() };
    try {
      await db.transaction(async (tx) => {
        const jobKey = await lockCompleted(tx, job);
        const artifacts = [{ ...artifact, holdId, madeBy: null }];
        await upsertArtifacts(tx, [{ jobKey, owner: job.owner, artifacts }], artifact.createdAtMs);
      });
    } catch (error) {
      await core.artifactFiles.letGo([{ holdId, sha256: content.sha256 }]);
      throw error;
    }
    return artifact;
  } finally {
    await core.scratch.remove(dir);
  }
}

/** The key of a job that is there and completed; until the transaction's end nobody removes it. */
async function lockCompleted(tx: Transaction, { jobId, owner }: Pick<Job, "jobId" | "owner">): Promise<number> {
  const rows = await tx.queryArrays<[number, string]>(
    "UPDATE jobs SET updated_at_ms = updated_at_ms WHERE job_id = ? AND owner = ? RETURNING job_key, status",
    [jobId, owner],
  );
  const row = rows[0];
  if (row === undefined) throw new HeadwayError("NOT_FOUND", "There is no such job.");
  if (row[1] !== "completed") throw new HeadwayError("JOB_RUNNING", "The job has not been completed.");
  return row[0];
}
