import { HeadwayError } from "@headway-jobs/contract";
import type { ImportedDocument, SourceFile } from "../conversion.ts";
import { decodeText } from "./decode.ts";
import { kindOf } from "./kind.ts";

/** Does the work of `importDocument`; heavy libraries are loaded only for the file that needs them. */
export async function importFile(file: SourceFile): Promise<ImportedDocument> {
  const bytes = Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength);
  switch (kindOf({ ...file, bytes })) {
    case "docx":
      return (await import("./docx.ts")).htmlOfDocx(bytes);
    case "html":
      return { html: decodeText(bytes, { declaredInHtml: true }), warnings: [] };
    case "markdown":
      return (await import("./markdown.ts")).htmlOfMarkdown(decodeText(bytes));
    case "txt":
      return { html: htmlOfText(decodeText(bytes)), warnings: [] };
    case null:
      throw new HeadwayError(
        "UNSUPPORTED_MEDIA_TYPE",
        "Documents are taken as HTML (.html), Markdown (.md), plain text (.txt) or Word (.docx); save the file as one of these.",
      );
  }
}

/** Empty lines part paragraphs; line breaks inside one stay. */
function htmlOfText(text: string): string {
  const paragraphs = text
    .replaceAll(/\r\n?/g, "\n")
    .split(/\n[\t ]*(?:\n[\t ]*)+/)
    .map((paragraph) => paragraph.replaceAll(/^\n+|\s+$/g, ""))
    .filter((paragraph) => paragraph.trim() !== "");
  return paragraphs.map((paragraph) => `<p>${escaped(paragraph).replaceAll("\n", "<br>")}</p>`).join("\n");
}

function escaped(text: string): string {
  // Form feeds of old text files are page breaks, not words.
  return text.replaceAll("\f", "\n").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
