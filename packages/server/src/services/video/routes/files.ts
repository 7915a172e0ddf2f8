import { HeadwayError, videoContentSchema, videoScriptSchema } from "@headway-jobs/contract";
import type { Artifact, Engine, Job } from "@headway-jobs/engine";
import { z } from "zod";
import type { Reply, Route, RouteRequest, ServiceCall } from "../../../service-kit/service.ts";
import { generationIdOfFilename } from "../content/generation-id.ts";
import { findRun, idParams } from "./find-run.ts";
import { problem } from "../../../service-kit/replies.ts";
import { VIDEO_TAG } from "./wording.ts";

const filenameParams = z.object({ filename: z.string() });

/** What a run has made: the film, its outline and its narration. */
export const fileRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/api/video/:filename",
    summary: "The MP4 of a run, with ranges",
    tag: VIDEO_TAG,
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
    tag: VIDEO_TAG,
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
