import { JOB_ID_PATTERN } from "@headway-jobs/contract";

/** No sign, no leading zero, and small enough to be exact as a number. */
const SEQ = /^(?:0|[1-9]\d{0,14})$/;

/** A cursor that is the number of an entry (`17`); null when malformed. */
export function parseSeq(raw: string): number | null {
  return SEQ.test(raw) ? Number(raw) : null;
}

/** A cursor that names a job too (`job_…:17`); null when malformed. */
export function parseJobSeq(raw: string): { readonly jobId: string; readonly seq: number } | null {
  const [jobId = "", number = "", ...others] = raw.split(":");
  const seq = parseSeq(number);
  return seq === null || others.length > 0 || !JOB_ID_PATTERN.test(jobId) ? null : { jobId, seq };
}
