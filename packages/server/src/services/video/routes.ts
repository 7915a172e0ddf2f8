import {
  HeadwayError,
  JOB_ID_PATTERN,
  videoContentSchema,
  videoInputSchema,
  videoProgressSchema,
  videoResultSchema,
  videoScriptSchema,
} from "@headway-jobs/contract";
import type { Artifact, Engine, Job } from "@headway-jobs/engine";
import { z } from "zod";
import type { Reply, Route, RouteRequest, ServiceCall, StreamRoute } from "../../service-kit/service.ts";
import { awaitRun, videoDialect, type VideoState } from "./dialect.ts";
import { generationId, generationIdOfFilename } from "./generation-id.ts";
import { problem } from "../../service-kit/replies.ts";

const TAG = "Video";
const idParams = z.object({ id: z.string() });
const filenameParams = z.object({ filename: z.string() });
const accepted = z.object({
  status: z.literal("accepted"),
  message: z.string(),
  generation_id: z.string(),
  job_id: z.string(),
  links: z.record(z.string(), z.string()),
});

/** The REST half of the video API (SPEC §2). */
export const videoRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/api/generate",
    scope: "submit",
    summary: "Make a narrated video from a topic; answers when it exists, or at once with `Prefer: respond-async`",
    tag: TAG,
    body: videoInputSchema,
    responses: {
      200: { description: "The video exists.", schema: videoResultSchema },
      202: { description: "The run has been accepted.", schema: accepted },
      422: problem("The request cannot be met as it stands."),
      500: problem("The run has failed."),
    },
    validation: "fields",
    creates: true,
    handle: generate,
  },
  {
    method: "GET",
    path: "/api/status/:id",
    summary: "The newest frame of a run's progress",
    tag: TAG,
    params: idParams,
    responses: { 200: { description: "The newest frame.", schema: videoProgressSchema }, 404: problem("Unknown id.") },
    validation: "fields",
    handle: status,
  },
  {
    method: "GET",
    path: "/api/video/:filename",
    summary: "The MP4 of a run, with ranges",
    tag: TAG,
    params: filenameParams,
    responses: {
      200: { description: "The video." },
      206: { description: "A range of it." },
      404: problem("Unknown file."),
      416: problem("No such range."),
    },
    validation: "fields",
    handle: video,
  },
  storedJson("content", "The outline of a run", videoContentSchema),
  storedJson("script", "The narration of a run with its times", videoScriptSchema),
];

/** `GET /api/progress/{generation_id}` (SPEC §2.3). `maxDurationMs` is HEADWAY_VIDEO_STREAM_LIMIT; absent = a running stream is never cut. */
export function videoStream(maxDurationMs?: number): StreamRoute<VideoState> {
  return {
    path: "/api/progress/:id",
    summary: "Live progress of a run (server-sent events)",
    tag: TAG,
    dialect: videoDialect,
    // The compatible API calls this header critical: some proxies hold a response back to compress it.
    headers: { "Content-Encoding": "none" },
    find: findRunToFollow,
    absent: awaitRun,
    ...(maxDurationMs === undefined ? {} : { maxDurationMs }),
  };
}

async function generate(request: RouteRequest, call: ServiceCall): Promise<Reply> {
  const job = await call.submit(request.body);
  if (request.prefer.respondAsync) return acceptedReply(job, call);
  const ended = await call.waitForEnd(job, request.prefer.waitMs);
  switch (ended.status) {
    case "completed":
      return { kind: "json", status: 200, body: ended.result };
    case "failed":
    case "cancelled": {
      const error = ended.error ?? { code: "CANCELLED", message: "The generation was cancelled." };
      return {
        kind: "json",
        status: 500,
        body: { detail: `Error: ${error.message}`, code: error.code, job_id: job.jobId },
      };
    }
    case "pending":
    case "in_progress":
    case "awaiting_approval":
      return acceptedReply(job, call);
  }
}

function acceptedReply(job: Job, call: ServiceCall): Reply {
  const id = idOf(job);
  return {
    kind: "json",
    status: 202,
    body: {
      status: "accepted",
      message: "The generation has been accepted.",
      generation_id: id,
      job_id: job.jobId,
      links: {
        job: call.url(`/v1/jobs/${job.jobId}`),
        events: call.url(`/v1/jobs/${job.jobId}/events`),
        progress: call.url(`/api/progress/${encodeURIComponent(id)}`),
        status: call.url(`/api/status/${encodeURIComponent(id)}`),
      },
    } satisfies z.infer<typeof accepted>,
  };
}

function idOf(job: Job): string {
  const topic = job.input["topic"];
  return (typeof topic === "string" && generationId(topic.toWellFormed())) || job.jobId;
}

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

async function video(request: RouteRequest, { engine }: ServiceCall): Promise<Reply> {
  const { filename } = filenameParams.parse(request.params);
  const found =
    (await engine.findArtifact(request.owner, filename)) ?? (await newestVideo(engine, request.owner, filename));
  if (found === null || found.job.kind !== "video") throw new HeadwayError("NOT_FOUND", `Video not found: ${filename}`);
  return { kind: "artifact", ...found };
}

async function newestVideo(
  engine: Engine,
  owner: string,
  filename: string,
): Promise<{ job: Job; artifact: Artifact } | null> {
  const id = generationIdOfFilename(filename);
  const job = id === null ? null : await findRun(engine, owner, id);
  if (job === null) return null;
  const artifact = (await engine.artifacts(job.jobId)).find((candidate) => candidate.mediaType === "video/mp4");
  return artifact === undefined ? null : { job, artifact };
}

function storedJson(name: "content" | "script", summary: string, schema: z.ZodType): Route {
  const missing = name === "content" ? "Content not found" : "Script not found";
  return {
    method: "GET",
    path: `/api/${name}/:id`,
    summary,
    tag: TAG,
    params: idParams,
    responses: { 200: { description: `${summary}.`, schema }, 404: problem("Unknown id, or not made yet.") },
    validation: "fields",
    async handle(request, { engine }) {
      const { id } = idParams.parse(request.params);
      const job = await findRun(engine, request.owner, id);
      const artifact =
        job === null
          ? undefined
          : (await engine.artifacts(job.jobId)).find((candidate) => candidate.name === `${name}.json`);
      if (job === null || artifact === undefined) throw new HeadwayError("NOT_FOUND", missing);
      return { kind: "artifact", job, artifact };
    },
  };
}

async function findRun(engine: Engine, owner: string, id: string): Promise<Job | null> {
  const job = await engine.find(owner, id);
  return job?.kind === "video" ? job : null;
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
