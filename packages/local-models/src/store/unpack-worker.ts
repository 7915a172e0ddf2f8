import { serveWork } from "@headway-jobs/tools/threads/worker-task";
import type { ModelArchive } from "../manifest/model-manifest.ts";
import { unpackArchive } from "./unpack-archive.ts";

export interface UnpackWork {
  readonly file: string;
  readonly archive: Pick<ModelArchive, "kind" | "strip" | "maxUnpackedBytes">;
  readonly folder: string;
  readonly label: string;
}

serveWork<UnpackWork, null>(async ({ file, archive, folder, label }) => {
  await unpackArchive(file, archive, { folder, label, signal: new AbortController().signal });
  return null;
});
