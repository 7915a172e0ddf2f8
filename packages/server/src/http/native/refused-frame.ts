import { ERRORS, type HeadwayError, toWireJson } from "@headway-jobs/contract";
import type { Frame } from "../../service-kit/dialect.ts";

/**
 * The frame of a stream that cannot be opened, or of a followed job that cannot be (SPEC §0.6). It carries what a problem body carries, so that a
 * client needs no table of codes. It has no id, because it is no event of the job.
 */
export function refusedFrame({ code, message, retryable }: HeadwayError, jobId?: string): Frame {
  const { status, advice } = ERRORS[code];
  const followed = jobId === undefined ? {} : { job_id: jobId };
  return {
    event: "stream.refused",
    data: toWireJson({ code, message, status, retryable, advice: advice.http, ...followed }),
  };
}
