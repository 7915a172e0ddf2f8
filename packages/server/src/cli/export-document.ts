import type { Client } from "@headway-jobs/client";
import type { ExportFormat } from "@headway-jobs/contract";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Saves a session's document to a file. Until it is complete, the file that was there before stays: it may be what the document was read from. */
export async function exportDocument(
  client: Client,
  sessionId: string,
  format: ExportFormat,
  file: string,
): Promise<void> {
  const response = await client.documents.export({ format, session_id: sessionId });
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.part`, new Uint8Array(await response.arrayBuffer()));
  await rename(`${file}.part`, file);
}
