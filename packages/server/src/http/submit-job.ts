import { HeadwayError, type JsonObject } from "@headway-jobs/contract";
import type { Engine, Job } from "@headway-jobs/engine";
import { type PrepareCall, type StoredUpload, UNKNOWN_MEMBER } from "../service-kit/service.ts";
import { validationError } from "./problem.ts";
import { requestHash } from "./request/idempotency.ts";
import { validate } from "./request/validate.ts";
import type { EdgeService, RunAgain, SubmitOptions } from "./route.ts";
import type { UploadStore } from "./uploads/upload-store.ts";

export interface SubmitParts {
  readonly engine: Engine;
  readonly uploads: Pick<UploadStore, "find">;
}

export interface Submission extends SubmitOptions {
  readonly owner: string;
  readonly key: string | undefined;
  /** Method and path: an Idempotency-Key holds for one route. */
  readonly route: string;
  readonly typos: readonly string[];
}

/** Validated input → the service's `prepare` → `engine.submit`. Throws INVALID_INPUT and what these throw. */
export async function submitJob(
  parts: SubmitParts,
  service: EdgeService,
  rawInput: unknown,
  submission: Submission,
): Promise<Job> {
  const input = parseInput(service, rawInput, submission);
  try {
    return await prepareAndSubmit(parts, service, input, submission);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    // An upload was deleted after it had been found. The second time it is not found, and the service says so in its own words.
    return prepareAndSubmit(parts, service, input, submission);
  }
}

async function prepareAndSubmit(
  parts: SubmitParts,
  service: EdgeService,
  input: unknown,
  submission: Submission,
): Promise<Job> {
  const { again } = submission;
  const { input: prepared, identity, ...rest } = await service.prepare(input, prepareCall(parts, submission));
  const rerun = again === undefined ? undefined : { of: again.job.jobId, from: again.from };
  const hash = requestHash({ kind: service.kind, input: identity ?? input, ...(rerun === undefined ? {} : { rerun }) });
  const { job } = await parts.engine.submit({
    ...rest,
    ...(rerun === undefined ? {} : { rerun }),
    owner: submission.owner,
    kind: service.kind,
    input: prepared ?? (input as JsonObject),
    ...(submission.typos.length === 0 ? {} : { metadata: withWarnings(rest.metadata, submission.typos) }),
    ...(submission.key === undefined
      ? {}
      : { idempotency: { route: submission.route, key: submission.key, requestHash: hash } }),
  });
  return job;
}

function parseInput(service: EdgeService, input: unknown, { place, strict }: SubmitOptions): unknown {
  try {
    return validate(service.input, input, "body", { strict });
  } catch (error) {
    if (!(error instanceof HeadwayError) || error.errors === undefined) throw error;
    throw validationError(error.errors.map((one) => ({ ...one, loc: [...place, ...one.loc.slice(1)] })));
  }
}

function prepareCall(
  { engine, uploads }: SubmitParts,
  { owner, again }: { readonly owner: string; readonly again?: RunAgain | undefined },
): PrepareCall {
  const findUpload: PrepareCall["findUpload"] = async (uploadId) => {
    const upload = await uploads.find(owner, uploadId);
    return upload ?? (again === undefined ? null : keptUpload(engine, again.job, uploadId));
  };
  return { owner, engine, findUpload };
}

/** An upload that no longer exists, from the files of the job that was made from it. */
async function keptUpload(engine: Engine, job: Job, uploadId: string): Promise<StoredUpload | null> {
  if (!Object.values(job.input).includes(uploadId)) return null;
  const [file] = await engine.inputFiles(job.jobId);
  if (file === undefined) return null;
  const { filename } = job.metadata;
  return { ...file, uploadId, filename: typeof filename === "string" ? filename : file.name };
}

/** The metadata of a job whose request had members that are not known; its workflow turns them into events. */
function withWarnings(metadata: JsonObject = {}, messages: readonly string[]): JsonObject {
  const { warnings } = metadata;
  const added = messages.map((message) => ({ code: UNKNOWN_MEMBER, message }));
  return { ...metadata, warnings: [...(Array.isArray(warnings) ? warnings : []), ...added] };
}
