import { HeadwayError } from "@headway-jobs/contract";
import type { ArtifactFiles } from "../artifacts/artifact-files.ts";
import type { Db } from "../db/port.ts";
import { isUnavailable } from "../db/store-retry.ts";
import type { EngineLog } from "../api/ports.ts";
import { type ArtifactOrigin, selectOrigins } from "../artifacts/artifact-rows.ts";
import type { Run } from "./run.ts";

/** Name of the journal entry that says that a step was run again because its files were gone. */
export function remadeName(entryName: string): string {
  return `remade:${entryName}`;
}

/** Whether files that a journaled step has made are gone. */
export async function isGone(run: Run, artifactFiles: ArtifactFiles, entryName: string): Promise<boolean> {
  const made = run.artifacts.filter(({ madeBy }) => madeBy === entryName);
  return (await selectGone(artifactFiles, made)).length > 0;
}

/**
 * For a run that fails: looks whether files of the job are gone. "remake" when steps can make all of them again, which the next run of the
 * workflow does when it comes to them; CONTENT_GONE when they cannot, or have done so before; null when nothing is gone. Throws
 * STORE_UNAVAILABLE when the run is over before the store is available.
 */
export async function goneContent(
  run: Run,
  parts: { readonly db: Db; readonly artifactFiles: ArtifactFiles; readonly log: EngineLog },
): Promise<"remake" | HeadwayError | null> {
  let gone: readonly ArtifactOrigin[];
  try {
    gone = await selectGone(parts.artifactFiles, await run.askStore(() => selectOrigins(parts.db, run.claim.jobKey)));
  } catch (error) {
    if (isUnavailable(error)) throw error;
    // What made the run fail matters more.
    parts.log.warn({ error, jobId: run.job.jobId }, "the files of a job that fails could not be looked at");
    return null;
  }
  if (gone.length === 0) return null;
  if (gone.some(({ madeBy }) => madeBy === null)) {
    return new HeadwayError("CONTENT_GONE", "A file that was sent for this job is gone from the server's data folder.");
  }
  return gone.every(({ madeBy }) => !run.journal.has(remadeName(madeBy ?? ""))) ? "remake" : remadeBefore();
}

/** A step makes its files again once, not more often. */
export function remadeBefore(): HeadwayError {
  return new HeadwayError("CONTENT_GONE", "Files of this job were gone, were made again, and are gone again.");
}

async function selectGone(
  artifactFiles: ArtifactFiles,
  artifacts: readonly ArtifactOrigin[],
): Promise<readonly ArtifactOrigin[]> {
  const gone: ArtifactOrigin[] = [];
  for (const artifact of artifacts) if (!(await artifactFiles.has(artifact.sha256))) gone.push(artifact);
  return gone;
}
