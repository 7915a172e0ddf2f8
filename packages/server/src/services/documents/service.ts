import { type DocumentInput, documentInputSchema, type JsonObject } from "@headway-jobs/contract";
import type { Job } from "@headway-jobs/engine";
import { defineService, type Service } from "../../service-kit/service.ts";
import type { DocumentPorts } from "./ports.ts";
import { polledEntries } from "./dialect.ts";
import { prepareDocument } from "./prepare.ts";
import { approveRoute } from "./routes/approve.ts";
import { chatRoutes } from "./routes/chat.ts";
import { exportRoute } from "./routes/export.ts";
import { sessionRoutes } from "./routes/sessions.ts";
import { documentStream } from "./routes/stream.ts";
import { uploadRoute } from "./routes/upload.ts";
import { userRoutes } from "./routes/users.ts";

export interface DocumentSettings {
  /** HEADWAY_MAX_DOCUMENT: bytes of HTML in UTF-8. */
  readonly maxDocumentBytes: number;
  /** HEADWAY_APPROVAL_TIMEOUT. */
  readonly approvalTimeoutMs: number;
  /** A blocking request is answered after this at the latest; its job continues. Default 30 minutes (SPEC §4.1). */
  readonly longestBlockMs?: number;
  /** HEADWAY_DOCUMENT_TIME_LIMIT; it is paused while changes wait for decisions. */
  readonly timeLimitMs: number;
  /** Documents worked on at the same time on this node. */
  readonly concurrency: number;
}

/** AI edits of documents with a human in the loop (SPEC §4). */
export function documentService(ports: DocumentPorts, settings: DocumentSettings): Service<DocumentInput> {
  return defineService({
    kind: "document",
    title: "Document editing",
    description:
      "An HTML document and a message become proposed changes, which a human may decide on one by one, and then a new version.",
    input: documentInputSchema,
    prepare: async (input) => prepareDocument(settings, input),
    warnsOfUnknownMembers: true,
    // Lazy: parsers of HTML and editors are loaded with the first message.
    workflow: async (ctx, input) => (await import("./workflow.ts")).documentWorkflow(ports, settings)(ctx, input),
    timeLimitMs: settings.timeLimitMs,
    timeoutAdvice: "Ask for less in one message, or edit a part of the document at a time.",
    concurrency: settings.concurrency,
    routes: [
      ...chatRoutes(settings),
      approveRoute(ports),
      ...sessionRoutes,
      uploadRoute(ports, settings),
      exportRoute(ports, settings),
      ...userRoutes(settings),
    ],
    streams: [documentStream],
    readiness: async () => ({ editor: true }),
    shownMetadata,
    polled: polledEntries,
    ways: { language_model: ports.editors.model !== undefined },
  });
}

/** Changes are pending while they can be decided: a job that runs again, or has ended, has none. */
function shownMetadata({ status, metadata }: Pick<Job, "status" | "metadata">): JsonObject {
  return status === "awaiting_approval" ? metadata : { ...metadata, pending_changes: [] };
}
