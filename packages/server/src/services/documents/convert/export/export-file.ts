import type { ExportedDocument, ExportFormat, ExportOptions } from "../conversion.ts";

/** Does the work of `exportDocument`; heavy libraries are loaded only for the format that needs them. */
export async function exportFile(
  html: string,
  format: ExportFormat,
  options: ExportOptions,
): Promise<ExportedDocument> {
  switch (format) {
    case "html": {
      const { pageOf } = await import("./page.ts");
      return text(pageOf(html, options.title), "text/html; charset=utf-8", "html", []);
    }
    case "markdown": {
      const { markdownOf } = await import("./markdown.ts");
      const { markdown, warnings } = markdownOf(html);
      return text(markdown, "text/markdown; charset=utf-8", "md", warnings);
    }
    case "txt": {
      const { textOf } = await import("./plain-text.ts");
      const { content, warnings } = textOf(html);
      return text(content, "text/plain; charset=utf-8", "txt", warnings);
    }
    case "docx": {
      const { docxOf } = await import("./docx/docx.ts");
      const { bytes, warnings } = await docxOf(html, options);
      const mediaType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
      return { bytes, mediaType, extension: "docx", warnings };
    }
  }
}

function text(content: string, mediaType: string, extension: string, warnings: readonly string[]): ExportedDocument {
  return { bytes: new TextEncoder().encode(content), mediaType, extension, warnings };
}
