import { WorkerPool, workerModule } from "@headway-jobs/tools/threads/worker-pool";
import type {
  Conversion,
  Converted,
  ExportedDocument,
  ExportFormat,
  ExportOptions,
  ImportedDocument,
  SourceFile,
} from "./conversion.ts";

/** With bounded memory and time: parsers of foreign formats take seconds on large files and do not end on hostile ones. */
const threads = new WorkerPool<Conversion, Converted>({
  module: workerModule("./conversion-worker", import.meta.url),
  memoryMb: 1_024,
  stackMb: 16,
  timeLimitMs: 60_000,
});

/**
 * Reads an HTML, Markdown, text or docx file into HTML, in a worker thread. The bytes decide the kind, then the ending of the name, then the media type. Throws
 * UNSUPPORTED_MEDIA_TYPE for other kinds, INVALID_INPUT for what cannot be read (broken or encrypted files, archives that unpack to more than they may) and the
 * signal's reason on abort.
 */
export async function importDocument(file: SourceFile, signal?: AbortSignal): Promise<ImportedDocument> {
  const refusal =
    "The file could not be read: it is damaged, or takes more time and memory than a document may. Save it again or send it in parts.";
  return (await convert({ task: "import", file }, refusal, signal)) as ImportedDocument;
}

/**
 * Writes an admitted document as a file without its chunk ids, in a worker thread. `warnings` names what the format cannot hold. Throws INVALID_INPUT for a
 * document that takes more than a minute, and the signal's reason on abort.
 */
export async function exportDocument(
  html: string,
  format: ExportFormat,
  options: ExportOptions = {},
  signal?: AbortSignal,
): Promise<ExportedDocument> {
  const refusal = "The document could not be written in this format; export it as HTML, or in parts.";
  return (await convert({ task: "export", html, format, options }, refusal, signal)) as ExportedDocument;
}

function convert(conversion: Conversion, message: string, signal: AbortSignal | undefined): Promise<Converted> {
  return threads.run(conversion, { signal, refusal: { code: "INVALID_INPUT", message, on: "any-error" } });
}
