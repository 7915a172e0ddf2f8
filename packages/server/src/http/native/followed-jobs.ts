import { ENDED_STATUSES, HeadwayError, TERMINAL_EVENTS } from "@headway-jobs/contract";
import type { Engine, JobEvent } from "@headway-jobs/engine";
import { z } from "zod";
import { parseJobSeq, parseSeq } from "../../service-kit/cursors.ts";
import type { Frame } from "../../service-kit/dialect.ts";
import { malformedCursor } from "../sse/cursor.ts";
import type { Lane } from "../sse/multiplex.ts";
import { nativeEventJson } from "./dialect.ts";
import { refusedFrame } from "./refused-frame.ts";

/** Jobs that one stream can carry beside the list. Their cursors stand in every id, which must fit into a header. */
export const MAX_FOLLOWED_JOBS = 32;

/** A job and the seq of the last of its events that the client has. */
export interface FollowedJob {
  readonly jobId: string;
  readonly after: number;
}

/** The query of the live list, as the reference shows it and as a request is read. */
export const liveListQuery = z.object({
  follow: z
    .string()
    .describe(
      `Jobs whose events this stream carries too: \`JOB:SEQ\` separated by commas, SEQ being the last event that the client has; ` +
        `at most ${MAX_FOLLOWED_JOBS}`,
    )
    .transform((text, context): readonly FollowedJob[] => {
      const jobs = text.split(",").filter((entry) => entry !== "");
      if (jobs.length > MAX_FOLLOWED_JOBS) context.addIssue(`A stream carries at most ${MAX_FOLLOWED_JOBS} jobs.`);
      const parsed = parseFollowed(jobs);
      if (parsed === null) context.addIssue("follow must be JOB:SEQ,JOB:SEQ …");
      return (parsed ?? []).filter((job, at, all) => all.findIndex(({ jobId }) => jobId === job.jobId) === at);
    })
    .optional(),
});

/** The jobs that a request asks to follow. INVALID_INPUT when they are malformed or too many. */
export function readFollowed(query: unknown): readonly FollowedJob[] {
  const parsed = liveListQuery.safeParse(query);
  if (parsed.success) return parsed.data.follow ?? [];
  throw new HeadwayError("INVALID_INPUT", parsed.error.issues[0]?.message ?? "The query is not valid.");
}

/**
 * The cursors of a composite id, `CHANGE,JOB:SEQ,JOB:SEQ`; of a plain number as well. An id is of an earlier connection of the same stream
 * and so newer than the query: jobs that it names continue from there, others from the query's seq.
 */
export function readCompositeCursor(
  raw: string | undefined,
  followed: readonly FollowedJob[],
): { readonly changeNo: number; readonly followed: readonly FollowedJob[] } {
  if (raw === undefined) return { changeNo: 0, followed };
  const [list = "", ...jobs] = raw.split(",");
  const changeNo = parseSeq(list);
  const named = parseFollowed(jobs);
  if (changeNo === null || named === null || jobs.length > MAX_FOLLOWED_JOBS) throw malformedCursor();
  const seqs = new Map(named.map(({ jobId, after }) => [jobId, after]));
  return { changeNo, followed: followed.map(({ jobId, after }) => ({ jobId, after: seqs.get(jobId) ?? after })) };
}

/** Entries `JOB:SEQ`, or `JOB` for a job from its beginning; null when one of them is malformed. */
function parseFollowed(entries: readonly string[]): FollowedJob[] | null {
  const parsed = entries.map((entry) => parseJobSeq(entry.includes(":") ? entry : `${entry}:0`));
  const wellFormed = parsed.filter((one) => one !== null);
  return wellFormed.length < parsed.length ? null : wellFormed.map(({ jobId, seq }) => ({ jobId, after: seq }));
}

/** Sorts what was asked for into lanes and refusals: a job that cannot be followed gets a frame of its own and does not end the stream. */
export async function followLanes(
  engine: Engine,
  owner: string,
  followed: readonly FollowedJob[],
): Promise<{ readonly lanes: readonly Lane[]; readonly refused: readonly Frame[] }> {
  const found = await Promise.all(
    followed.map(async (one) => ({ ...one, refusal: await refusalOf(engine, owner, one) })),
  );
  return {
    // An ended job's cursor stays in the ids: without it the next reconnect would replay the job from the query's cursor.
    lanes: found
      .filter(({ refusal }) => refusal === null || refusal.code === "JOB_ENDED")
      .map((one) => jobLane(engine, one, one.refusal !== null)),
    refused: found.flatMap(({ jobId, refusal }) => (refusal === null ? [] : [refusedFrame(refusal, jobId)])),
  };
}

async function refusalOf(engine: Engine, owner: string, { jobId, after }: FollowedJob): Promise<HeadwayError | null> {
  const job = await engine.find(owner, jobId);
  if (job === null) return new HeadwayError("NOT_FOUND", "There is no such job.");
  if (after > job.lastSeq) {
    return new HeadwayError("INVALID_CURSOR", "The cursor lies beyond what this stream has sent.");
  }
  const isOver = ENDED_STATUSES.has(job.status) && after === job.lastSeq;
  return isOver ? new HeadwayError("JOB_ENDED", "The job has ended; no event follows the cursor.") : null;
}

function jobLane(engine: Engine, { jobId, after }: FollowedJob, isOver: boolean): Lane<JobEvent> {
  return {
    name: jobId,
    after,
    isOver,
    numberOf: ({ seq }) => seq,
    frame: (event) => ({ event: event.type, data: nativeEventJson(event, jobId) }),
    isLast: ({ type }) => TERMINAL_EVENTS.has(type),
    read: async (cursor, limit) => (await engine.readEvents(jobId, cursor, limit)).events,
    subscribe: (onNews) => engine.subscribe(jobId, onNews),
    failure: (error) => refusedFrame(error, jobId),
  };
}
