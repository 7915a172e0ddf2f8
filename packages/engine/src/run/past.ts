import type { ArtifactFiles } from "../artifacts/artifact-files.ts";
import type { Db } from "../db/port.ts";
import type { Clock } from "../api/ports.ts";
import { NO_HOLD } from "../artifacts/contents.ts";
import { journaledJson } from "../log/journal.ts";
import { pastName, selectPastArtifacts } from "../jobs/rerun.ts";
import type { StepOptions } from "../api/workflow.ts";
import { isGone } from "./gone-content.ts";
import type { Run } from "./run.ts";

/**
 * The result of a step that the job took over from the one it runs again, journaled as its own with the step's events and artifacts; null
 * when there is none, or its files are gone. The caller runs the step then.
 */
export async function takenOver<T>(
  run: Run,
  parts: { readonly db: Db; readonly clock: Clock; readonly artifactFiles: ArtifactFiles },
  entryName: string,
  options: StepOptions<T>,
): Promise<{ readonly value: T } | null> {
  const past = run.journal.get(pastName(entryName));
  if (past === undefined || (await isGone(run, parts.artifactFiles, pastName(entryName)))) return null;
  const { db, clock } = parts;
  const resultJson = await run.askStore(() => journaledJson(db, run.claim.jobKey, pastName(entryName), past));
  const value = JSON.parse(resultJson) as T;
  const atMs = clock.nowMs();
  const made = await run.askStore(() => selectPastArtifacts(db, run.claim.jobKey, entryName));
  await run.append({
    events: (options.events?.(value) ?? []).map((event) => run.encode(event)),
    entries: [{ name: entryName, kind: "step", resultJson, error: null, atMs }],
    artifacts: made.map((artifact) => ({ ...artifact, createdAtMs: atMs, holdId: NO_HOLD, madeBy: entryName })),
  });
  return { value };
}
