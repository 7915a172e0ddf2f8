import { HeadwayError } from "@headway-jobs/contract";
import type { Artifact, Job } from "@headway-jobs/engine";
import { z } from "zod";
import type { TokenAccess } from "../../service-kit/service.ts";
import type { EdgeCall, EdgeReply, EdgeRequest, EdgeRoute } from "../route.ts";
import { iso, publicArtifacts } from "./job-resource.ts";
import { idParams, JOBS_TAG, requireJob } from "./jobs.ts";
import { problem } from "../../service-kit/replies.ts";

const nameParams = z.object({ id: z.string(), name: z.string() });
const artifactSchema = z
  .object({
    name: z.string(),
    media_type: z.string(),
    size_bytes: z.number().int(),
    sha256: z.string(),
    created_at: z.string(),
    url: z.string(),
  })
  .meta({ id: "Artifact" });
const listSchema = z.object({ artifacts: z.array(artifactSchema) }).meta({ id: "ArtifactList" });

const byToken: TokenAccess = { scope: "artifacts", jobId: ({ params }) => idParams.parse(params).id };

/** The files that a job made (SPEC §1). */
export const artifactRoutes: readonly EdgeRoute[] = [
  {
    method: "GET",
    path: "/v1/jobs/:id/artifacts",
    summary: "List the artifacts of a job, each with a signed URL that is valid for six hours",
    tag: JOBS_TAG,
    token: byToken,
    params: idParams,
    responses: { 200: { description: "The artifacts.", schema: listSchema }, 404: problem("No such job.") },
    validation: "sentence",
    async handle(request, call) {
      const job = await requireJob(request, call);
      const files = publicArtifacts(await call.engine.artifacts(job.jobId));
      const artifacts = await Promise.all(files.map((file) => listed(file, job, call)));
      return { kind: "json", status: 200, body: { artifacts } satisfies z.infer<typeof listSchema> };
    },
  },
  {
    method: "GET",
    path: "/v1/jobs/:id/artifacts/:name",
    summary: "Download an artifact, also in ranges; needs a key, a signed URL or a stream token",
    tag: JOBS_TAG,
    token: byToken,
    access: "artifact",
    params: nameParams,
    responses: {
      200: { description: "The whole file." },
      206: { description: "The requested range." },
      304: { description: "The client's copy is current." },
      401: problem("Neither a key nor a valid signature or token."),
      404: problem("No such job or artifact."),
      416: problem("The range is not satisfiable."),
    },
    validation: "sentence",
    handle: bytes,
  },
];

async function listed(file: Artifact, job: Job, call: EdgeCall): Promise<z.infer<typeof artifactSchema>> {
  return {
    name: file.name,
    media_type: file.mediaType,
    size_bytes: file.sizeBytes,
    sha256: file.sha256,
    created_at: iso(file.createdAtMs),
    url: await call.artifactUrl(job, file.name),
  };
}

async function bytes(request: EdgeRequest, call: EdgeCall): Promise<EdgeReply> {
  const { name } = request.params as z.infer<typeof nameParams>;
  const job = await requireJob(request, call);
  const artifact = publicArtifacts(await call.engine.artifacts(job.jobId)).find((one) => one.name === name);
  if (artifact === undefined) throw new HeadwayError("NOT_FOUND", "The job has no such file.");
  return { kind: "artifact", job, artifact };
}
