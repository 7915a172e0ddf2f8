import type { WireJson } from "@headway-jobs/contract";
import type { JobEvent } from "@headway-jobs/engine";
import { parseSeq } from "../../service-kit/cursors.ts";
import { COMMENT_HEARTBEAT, type Dialect } from "../../service-kit/dialect.ts";
import { refusedFrame } from "./refused-frame.ts";

/**
 * The raw log (SPEC §1): `event: <type>`, `id: <seq>`, data `{seq, type, at, job_id, …members}`. A stream that cannot be opened says so
 * as a `stream.refused` frame without id: it is no event of the job, which may be in the best of health.
 */
export const nativeDialect: Dialect<null> = {
  name: "native",
  initialState: null,
  stateless: true,
  frames: (event, state, job) => ({
    frames: [{ event: event.type, id: String(event.seq), data: nativeEventJson(event, job.jobId) }],
    state,
  }),
  open: () => [],
  idle: COMMENT_HEARTBEAT,
  parseCursor(raw) {
    const seq = parseSeq(raw);
    return seq === null ? null : { seq };
  },
  failure: (error) => [refusedFrame(error)],
};

/** One event with its envelope. The members are spliced in as text: parsing them would cost more than all the rest of a replay. */
export function nativeEventJson(event: JobEvent, jobId: string): WireJson {
  const members = event.dataJson === "{}" ? "}" : `,${event.dataJson.slice(1)}`;
  const envelope = `{"seq":${event.seq},"type":"${event.type}","at":"${isoTime(event.atMs)}","job_id":"${jobId}"`;
  return (envelope + members) as WireJson;
}

let lastTime = { atMs: Number.NaN, text: "" };

// Events of a burst share their millisecond, and toISOString would be a third of a replay's cost.
function isoTime(atMs: number): string {
  if (lastTime.atMs !== atMs) lastTime = { atMs, text: new Date(atMs).toISOString() };
  return lastTime.text;
}
