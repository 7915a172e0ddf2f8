import type { PageOptions } from "./export/docx/page.ts";

/** An uploaded file. */
export interface SourceFile {
  readonly filename: string;
  /** As the client stated it; the bytes decide where they can. */
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface ImportedDocument {
  /** As the file has it: to be admitted, not trusted. */
  readonly html: string;
  /** What could not be taken over, one sentence each. */
  readonly warnings: readonly string[];
}

export const EXPORT_FORMATS = ["html", "markdown", "txt", "docx"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportOptions extends PageOptions {
  /** For the page's title; else the first heading. */
  readonly title?: string;
}

export interface ExportedDocument {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** Without a dot. */
  readonly extension: string;
  readonly warnings: readonly string[];
}

export type Conversion =
  | { readonly task: "import"; readonly file: SourceFile }
  | {
      readonly task: "export";
      readonly html: string;
      readonly format: ExportFormat;
      readonly options: ExportOptions;
    };

/** What a conversion gives, by its task. */
export type Converted = ImportedDocument | ExportedDocument;
