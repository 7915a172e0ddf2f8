import { toWireJson } from "@headway-jobs/contract";
import { z } from "zod";
import type { Dialect } from "../../service-kit/dialect.ts";

const counted = z.object({ n: z.number() });

/** A stateful dialect: each frame carries the sum of all numbers so far, so a wrong fold shows at once. Ids are `{job_id}:{seq}`. */
export const countingDialect: Dialect<{ readonly sum: number }> = {
  name: "counting",
  initialState: { sum: 0 },
  stateless: false,
  frames(event, state, job) {
    const id = `${job.jobId}:${event.seq}`;
    if (event.type === "video.count") {
      const sum = state.sum + counted.parse(JSON.parse(event.dataJson)).n;
      return { frames: [{ id, data: toWireJson({ sum }) }], state: { sum } };
    }
    const ends = ["job.completed", "job.failed", "job.cancelled"].includes(event.type);
    return { frames: ends ? [{ id, event: "end", data: toWireJson({ sum: state.sum }) }] : [], state };
  },
  open: ({ job, state, cursor }) => [{ data: toWireJson({ open: true, found: job !== null, sum: state.sum, cursor }) }],
  idle: { everyMs: 300, frames: (state) => [{ data: toWireJson({ idle: true, sum: state.sum }) }] },
  parseCursor(raw) {
    if (raw === "none") return "ended";
    const match = /^(job_\w{26}):(\d{1,9})$/.exec(raw);
    return match?.[1] === undefined ? null : { jobId: match[1], seq: Number(match[2]) };
  },
  failure: (error) => [{ event: "failed", data: toWireJson({ code: error.code }) }],
};
