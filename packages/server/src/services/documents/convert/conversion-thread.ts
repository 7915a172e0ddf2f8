import { Worker } from "node:worker_threads";
import { type ErrorCode, HeadwayError } from "@headway/contract";
import type { Conversion, ExportedDocument, ImportedDocument } from "./conversion.ts";

/** What the thread answers; errors lose their class on the way and get it back here. */
export type ConversionAnswer =
  | { readonly result: ImportedDocument | ExportedDocument }
  | { readonly error: { readonly code: ErrorCode; readonly message: string } };

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
  signal?.throwIfAborted();
  const worker = new Worker(new URL("./conversion-worker.ts", import.meta.url), {
    workerData: conversion,
    resourceLimits: { maxOldGenerationSizeMb: 1024, stackSizeMb: 16 },
  });
  const limit = AbortSignal.timeout(LIMIT_MS);
  try {
    const answer = await answerOf(worker, signal === undefined ? limit : AbortSignal.any([signal, limit]));
    if ("error" in answer) throw new HeadwayError(answer.error.code, answer.error.message);
    return answer.result;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof HeadwayError) throw error;
    throw new HeadwayError("INVALID_INPUT", refusalOf(conversion), { cause: error });
  } finally {
    await worker.terminate();
  }
}

function refusalOf(conversion: Conversion): string {
  return conversion.task === "import"
    ? "The file could not be read: it is damaged, or takes more time and memory than a document may. Save it anew or send it in parts."
    : "The document could not be written in this format; export it as HTML, or in parts.";
}

function answerOf(worker: Worker, signal: AbortSignal): Promise<ConversionAnswer> {
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`the conversion's thread ended with code ${code}`)));
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}
