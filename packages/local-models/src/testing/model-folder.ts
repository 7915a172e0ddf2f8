import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { ModelProcesses } from "../process/model-processes.ts";

/** A folder for the models of a test file, and processes that run them; both end with its tests. The path is known from the first hook on. */
export function useModelFolder(): { readonly path: string; readonly processes: ModelProcesses } {
  const processes = new ModelProcesses();
  let path = "";
  beforeAll(async () => {
    path = await mkdtemp(join(tmpdir(), "models-"));
  });
  afterAll(async () => {
    await processes.close();
    await rm(path, { recursive: true });
  });
  return {
    get path() {
      return path;
    },
    processes,
  };
}
