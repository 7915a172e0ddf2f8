import { documentUploadSchema, HeadwayError, sessionIdSchema } from "@headway-jobs/contract";
import { z } from "zod";
import type { Reply, Route, RouteRequest, ServiceCall } from "../../../service-kit/service.ts";
import type { DocumentPorts } from "../ports.ts";
import { requireSize } from "../prepare.ts";
import { replaceDocument } from "../sessions/session.ts";
import { SessionStore } from "../sessions/store.ts";
import { requireIdle } from "../sessions/unfinished.ts";
import { DOCUMENTS_TAG } from "./wording.ts";
import { problem } from "../../../service-kit/replies.ts";

/** A file may be larger than the HTML that comes out of it: pictures, styles, fonts. */
const FILE_TO_HTML = 4;
/** The document of a session, for clients that expect sessions with several. */
const ONLY_DOCUMENT = "doc_primary";

const uploadBody = z.object({
  file: z.object({ filename: z.string(), bytes: z.instanceof(Uint8Array) }),
  session_id: sessionIdSchema,
  // A session here has one document, so there is nothing to open beside it.
  open_mode: z.enum(["replace"], "must be replace: a session has one document").default("replace"),
});

/** `POST /v1/documents/upload`: a file becomes the session's document (SPEC §4). */
export function uploadRoute(ports: DocumentPorts, settings: { readonly maxDocumentBytes: number }): Route {
  return {
    method: "POST",
    path: "/v1/documents/upload",
    scope: "submit",
    summary: "Make a file (HTML, Markdown, text, docx) the document of a session",
    tag: DOCUMENTS_TAG,
    form: { file: "file", limitBytes: FILE_TO_HTML * settings.maxDocumentBytes },
    body: uploadBody,
    responses: {
      200: { description: "The document, with its ids.", schema: documentUploadSchema },
      400: problem("This kind of file is not taken."),
      409: problem("A job of the session runs or awaits approval."),
      413: problem("The file or the document is too large."),
      422: problem("The request is not valid, or the file cannot be read."),
    },
    validation: "fields",
    handle: (request, call) => upload(ports, settings, request, call),
  };
}

async function upload(
  ports: DocumentPorts,
  settings: { readonly maxDocumentBytes: number },
  { owner, body, signal }: RouteRequest,
  { engine }: ServiceCall,
): Promise<Reply> {
  const { file, session_id: sessionId } = body as z.infer<typeof uploadBody>;
  await requireIdle(engine, owner, sessionId);
  const imported = await importFile(file, signal);
  requireSize(imported.html, settings.maxDocumentBytes, "The document in this file");
  const { htmlWork } = await import("../html-work/thread.ts");
  const { html, chunkCount, warnings } = await htmlWork({ task: "admit", html: imported.html }, ports.newId, signal);
  const store = new SessionStore(engine, owner);
  const version = await store.keep({ html, chunkCount });
  // Reading the file took a while.
  await requireIdle(engine, owner, sessionId);
  await store.change(sessionId, (session) => replaceDocument(session, version.id));
  const reply: z.infer<typeof documentUploadSchema> = {
    html,
    session_id: sessionId,
    filename: file.filename,
    chunks_count: chunkCount,
    version_id: version.versionId,
    document_id: ONLY_DOCUMENT,
    documents: [
      {
        document_id: ONLY_DOCUMENT,
        durable_document_id: null,
        title: null,
        chunks_count: chunkCount,
        focused: true,
        html: null,
      },
    ],
    page_setup: null,
    persisted: true,
    warnings: [...imported.warnings, ...warnings],
  };
  return { kind: "json", status: 200, body: reply };
}

async function importFile(
  { filename, bytes }: { readonly filename: string; readonly bytes: Uint8Array },
  signal: AbortSignal,
): Promise<{ readonly html: string; readonly warnings: readonly string[] }> {
  if (/\.doc$/i.test(filename)) {
    throw new HeadwayError(
      "UNSUPPORTED_DOCUMENT",
      "Old Word files (.doc) cannot be read; .docx, .html, .md and .txt can.",
    );
  }
  const { importDocument } = await import("../convert/convert.ts");
  try {
    return await importDocument({ filename, mediaType: "", bytes }, signal);
  } catch (error) {
    // In this API a kind of file that is not taken is a bad request (SPEC §4.5); 415 is about the request's own type.
    if (!(error instanceof HeadwayError) || error.code !== "UNSUPPORTED_MEDIA_TYPE") throw error;
    throw new HeadwayError("UNSUPPORTED_DOCUMENT", error.message, { cause: error });
  }
}
