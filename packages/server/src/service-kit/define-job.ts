import { HeadwayError, type JsonObject } from "@headway-jobs/contract";
import type { Artifact, JobContext } from "@headway-jobs/engine";
import { z } from "zod";
import { type AskApproval, approvals } from "./approval.ts";
import { mediaTypeOf } from "./media-type.ts";
import { defineService, type PrepareCall, type PreparedJob, type Service } from "./service.ts";

const DEFAULT_TIME_LIMIT_MS = 3_600_000;
const DEFAULT_CONCURRENCY = 4;

/** What the workflow of a defined job gets: everything of the engine, and what most jobs need in one call. */
export interface WorkflowContext extends JobContext {
  /** Asks a person and waits, without holding a worker. One question at a time. */
  readonly approval: AskApproval;
  /**
   * Saves a file that the owner can download, as a step of its own. For what is made in many megabytes, use `step.saveArtifact` in a step: what one step
   * hands to the next is kept in the journal.
   */
  artifact(
    name: string,
    content: string | Uint8Array,
    options?: { /** Default: by the ending of the name. */ readonly mediaType?: string },
  ): Promise<Artifact>;
}

export interface JobDefinition<Input extends JsonObject> {
  /** Its name on the wire and in the names of its events: lower-case letters, digits and `_`, a letter first. */
  readonly kind: string;
  /** For headings: "Report". */
  readonly title: string;
  /** One sentence: what goes in, what comes out. */
  readonly description?: string;
  /** A zod 4 schema of an object of JSON values. Clients see it as a JSON schema, and the console makes a form of it. */
  readonly input: z.ZodType<Input>;
  /** Runs again from its top after a crash or a wait; finished steps return their journaled results. What it returns is the job's result. */
  readonly workflow: (ctx: WorkflowContext, input: Input) => Promise<JsonObject | void>;
  /** What lists call a job, e.g. its subject. Pure. */
  readonly nameOf?: (input: Input) => string;
  /** Milliseconds that a job may work; default one hour. Waits for a person do not count. */
  readonly timeLimitMs?: number;
  /** What its owner can do about a job that took too long. */
  readonly timeoutAdvice?: string;
  /** Jobs of this kind that run at the same time on one server; default 4. */
  readonly concurrency?: number;
}

/**
 * A job of a deployment's own. Export what this returns from a module that HEADWAY_SERVICES names. Throws TypeError when the workflow or the input
 * is missing, or the input has more than one upload or one within a list or another object.
 */
export function defineJob<Input extends JsonObject>(job: JobDefinition<Input>): Service<Input> {
  assertDefined(job);
  const file = uploadMember(job.input);
  return defineService<Input>({
    kind: job.kind,
    title: job.title,
    description: job.description ?? `Jobs of the kind ${job.kind}.`,
    input: job.input,
    prepare: (input, call) => prepare(job, file, input, call),
    workflow: async (ctx, input) => (await job.workflow(workflowContext(ctx), input)) ?? {},
    timeLimitMs: job.timeLimitMs ?? DEFAULT_TIME_LIMIT_MS,
    ...(job.timeoutAdvice === undefined ? {} : { timeoutAdvice: job.timeoutAdvice }),
    concurrency: job.concurrency ?? DEFAULT_CONCURRENCY,
  });
}

/** Modules in plain JavaScript have no compiler that asks for these. */
function assertDefined({ kind, workflow, input }: Partial<Record<keyof JobDefinition<never>, unknown>>): void {
  if (typeof workflow !== "function") {
    throw new TypeError(`the job "${String(kind)}" has no workflow; write async workflow(ctx, input) { … }`);
  }
  if (typeof input !== "object" || input === null || !("_zod" in input)) {
    throw new TypeError(`the input of the job "${String(kind)}" is no schema of zod 4; write input: z.object({ … })`);
  }
}

