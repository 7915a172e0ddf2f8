import { HeadwayError } from "@headway-jobs/contract";
import { runThread } from "@headway-jobs/tools/programs/run-thread";
import type { Conversion, ExportedDocument, ImportedDocument } from "./conversion.ts";

const LIMIT_MS = 60_000;

export function runConversion(
  conversion: Extract<Conversion, { task: "import" }>,
  signal?: AbortSignal,
): Promise<ImportedDocument>;
export function runConversion(
  conversion: Extract<Conversion, { task: "export" }>,
  signal?: AbortSignal,
): Promise<ExportedDocument>;
/**
 * Converts in a thread with bounded memory and time: parsers of foreign formats take seconds on large files and for ever on hostile
 * ones, and the server's event loop has streams to serve meanwhile.
 */
export async function runConversion(
  conversion: Conversion,
  signal?: AbortSignal,
): Promise<ImportedDocument | ExportedDocument> {
  try {
    const converted = await runThread({
      module: new URL("./conversion-worker.ts", import.meta.url),
      work: conversion,
      memoryMb: 1_024,
      stackMb: 16,
      timeLimitMs: LIMIT_MS,
      signal,
    });
    return converted as ImportedDocument | ExportedDocument;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof HeadwayError) throw error;
    throw new HeadwayError("INVALID_INPUT", refusalOf(conversion), { cause: error });
  }
}

function refusalOf(conversion: Conversion): string {
  return conversion.task === "import"
    ? "The file could not be read: it is damaged, or takes more time and memory than a document may. Save it anew or send it in parts."
    : "The document could not be written in this format; export it as HTML, or in parts.";
}
