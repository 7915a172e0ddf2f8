import {
  HeadwayError,
  outputUrlSchema,
  runIdsSchema,
  SPEECH_FORMATS,
  translatedTextsSchema,
} from "@headway-jobs/contract";
import type { Engine, Job } from "@headway-jobs/engine";
import { z } from "zod";
import type { Reply, Route, RouteRequest, ServiceCall } from "../../../service-kit/service.ts";
import { soundIn } from "../sound-formats.ts";
import { SPEECH_TAG } from "./tasks.ts";
import { problem } from "../../../service-kit/replies.ts";

/** How long an `output_url` opens its file. */
const URL_LIFETIME_MS = 15 * 60_000;

const params = z.object({
  run_id: z
    .string()
    .regex(/^\d{1,15}$/, "must be an integer; a task id is no run id")
    .transform(Number),
});
const query = z.object({
  output_type: z.enum(["raw_bytes", "file_url"]).default("raw_bytes"),
  format: z.enum(SPEECH_FORMATS).default("flac"),
});

/** What a task with SUCCESS has made, by its run id. */
export const resultRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/tts-result/:run_id",
    summary: "The sound of a run: FLAC, or as `format` says; with `output_type=file_url` a signed URL of it",
    tag: SPEECH_TAG,
    params,
    query,
    responses: {
      200: { description: "The sound, or `{output_url}`." },
      206: { description: "A range of it." },
      400: problem("The run has no sound."),
      404: problem("No such run."),
      422: problem("The run id is no integer."),
    },
    validation: "fields",
    handle: ttsResult,
  },
  {
    method: "POST",
    path: "/tts-results",
    scope: "read",
    summary: "Signed URLs of the sound of several runs, by run id",
    tag: SPEECH_TAG,
    body: runIdsSchema,
    responses: {
      200: { description: "By run id.", schema: z.record(z.string(), outputUrlSchema) },
      404: problem("One of the runs does not exist."),
    },
    validation: "fields",
    handle: (request, call) =>
      forEachRun(request, call, async (job) => ({ output_url: await soundUrl(call, job, "flac") })),
  },
  {
    method: "GET",
    path: "/translation-result/:run_id",
    summary: "The text of a run in the target language",
    tag: SPEECH_TAG,
    params,
    responses: {
      200: { description: "One text for each that was sent.", schema: translatedTextsSchema },
      404: problem("No such run."),
      422: problem("The run id is no integer."),
    },
    validation: "fields",
    async handle(request, { engine }) {
      const { run_id: runId } = request.params as z.infer<typeof params>;
      return { kind: "json", status: 200, body: textsOf(await findRun(engine, request.owner, runId)) };
    },
  },
  {
    method: "POST",
    path: "/translation-results",
    scope: "read",
    summary: "The texts of several runs, by run id",
    tag: SPEECH_TAG,
    body: runIdsSchema,
    responses: {
      200: { description: "By run id.", schema: z.record(z.string(), translatedTextsSchema) },
      404: problem("One of the runs does not exist."),
    },
    validation: "fields",
    handle: (request, call) => forEachRun(request, call, async (job) => textsOf(job)),
  },
];

async function ttsResult(request: RouteRequest, call: ServiceCall): Promise<Reply> {
  const { run_id: runId } = request.params as z.infer<typeof params>;
  const { output_type: outputType, format } = request.query as z.infer<typeof query>;
  const job = await findRun(call.engine, request.owner, runId);
  if (outputType === "file_url") {
    const body = { output_url: await soundUrl(call, job, format) };
    return { kind: "json", status: 200, body: body satisfies z.infer<typeof outputUrlSchema> };
  }
  return { kind: "artifact", job, artifact: await soundIn(call.engine, requireSound(job), format) };
}

async function soundUrl(call: ServiceCall, job: Job, format: z.infer<typeof query>["format"]): Promise<string> {
  const { name } = await soundIn(call.engine, requireSound(job), format);
  return call.artifactUrl(job, name, URL_LIFETIME_MS);
}

function requireSound(job: Job): Job {
  if (job.jobType !== "translate") return job;
  throw new HeadwayError("BAD_REQUEST", `Run ${job.runId} is a translation; it has no sound.`);
}

function textsOf(job: Job): z.infer<typeof translatedTextsSchema> {
  return translatedTextsSchema.parse(job.result);
}

async function forEachRun(
  request: RouteRequest,
  { engine }: ServiceCall,
  answer: (job: Job) => Promise<unknown>,
): Promise<Reply> {
  const { run_ids: runIds } = request.body as z.infer<typeof runIdsSchema>;
  const jobs = await Promise.all([...new Set(runIds)].map((runId) => findRun(engine, request.owner, runId)));
  const entries = await Promise.all(jobs.map(async (job) => [String(job.runId), await answer(job)] as const));
  return { kind: "json", status: 200, body: Object.fromEntries(entries) };
}

/** Before its SUCCESS a run has no results, so its number has not been published. */
async function findRun(engine: Engine, owner: string, runId: number): Promise<Job> {
  const job = await engine.findByRunId(owner, runId);
  if (job?.kind === "speech" && job.status === "completed") return job;
  throw new HeadwayError("NOT_FOUND", `There is no run ${runId}.`);
}
