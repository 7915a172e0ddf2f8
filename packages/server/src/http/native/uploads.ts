import { HeadwayError } from "@headway/contract";
import { z } from "zod";
import type { EdgeCall, EdgeReply, EdgeRequest, EdgeRoute } from "../edge.ts";
import { iso } from "./job-resource.ts";
import { JOBS_TAG, problem } from "./jobs.ts";

const uploadSchema = z.object({
  upload_id: z.string(),
  filename: z.string(),
  media_type: z.string(),
  size_bytes: z.number().int(),
  sha256: z.string(),
  expires_at: z.string(),
});

/** `POST /v1/uploads`: one file, streamed to disk; its id goes into `input.file` (WIRE §1). */
export const uploadRoute: EdgeRoute = {
  method: "POST",
  path: "/v1/uploads",
  scope: "submit",
  summary: "Upload a file (multipart/form-data, part `file`) for a later job",
  tag: JOBS_TAG,
  multipart: true,
  responses: {
    201: { description: "Stored until `expires_at`.", schema: uploadSchema },
    413: problem("The file is larger than the limit."),
    415: problem("The body is not multipart/form-data."),
    422: problem("There is no part `file`."),
  },
  validation: "sentence",
  handle: upload,
};

async function upload(request: EdgeRequest, { edge }: EdgeCall): Promise<EdgeReply> {
  const { raw } = request;
  if (!raw.isMultipart()) {
    throw new HeadwayError("UNSUPPORTED_MEDIA_TYPE", "Uploads are sent as multipart/form-data.");
  }
  const limit = edge.config.uploadLimitBytes;
  const part = await raw.file({ limits: { fileSize: limit + 1, files: 1 } });
  if (part === undefined) {
    throw new HeadwayError("INVALID_INPUT", "The form has no part with a file.", {
      errors: [{ loc: ["body", "file"], msg: "is required", type: "missing" }],
    });
  }
  const saved = await edge.uploads.save({
    owner: request.owner,
    filename: part.filename,
    mediaType: part.mimetype,
    content: part.file,
  });
  const body: z.infer<typeof uploadSchema> = {
    upload_id: saved.uploadId,
    filename: saved.filename,
    media_type: saved.mediaType,
    size_bytes: saved.sizeBytes,
    sha256: saved.sha256,
    expires_at: iso(saved.expiresAtMs),
  };
  return { kind: "json", status: 201, body };
}
