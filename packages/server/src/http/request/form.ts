import type { Readable } from "node:stream";
import { HeadwayError } from "@headway-jobs/contract";
import type { FastifyRequest } from "fastify";
import type { MultipartFile } from "@fastify/multipart";
import type { RouteForm } from "../../service-kit/service.ts";
import type { UploadStore } from "../uploads/upload-store.ts";

const MAX_FIELDS = 20;
const MAX_FIELD_BYTES = 64 * 1024;
/** More than one, so that a second file can be distinguished from a malformed form. */
const MAX_FILES = 4;
/** Boundaries and headers of the parts of an honest form. */
const FRAMING_BYTES = 64 * 1024;

export type FormValues = Readonly<Record<string, unknown>>;

/** Where the file of a form goes when it is not kept in memory. */
export interface FormStorage {
  readonly owner: string;
  readonly uploads: Pick<UploadStore, "save" | "discard">;
}

/**
 * Reads a multipart form as one object, passes it to `use`, and removes what it stored. Texts stand under their names, the file as
 * `{ filename, bytes }` or, when the form is stored, as `{ upload_id, filename, media_type, size_bytes, sha256 }` of an upload that
 * lasts as long as `use` runs. Other files are ignored. Throws UNSUPPORTED_MEDIA_TYPE, INVALID_INPUT for a second file, and the
 * form's own code (or PAYLOAD_TOO_LARGE) for what is too large.
 */
export async function withForm<T>(
  form: RouteForm,
  request: FastifyRequest,
  storage: FormStorage,
  use: (values: FormValues) => Promise<T>,
): Promise<T> {
  if (!request.isMultipart()) {
    throw new HeadwayError("UNSUPPORTED_MEDIA_TYPE", "This is sent as multipart/form-data.");
  }
  const reading = new FormReading(form, storage);
  try {
    await reading.read(request);
    return await use(reading.values());
  } catch (error) {
    // What is still on its way must not block the connection, nor be cut off before the client has read why.
    request.raw.unpipe();
    request.raw.resume();
    throw error;
  } finally {
    await reading.discard();
  }
}

class FormReading {
  readonly #form: RouteForm;
  readonly #storage: FormStorage;
  readonly #values = new Map<string, unknown>();
  #announcedBytes = 0;
  #uploadId: string | undefined;

  constructor(form: RouteForm, storage: FormStorage) {
    this.#form = form;
    this.#storage = storage;
  }

  async read(request: FastifyRequest): Promise<void> {
    const { file, limitBytes, longTexts = {} } = this.#form;
    const fieldSize = Math.max(MAX_FIELD_BYTES, ...Object.values(longTexts));
    this.#announcedBytes = Number(request.headers["content-length"] ?? 0);
    if (this.#announcedBytes > limitBytes + MAX_FIELDS * fieldSize + FRAMING_BYTES) throw this.#tooLarge();
    const limits = { fileSize: Math.max(limitBytes, fieldSize) + 1, files: MAX_FILES, fields: MAX_FIELDS };
    for await (const part of request.parts({ limits: { ...limits, fieldSize } })) {
      const { fieldname } = part;
      if (part.type === "field") {
        // A part that calls itself JSON comes parsed.
        const text = typeof part.value === "string" ? part.value : JSON.stringify(part.value);
        this.#keepText(fieldname, text, part.valueTruncated);
      } else if (fieldname === file) {
        await this.#keepFile(part);
      } else if (Object.hasOwn(longTexts, fieldname)) {
        const bytes = await readUpTo(part.file, (longTexts[fieldname] ?? 0) + 1);
        this.#keepText(fieldname, new TextDecoder().decode(bytes), bytes.length > (longTexts[fieldname] ?? 0));
      } else {
        part.file.resume();
      }
    }
  }

  values(): FormValues {
    return Object.fromEntries(this.#values);
  }

  async discard(): Promise<void> {
    if (this.#uploadId === undefined) return;
    // What fails here expires; the answer to the request must not be lost over it.
    await this.#storage.uploads.discard(this.#uploadId).catch(() => undefined);
  }

  #keepText(name: string, text: string, isCut: boolean): void {
    const { longTexts = {} } = this.#form;
    const limitBytes = Object.hasOwn(longTexts, name) ? (longTexts[name] ?? MAX_FIELD_BYTES) : MAX_FIELD_BYTES;
    if (isCut || Buffer.byteLength(text) > limitBytes) {
      throw new HeadwayError("PAYLOAD_TOO_LARGE", `The field ${name} is larger than ${limitBytes} bytes.`);
    }
    this.#values.set(name, text);
  }

  async #keepFile(part: MultipartFile): Promise<void> {
    const { file: name, stored, limitBytes, tooLarge } = this.#form;
    if (this.#values.has(name)) {
      const errors = [{ loc: ["body", name], msg: "was sent more than once", type: "value" }];
      throw new HeadwayError("INVALID_INPUT", `The form has more than one part ${name}; send one file.`, { errors });
    }
    if (stored !== true) {
      const bytes = await part.toBuffer();
      if (bytes.length > limitBytes || part.file.truncated) throw this.#tooLarge();
      this.#values.set(name, { filename: part.filename, bytes });
      return;
    }
    const upload = await this.#storage.uploads.save({
      owner: this.#storage.owner,
      filename: part.filename,
      mediaType: part.mimetype,
      content: part.file,
      kind: "form",
      ...(this.#announcedBytes > 0 ? { announcedBytes: this.#announcedBytes } : {}),
      limitBytes,
      ...(tooLarge === undefined ? {} : { tooLarge }),
    });
    this.#uploadId = upload.uploadId;
    this.#values.set(name, {
      upload_id: upload.uploadId,
      filename: upload.filename,
      media_type: upload.mediaType,
      size_bytes: upload.sizeBytes,
      sha256: upload.sha256,
    });
  }

  #tooLarge(): HeadwayError {
    const { limitBytes, tooLarge = "PAYLOAD_TOO_LARGE" } = this.#form;
    return new HeadwayError(tooLarge, `The file is larger than the limit of ${limitBytes} bytes.`);
  }
}

async function readUpTo(content: Readable, limitBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of content as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes >= limitBytes) break;
  }
  return Buffer.concat(chunks);
}
