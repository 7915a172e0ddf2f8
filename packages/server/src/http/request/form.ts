import { HeadwayError } from "@headway/contract";
import type { FastifyRequest } from "fastify";
import type { RouteForm } from "../../service.ts";

const MAX_FIELDS = 20;
const MAX_FIELD_BYTES = 64 * 1024;

/** A multipart form as one object: texts under their names, the file as `{ filename, bytes }`; what is no text field or the named file is left out. */
export async function readForm(form: RouteForm, request: FastifyRequest): Promise<Readonly<Record<string, unknown>>> {
  if (!request.isMultipart()) {
    throw new HeadwayError("UNSUPPORTED_MEDIA_TYPE", "This is sent as multipart/form-data.");
  }
  const values = new Map<string, unknown>();
  const limits = { fileSize: form.limitBytes + 1, files: 1, fields: MAX_FIELDS, fieldSize: MAX_FIELD_BYTES };
  for await (const part of request.parts({ limits })) {
    if (part.type === "field") {
      if (typeof part.value === "string") values.set(part.fieldname, part.value);
      continue;
    }
    const bytes = await part.toBuffer();
    if (bytes.length > form.limitBytes || part.file.truncated) {
      throw new HeadwayError("PAYLOAD_TOO_LARGE", `The file is larger than ${form.limitBytes} bytes.`);
    }
    if (part.fieldname === form.file) values.set(form.file, { filename: part.filename, bytes });
  }
  return Object.fromEntries(values);
}
