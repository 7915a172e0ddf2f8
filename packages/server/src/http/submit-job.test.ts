import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { submitJob } from "./submit-job.ts";
import { countingService, failures, startServerKit, type ServerKit } from "./testing/server-kit.ts";

let kit: ServerKit;
beforeAll(async () => {
  kit = await startServerKit();
});
afterAll(async () => {
  await kit.close();
  expect(failures).toEqual([]);
});

it("an upload that is deleted while a submission copies it is reported as one that does not exist", async () => {
  const uploadId = `upload_${"a".repeat(32)}`;
  const record = {
    uploadId,
    owner: "local",
    filename: "notes.txt",
    mediaType: "text/plain",
    sizeBytes: 5,
    sha256: "0".repeat(64),
    createdAtMs: 0,
    expiresAtMs: Number.MAX_SAFE_INTEGER,
    // The record was there a moment ago, the file is gone.
    path: join(kit.uploadDir, "deleted.bin"),
  };
  const found = [record];
  const uploads = { find: async () => found.shift() ?? null };
  const submission = {
    owner: "local",
    key: undefined,
    route: "POST /v1/jobs",
    typos: [],
    place: ["body"],
    strict: true,
  };
  const submitted = submitJob(
    { engine: kit.engine, uploads },
    countingService,
    { name: "deleted", upload: uploadId },
    submission,
  );
  await expect(submitted).rejects.toMatchObject({ code: "NOT_FOUND", message: "There is no such upload." });
  expect((await kit.engine.list({ owner: "local", limit: 10 })).jobs).toEqual([]);
});
