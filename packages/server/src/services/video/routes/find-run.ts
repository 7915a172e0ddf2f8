import type { Engine, Job } from "@headway-jobs/engine";
import { z } from "zod";

export const idParams = z.object({ id: z.string() });

/** The owner's video job of a job id or a generation id (SPEC §2.2), the newest one; null when there is none. */
export async function findRun(engine: Engine, owner: string, id: string): Promise<Job | null> {
  const job = await engine.find(owner, id);
  return job?.kind === "video" ? job : null;
}
