import type { Ending } from "./endings.ts";

/** The end of a job that worked longer than it may. `advice` says what its owner can do about it. */
export function workedTooLong(advice: string | undefined): Ending {
  return timedOut("The job took longer than its time limit.", advice);
}

/** The end of a job that waited for a worker, or for a person, longer than it may. */
export function waitedTooLong(): Ending {
  return timedOut("The job waited for too long before it could continue.", "Submit it again when fewer jobs wait.");
}

function timedOut(sentence: string, advice: string | undefined): Ending {
  return { status: "failed", code: "TIMEOUT", message: advice === undefined ? sentence : `${sentence} ${advice}` };
}
