import { ENDED_STATUSES, HeadwayError, type JsonObject } from "@headway-jobs/contract";
import type { Job } from "@headway-jobs/engine";
import type { FastifyRequest } from "fastify";
import { type PrepareCall, type StoredUpload, UNKNOWN_MEMBER } from "../service-kit/service.ts";
import type { Caller } from "./access/authenticate.ts";
import { signedArtifactPath } from "./access/signed-url.ts";
import type { Edge, EdgeCall, EdgeRoute, EdgeService, RunAgain, SubmitOptions } from "./route.ts";
import { jobResource } from "./native/job-resource.ts";
import { idempotencyKey, requestHash } from "./request/idempotency.ts";
import { baseUrl } from "./request/urls.ts";
import { validate } from "./request/validate.ts";
import { validationError } from "./problem.ts";

/** What one request's handler may do with the outside. */
export function createCall(
  edge: Edge,
  request: FastifyRequest,
  caller: Caller,
  route: Pick<EdgeRoute, "method" | "path">,
  service: EdgeService | undefined,
  signal: AbortSignal,
): EdgeCall {
  const base = baseUrl(edge.config, request.raw);
  let submitted: Job | null = null;
  const submitTo: EdgeCall["submitTo"] = async (target, input, options) => {
    const key = idempotencyKey(headerOf(request, "idempotency-key"));
    const name = `${route.method} ${route.path}`;
    const context = { owner: caller.owner, key, route: name, typos: call.typos, ...options };
    submitted = await submitJob(edge, target, input, context);
    return submitted;
  };
  const call: EdgeCall = {
    edge,
    typos: [],
    engine: edge.engine,
    get submitted() {
      return submitted;
    },
    submitTo,
    submit(input) {
      if (service === undefined) throw new TypeError(`${route.method} ${route.path} belongs to no service`);
      return submitTo(service, input, { place: ["body"], strict: false });
    },
    waitForEnd: (job, waitMs) => waitForEnd(edge, job, waitMs, signal),
    url: (path) => base + path,
    artifactUrl: async (job, name, lifetimeMs) => base + signedArtifactPath(edge, job, name, lifetimeMs),
    jobResource: (job, options) => jobResource(job, call, options),
  };
  return call;
}

async function submitJob(
  edge: Edge,
  service: EdgeService,
  rawInput: unknown,
  context: {
    readonly owner: string;
    readonly key: string | undefined;
    readonly route: string;
    readonly typos: readonly string[];
  } & SubmitOptions,
): Promise<Job> {
  const { again } = context;
  const input = parseInput(service, rawInput, context);
  const { input: prepared, identity, ...rest } = await service.prepare(input, prepareCall(edge, context));
  const rerun = again === undefined ? undefined : { of: again.job.jobId, from: again.from };
  const hash = requestHash({ kind: service.kind, input: identity ?? input, ...(rerun === undefined ? {} : { rerun }) });
  const { job } = await edge.engine.submit({
    ...rest,
    ...(rerun === undefined ? {} : { rerun }),
    owner: context.owner,
    kind: service.kind,
    input: prepared ?? (input as JsonObject),
    ...(context.typos.length === 0 ? {} : { metadata: withWarnings(rest.metadata, context.typos) }),
    ...(context.key === undefined
      ? {}
      : { idempotency: { route: context.route, key: context.key, requestHash: hash } }),
  });
  return job;
}

function prepareCall(
  edge: Edge,
  { owner, again }: { readonly owner: string; readonly again?: RunAgain | undefined },
): PrepareCall {
  const findUpload: PrepareCall["findUpload"] = async (uploadId) => {
    const upload = await edge.uploads.find(owner, uploadId);
    return upload ?? (again === undefined ? null : keptUpload(edge, again.job, uploadId));
  };
  return { owner, engine: edge.engine, findUpload };
}

/** An upload that is gone, from the files of the job that was made of it. */
async function keptUpload(edge: Edge, job: Job, uploadId: string): Promise<StoredUpload | null> {
  if (!Object.values(job.input).includes(uploadId)) return null;
  const [file] = await edge.engine.inputFiles(job.jobId);
  if (file === undefined) return null;
  const { filename } = job.metadata;
  return { ...file, uploadId, filename: typeof filename === "string" ? filename : file.name };
}

/** The metadata of a job whose request had members that are not known; its workflow tells of them in events. */
function withWarnings(metadata: JsonObject = {}, messages: readonly string[]): JsonObject {
  const { warnings } = metadata;
  const added = messages.map((message) => ({ code: UNKNOWN_MEMBER, message }));
  return { ...metadata, warnings: [...(Array.isArray(warnings) ? warnings : []), ...added] };
}

function parseInput(service: EdgeService, input: unknown, { place, strict }: SubmitOptions): unknown {
  try {
    return validate(service.input, input, "body", { strict });
  } catch (error) {
    if (!(error instanceof HeadwayError) || error.errors === undefined) throw error;
    throw validationError(error.errors.map((one) => ({ ...one, loc: [...place, ...one.loc.slice(1)] })));
  }
}

async function waitForEnd(edge: Edge, job: Job, waitMs: number | null, gone: AbortSignal): Promise<Job> {
  if (ENDED_STATUSES.has(job.status) || waitMs === 0) return job;
  const { promise: over, resolve: finish } = Promise.withResolvers<void>();
  const signal = AbortSignal.any([gone, edge.closing]);
  const onAbort = (): void => finish();
  signal.addEventListener("abort", onAbort, { once: true });
  const forgetTimer = waitMs === null ? undefined : edge.clock.after(waitMs, finish);
  const subscription = await edge.engine.subscribe(job.jobId, (batch) => {
    if (batch.ended) finish();
  });
  try {
    const now = await current(edge, job);
    if (ENDED_STATUSES.has(now.status) || signal.aborted) return now;
    await over;
    return await current(edge, job);
  } finally {
    subscription.close();
    forgetTimer?.();
    signal.removeEventListener("abort", onAbort);
  }
}

async function current(edge: Edge, job: Job): Promise<Job> {
  return (await edge.engine.find(job.owner, job.jobId)) ?? job;
}

export function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}