/** The context of a run with the calls of WorkflowContext, for workflows of services that `defineService` defines. */
export function workflowContext(ctx: JobContext): WorkflowContext {
  const added: Pick<WorkflowContext, "approval" | "artifact"> = {
    approval: approvals(ctx),
    artifact: (name, content, { mediaType = mediaTypeOf(name) } = {}) => {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      return ctx.step(`artifact:${name}`, (step) => step.saveArtifact({ name, mediaType, content: { bytes } }));
    },
  };
  // The context is this run's own, and its methods need it as `this`, so it is extended and not copied.
  return Object.assign(ctx, added);
}

/** An expected failure of a job: its owner sees the message. What a workflow throws otherwise is shown as an internal error, and stands in the log. */
export class JobError extends HeadwayError {
  /** `retryable`: a step that throws it is tried again; default false. */
  constructor(message: string, options: { readonly retryable?: boolean; readonly cause?: unknown } = {}) {
    super("JOB_FAILED", message, options);
    this.name = "JobError";
  }
}

/**
 * A member of an input that is the id of an upload (`POST /v1/uploads`): the workflow finds the file at `ctx.inputFile(member)`. One member may be such,
 * also an optional or nullable one; a list of uploads may not.
 */
export function uploadId(): z.ZodType<string, string> {
  return z.string().min(1).max(100).meta({ format: UPLOAD_FORMAT });
}

/** Tells clients, in the JSON schema of the input, that a file is meant. */
const UPLOAD_FORMAT = "upload-id";

/** The member that `uploadId` describes. */
function uploadMember(input: z.ZodType): string | undefined {
  const schema = z.toJSONSchema(input, { io: "input", unrepresentable: "any" });
  const uploads = membersOf(schema).flatMap(([name, member]) => uploadForms(member).map(() => name));
  // Of an upload elsewhere the workflow would get the id and no file.
  if (uploadsWithin(schema) > uploads.length) {
    throw new TypeError("An upload must be a member of the input itself, not one within a list or another object.");
  }
  if (new Set(uploads).size > 1) throw new TypeError("The input of a job can have one upload.");
  return uploads[0];
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Of an input of several forms (a union), the members of each. */
function membersOf(schema: JsonSchema): readonly (readonly [string, JsonSchema])[] {
  const own = Object.entries(schema.properties ?? {}).filter((entry): entry is [string, JsonSchema] => {
    return typeof entry[1] === "object";
  });
  return [...own, ...formsOf(schema).flatMap(membersOf)];
}

/** The forms of a member that are uploads: of a nullable one, one of two. */
function uploadForms(member: JsonSchema): readonly JsonSchema[] {
  return [...(member.format === UPLOAD_FORMAT ? [member] : []), ...formsOf(member).flatMap(uploadForms)];
}

function formsOf({ anyOf = [], oneOf = [], allOf = [] }: JsonSchema): readonly JsonSchema[] {
  return [...anyOf, ...oneOf, ...allOf].filter((form) => typeof form === "object");
}

/** How often a JSON schema describes an upload, at any depth. */
function uploadsWithin(schema: unknown): number {
  if (typeof schema !== "object" || schema === null) return 0;
  const here = "format" in schema && schema.format === UPLOAD_FORMAT ? 1 : 0;
  return Object.values(schema).reduce((sum: number, part) => sum + uploadsWithin(part), here);
}

async function prepare<Input extends JsonObject>(
  { nameOf }: Pick<JobDefinition<Input>, "nameOf">,
  file: string | undefined,
  input: Input,
  call: PrepareCall,
): Promise<PreparedJob> {
  const metadata = nameOf === undefined ? {} : { title: nameOf(input) };
  const given = file === undefined ? undefined : input[file];
  if (file === undefined || typeof given !== "string") return { metadata };
  const upload = await call.findUpload(given);
  if (upload === null) {
    const msg = "There is no such upload; send the file to POST /v1/uploads first.";
    throw new HeadwayError("INVALID_INPUT", msg, { errors: [{ loc: ["body", file], msg, type: "value_error" }] });
  }
  return {
    metadata: { ...metadata, filename: upload.filename },
    files: [{ name: file, mediaType: upload.mediaType, path: upload.path }],
    identity: { ...input, [file]: upload.sha256 },
  };
}
