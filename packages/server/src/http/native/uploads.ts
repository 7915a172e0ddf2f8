import { HeadwayError } from "@headway-jobs/contract";
import type { Engine, UploadRecord } from "@headway-jobs/engine";
import { z } from "zod";
import type { HttpConfig } from "../config.ts";
import { validationError } from "../problem.ts";
import { headerOf } from "../request/headers.ts";
import { refusals, unknownMembers } from "../request/unknown-members.ts";
import type { EdgeReply, EdgeRequest, EdgeRoute } from "../route.ts";
import type { UploadStore } from "../uploads/upload-store.ts";
import { iso } from "./job-resource.ts";
import { idParams, JOBS_TAG } from "./jobs.ts";
import { problem } from "../../service-kit/replies.ts";

const uploadSchema = z
  .object({
    upload_id: z.string(),
    filename: z.string(),
    media_type: z.string(),
    size_bytes: z.number().int(),
    sha256: z.string(),
    expires_at: z.string(),
  })
  .meta({ id: "Upload" });
const listSchema = z
  .object({
    uploads: z.array(uploadSchema.extend({ created_at: z.string() })),
    /** With uploads that are being received and those of forms. */
    total_bytes: z.number().int(),
    limit_bytes: z.number().int(),
  })
  .meta({ id: "UploadList" });

const formSchema = z.object({ file: z.unknown() });

export interface UploadRouteParts {
  readonly engine: Pick<Engine, "usage">;
  readonly uploads: Pick<UploadStore, "save" | "list" | "remove">;
  readonly config: Pick<HttpConfig, "uploadLimitBytes" | "uploadQuotaBytes">;
}

/** `POST /v1/uploads`: one file, streamed to disk; its id goes into `input.file` (SPEC §1). */
export function uploadRoute(parts: UploadRouteParts): EdgeRoute {
  return {
    method: "POST",
    path: "/v1/uploads",
    scope: "submit",
    summary: "Upload a file (multipart/form-data, part `file`) for a later job",
    tag: JOBS_TAG,
    multipart: true,
    responses: {
      201: { description: "Stored until `expires_at`.", schema: uploadSchema },
      413: problem("The file is larger than the limit, or the quota of the owner's uploads is used up."),
      415: problem("The body is not multipart/form-data."),
      422: problem("There is no part `file`."),
      503: problem("The disk is nearly full."),
    },
    validation: "sentence",
    handle: (request) => upload(request, parts),
  };
}

/** `GET /v1/uploads` and `DELETE /v1/uploads/{id}`. */
export function uploadRoutes(parts: UploadRouteParts): readonly EdgeRoute[] {
  return [
    {
      method: "GET",
      path: "/v1/uploads",
      summary: "List the owner's uploads, newest first, at most 1,000",
      tag: JOBS_TAG,
      responses: { 200: { description: "The uploads that have not expired.", schema: listSchema } },
      validation: "sentence",
      handle: (request) => list(request, parts),
    },
    {
      method: "DELETE",
      path: "/v1/uploads/:id",
      scope: "submit",
      summary: "Remove an upload; jobs that were submitted with it keep their file",
      tag: JOBS_TAG,
      params: idParams,
      responses: { 204: { description: "Removed." }, 404: problem("There is no such upload.") },
      validation: "sentence",
      handle: (request) => remove(request, parts),
    },
  ];
}

async function upload(request: EdgeRequest, { uploads, config }: UploadRouteParts): Promise<EdgeReply> {
  const { raw } = request;
  if (!raw.isMultipart()) {
    throw new HeadwayError("UNSUPPORTED_MEDIA_TYPE", "Uploads are sent as multipart/form-data.");
  }
  const limit = config.uploadLimitBytes;
  const part = await raw.file({ limits: { fileSize: limit + 1, files: 1 } });
  if (part === undefined) {
    throw new HeadwayError("INVALID_INPUT", "The form has no part with a file.", {
      errors: [{ loc: ["body", "file"], msg: "is required", type: "missing" }],
    });
  }
  refuseOthers([part.fieldname, ...Object.keys(part.fields)]);
  const announced = Number(headerOf(raw, "content-length"));
  const saved = await uploads.save({
    owner: request.owner,
    filename: part.filename,
    mediaType: part.mimetype,
    content: part.file,
    kind: "stored",
    ...(announced > 0 ? { announcedBytes: announced } : {}),
  });
  try {
    // Fields behind the file have been read with it.
    refuseOthers(Object.keys(part.fields));
  } catch (error) {
    await uploads.remove(request.owner, saved.uploadId);
    throw error;
  }
  return { kind: "json", status: 201, body: uploadOf(saved) };
}

/** INVALID_INPUT for parts of the form beside the file. */
function refuseOthers(names: readonly string[]): void {
  const errors = refusals(unknownMembers(formSchema, Object.fromEntries(names.map((name) => [name, null]))));
  if (errors.length > 0) throw validationError(errors.map((one) => ({ ...one, loc: ["body", ...one.loc] })));
}

async function list({ owner }: EdgeRequest, { uploads, engine, config }: UploadRouteParts): Promise<EdgeReply> {
  const [stored, { uploadBytes }] = await Promise.all([uploads.list(owner), engine.usage(owner)]);
  const body: z.infer<typeof listSchema> = {
    uploads: stored.map((one) => ({ ...uploadOf(one), created_at: iso(one.createdAtMs) })),
    total_bytes: uploadBytes,
    limit_bytes: config.uploadQuotaBytes,
  };
  return { kind: "json", status: 200, body };
}

async function remove({ owner, params }: EdgeRequest, { uploads }: UploadRouteParts): Promise<EdgeReply> {
  const { id } = params as z.infer<typeof idParams>;
  if (!(await uploads.remove(owner, id))) throw new HeadwayError("NOT_FOUND", "There is no such upload.");
  return { kind: "empty", status: 204 };
}

function uploadOf(saved: UploadRecord): z.infer<typeof uploadSchema> {
  return {
    upload_id: saved.uploadId,
    filename: saved.filename,
    media_type: saved.mediaType,
    size_bytes: saved.sizeBytes,
    sha256: saved.sha256,
    expires_at: iso(saved.expiresAtMs),
  };
}
