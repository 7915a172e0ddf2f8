import { type DocumentInput, HeadwayError } from "@headway-jobs/contract";
import type { PreparedJob } from "../../service-kit/service.ts";

/** Of the message in a job's metadata; the whole of it is in the session. */
const SHOWN_MESSAGE_CHARS = 1_000;
const GIVEN_ID = / data-chunk-id="[\da-f-]{36}"/g;

/**
 * Refuses, before a job exists, a document that is too large. The month's operations are looked at with the
 * submission, so that a repeat still finds its job.
 */
export function prepareDocument(
  { maxDocumentBytes }: { readonly maxDocumentBytes: number },
  input: DocumentInput,
): PreparedJob {
  requireSize(input.document_html ?? "", maxDocumentBytes, "document_html");
  return {
    jobType: "chat",
    sessionId: input.session_id,
    onlyOfSession: true,
    needsOperation: true,
    metadata: {
      message: input.message.slice(0, SHOWN_MESSAGE_CHARS).toWellFormed(),
      document_html_provided: input.document_html !== null,
      approval_mode: input.approval_mode,
      pending_changes: [],
      pending_batch_decisions: null,
    },
  };
}

/** Throws PAYLOAD_TOO_LARGE for HTML over the limit. Chunk ids of this server do not count, so that a document that was accepted once is accepted again. */
export function requireSize(html: string, maxBytes: number, what: string): void {
  if (html.length * 3 <= maxBytes || Buffer.byteLength(html) <= maxBytes) return;
  if (Buffer.byteLength(html.replaceAll(GIVEN_ID, "")) <= maxBytes) return;
  throw new HeadwayError(
    "PAYLOAD_TOO_LARGE",
    `${what} is larger than ${maxBytes} bytes. Send a smaller document, or raise HEADWAY_MAX_DOCUMENT (and HEADWAY_MAX_BODY with it).`,
  );
}
