import { HeadwayError, JOB_ID_PATTERN, videoProgressSchema } from "@headway-jobs/contract";
import type { Engine, Job } from "@headway-jobs/engine";
import type { Reply, Route, RouteRequest, ServiceCall, StreamRoute } from "../../../service-kit/service.ts";
import { awaitRun, videoDialect, type VideoState } from "../dialect.ts";
import { findRun, idParams } from "./find-run.ts";
import { problem } from "../../../service-kit/replies.ts";
import { VIDEO_TAG } from "./wording.ts";

/** `GET /api/progress/{generation_id}` (SPEC §2.3). `maxDurationMs` is HEADWAY_VIDEO_STREAM_LIMIT; absent = a running stream is never cut. */
export function videoStream(maxDurationMs?: number): StreamRoute<VideoState> {
  return {
    path: "/api/progress/:id",
    summary: "Live progress of a run (server-sent events)",
    tag: VIDEO_TAG,
    dialect: videoDialect,
    // The compatible API calls this header critical: some proxies hold a response back to compress it.
    headers: { "Content-Encoding": "none" },
    find: findRunToFollow,
    absent: awaitRun,
    ...(maxDurationMs === undefined ? {} : { maxDurationMs }),
  };
}

/** `GET /api/status/{generation_id}` (SPEC §2.4): the progress for clients that poll. */
export const statusRoute: Route = {
  method: "GET",
  path: "/api/status/:id",
  summary: "The newest frame of a run's progress",
  tag: VIDEO_TAG,
  params: idParams,
  responses: { 200: { description: "The newest frame.", schema: videoProgressSchema }, 404: problem("Unknown id.") },
  validation: "fields",
  handle: status,
};

async function status(request: RouteRequest, { engine }: ServiceCall): Promise<Reply> {
  const { id } = idParams.parse(request.params);
  const job = await findRun(engine, request.owner, id);
  const last = job === null ? null : await latestFrame(engine, job);
  if (last === null) throw new HeadwayError("NOT_FOUND", "Generation ID not found");
  return { kind: "json", status: 200, body: last };
}

async function latestFrame(engine: Engine, job: Job): Promise<VideoState["last"]> {
  let state = videoDialect.initialState;
  for (let cursor = 0; ;) {
    const page = await engine.readEvents(job.jobId, cursor, 500);
    for (const event of page.events) state = videoDialect.frames(event, state, job).state;
    if (page.events.length < 500) return state.last;
    cursor = page.next;
  }
}

/** Clients open the stream before the POST, so a run that had ended by then counts as absent for the first 5 s (SPEC §2, point 2). */
const STALE_RUN_MS = 5_000;

const findRunToFollow: StreamRoute<VideoState>["find"] = async (request, engine) => {
  const { id } = idParams.parse(request.params);
  if (request.cursorJobId !== undefined) return findRun(engine, request.owner, request.cursorJobId);
  const job = await findRun(engine, request.owner, id);
  const finishedAtMs = job?.finishedAtMs ?? Infinity;
  const stale = finishedAtMs <= request.openedAtMs && !JOB_ID_PATTERN.test(id);
  return stale && request.elapsedMs < STALE_RUN_MS ? null : job;
};
