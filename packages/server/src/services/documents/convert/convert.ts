import type { ExportedDocument, ExportFormat, ExportOptions, ImportedDocument, SourceFile } from "./conversion.ts";
import { runConversion } from "./conversion-thread.ts";

/**
 * Reads an HTML, Markdown, text or docx file into HTML, in a thread of its own. The kind is told by the bytes, then by the name's
 * ending, then by the media type. Throws UNSUPPORTED_MEDIA_TYPE for other kinds, INVALID_INPUT for what cannot be read (broken or
 * encrypted files, archives that unpack to more than they may) and the signal's reason on abort.
 */
export function importDocument(file: SourceFile, signal?: AbortSignal): Promise<ImportedDocument> {
  return runConversion({ task: "import", file }, signal);
}

/**
 * Writes an admitted document as a file without its chunk ids, in a thread of its own. What the format cannot hold is named in
 * `warnings`. Throws INVALID_INPUT for what takes more than a minute, and the signal's reason on abort.
 */
export function exportDocument(
  html: string,
  format: ExportFormat,
  options: ExportOptions = {},
  signal?: AbortSignal,
): Promise<ExportedDocument> {
  return runConversion({ task: "export", html, format, options }, signal);
}
