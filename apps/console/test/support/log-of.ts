import type { JobEvent } from "@headway-jobs/client";

export const AT = "2026-11-20T12:00:00.000Z";
export const LATER = "2026-11-20T12:01:00.000Z";

type Entry = readonly [type: string, members?: object, at?: string];

/** Events as a log has them: numbered, one after another. */
export function logOf(...entries: readonly Entry[]): JobEvent[] {
  return entries.map(
    ([type, members, at = AT], index) =>
      ({ seq: index + 1, type, at, job_id: "job_1", ...members }) as unknown as JobEvent,
  );
}

export function progress(phase: string, percent: number, message = "Working"): Entry {
  return ["job.progress", { phase, progress: percent, message }];
}
