import { ENDED_STATUSES, HeadwayError } from "@headway-jobs/contract";
import type { Engine } from "@headway-jobs/engine";

/** Throws SESSION_BUSY while a job of the session runs or waits. Jobs of a session run one after the other, so the newest one decides. */
export async function requireIdle(engine: Pick<Engine, "list">, owner: string, sessionId: string): Promise<void> {
  const { jobs } = await engine.list({ owner, kind: "document", sessionId, limit: 1 });
  const [newest] = jobs;
  if (newest === undefined || ENDED_STATUSES.has(newest.status)) return;
  throw new HeadwayError("SESSION_BUSY", "A job of this session runs or awaits approval.", {
    extra: { error_code: "session_busy", active_jobs: 1, job_id: newest.jobId },
  });
}
