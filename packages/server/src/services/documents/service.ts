import { type DocumentInput, documentInputSchema } from "@headway/contract";
import { defineService, type Service } from "../../service.ts";
import type { DocumentPorts, DocumentSettings } from "./ports.ts";
import { documentRoutes } from "./routes.ts";
import { documentStream } from "./routes/stream.ts";

/** AI edits of documents with a human in the loop (seed 002; WIRE §4). */
export function documentService(ports: DocumentPorts, settings: DocumentSettings): Service<DocumentInput> {
  return defineService({
    kind: "document",
    title: "Document editing",
    description:
      "An HTML document and a message become proposed changes, which a human may decide on one by one, and then a new version.",
    input: documentInputSchema,
    prepare: async (input, call) => (await import("./prepare.ts")).prepareDocument(settings, input, call),
    // Lazy: parsers of HTML and editors are loaded with the first message.
    workflow: async (ctx, input) => (await import("./workflow.ts")).documentWorkflow(ports, settings)(ctx, input),
    timeLimitMs: settings.timeLimitMs,
    concurrency: settings.concurrency,
    routes: documentRoutes(ports, settings),
    streams: [documentStream],
    readiness: async () => ({ editor: true }),
    ways: { language_model: ports.editors.model !== undefined },
  });
}
