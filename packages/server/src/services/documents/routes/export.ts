import { EXPORT_FORMATS, type ExportRequest, exportSchema, HeadwayError } from "@headway-jobs/contract";
import type { Engine } from "@headway-jobs/engine";
import { z } from "zod";
import type { Reply, Route, RouteRequest, ServiceCall } from "../../../service-kit/service.ts";
import type { exportDocument as ExportDocument } from "../convert/convert.ts";
import type { DocumentPorts } from "../ports.ts";
import { requireSize } from "../prepare.ts";
import { SessionStore } from "../sessions/store.ts";
import { DOCUMENTS_TAG } from "./wording.ts";
import { problem } from "../../../service-kit/replies.ts";

const MOST_FILENAME_CHARS = 100;

const optionsSchema = z.object({
  paper_size: z.enum(["A4", "A3", "Letter", "Legal"]).nullish(),
  orientation: z.enum(["portrait", "landscape"]).nullish(),
  margins: z.enum(["narrow", "normal", "wide"]).nullish(),
  filename: z.string().max(500).nullish(),
  title: z.string().max(500).nullish(),
});
type Options = z.infer<typeof optionsSchema>;

/** `POST /v1/documents/export`: the bytes of a file; `X-Export-Warnings` lists what the format could not hold (SPEC §4). */
export function exportRoute(ports: DocumentPorts, settings: { readonly maxDocumentBytes: number }): Route {
  return {
    method: "POST",
    path: "/v1/documents/export",
    scope: "read",
    summary: `Write a session's document, or HTML sent along, as ${EXPORT_FORMATS.join(", ")}`,
    tag: DOCUMENTS_TAG,
    body: exportSchema,
    responses: {
      200: {
        description: "The file. Warnings, parted by semicolons, are in X-Export-Warnings.",
        mediaTypes: [
          "text/html",
          "text/markdown",
          "text/plain",
          "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ],
      },
      404: problem("No such session, or it has no document."),
      413: problem("The document is too large."),
      422: problem("The request is not valid."),
    },
    validation: "fields",
    handle: (request, call) => exportFile(ports, settings, request, call),
  };
}

async function exportFile(
  ports: DocumentPorts,
  settings: { readonly maxDocumentBytes: number },
  { owner, body, signal }: RouteRequest,
  { engine }: ServiceCall,
): Promise<Reply> {
  const request = body as ExportRequest;
  const { options, unknown } = readOptions(request.options ?? {});
  const source = await sourceOf(ports, settings, request, { engine, owner, signal });
  const { exportDocument } = await import("../convert/convert.ts");
  const file = await exportDocument(source.html, request.format, pageOptions(options), signal);
  const warnings = [...source.warnings, ...unknown.map((name) => `The option ${name} was left out.`), ...file.warnings];
  return {
    kind: "bytes",
    bytes: file.bytes,
    mediaType: file.mediaType,
    filename: `${fileStem(options, request)}.${file.extension}`,
    ...(warnings.length === 0 ? {} : { headers: { "X-Export-Warnings": headerText(warnings) } }),
  };
}

function readOptions(raw: Readonly<Record<string, unknown>>): {
  readonly options: Options;
  readonly unknown: readonly string[];
} {
  const parsed = optionsSchema.safeParse(raw);
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message, code }) => ({
      loc: ["body", "options", ...path.map(String)],
      msg: message,
      type: code,
    }));
    throw new HeadwayError("INVALID_INPUT", "The options are not valid.", { errors });
  }
  const unknown = Object.entries(raw)
    .filter(([name, value]) => !Object.hasOwn(optionsSchema.shape, name) && value !== null && value !== false)
    .map(([name]) => name.slice(0, 50));
  return { options: parsed.data, unknown };
}

/** HTML that comes along is held to the same rules as a session's. */
async function sourceOf(
  ports: DocumentPorts,
  settings: { readonly maxDocumentBytes: number },
  { html, session_id: sessionId }: ExportRequest,
  call: { readonly engine: Engine; readonly owner: string; readonly signal: AbortSignal },
): Promise<{ readonly html: string; readonly warnings: readonly string[] }> {
  if (typeof html === "string") {
    requireSize(html, settings.maxDocumentBytes, "html");
    const { htmlWork } = await import("../html-work/thread.ts");
    return htmlWork({ task: "admit", html }, ports.newId, call.signal);
  }
  const store = new SessionStore(call.engine, call.owner);
  const versionId = (await store.find(sessionId ?? ""))?.session.versionId ?? null;
  if (versionId === null) throw new HeadwayError("NOT_FOUND", "There is no such session, or it has no document.");
  return { html: (await store.version(versionId)).html, warnings: [] };
}

function pageOptions({
  paper_size: paperSize,
  orientation,
  margins,
  title,
}: Options): Parameters<typeof ExportDocument>[2] {
  const given = Object.entries({ paperSize, orientation, margins, title }).filter(
    ([, value]) => (value ?? null) !== null,
  );
  return Object.fromEntries(given);
}

/** A name without folders and without the ending, which is the format's own. */
function fileStem({ filename }: Options, { session_id: sessionId }: ExportRequest): string {
  const name = (filename ?? "").replaceAll(/[\p{Cc}/\\]/gu, "_").replace(/\.(?:html?|md|markdown|txt|docx)$/i, "");
  return name.trim().slice(0, MOST_FILENAME_CHARS).toWellFormed() || sessionId || "document";
}

const MOST_WARNING_CHARS = 2_000;

/** Header values are ASCII. */
function headerText(warnings: readonly string[]): string {
  return warnings
    .join("; ")
    .replaceAll(/[“”]/g, "'")
    .replaceAll(/[^\u0020-\u007e]/g, "?")
    .slice(0, MOST_WARNING_CHARS);
}
