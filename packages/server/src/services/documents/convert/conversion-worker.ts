import { parentPort, workerData } from "node:worker_threads";
import { HeadwayError } from "@headway/contract";
import type { Conversion } from "./conversion.ts";
import type { ConversionAnswer } from "./conversion-thread.ts";
import { exportFile } from "./export/export-file.ts";
import { importFile } from "./import/import-file.ts";

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origins
parentPort?.postMessage(await answer(workerData as Conversion));

async function answer(conversion: Conversion): Promise<ConversionAnswer> {
  try {
    if (conversion.task === "import") return { result: await importFile(conversion.file) };
    return { result: await exportFile(conversion.html, conversion.format, conversion.options) };
  } catch (error) {
    if (error instanceof HeadwayError) return { error: { code: error.code, message: error.message } };
    throw error;
  }
}
