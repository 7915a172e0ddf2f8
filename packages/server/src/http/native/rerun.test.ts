import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createJob, type JobBody, postJson, problemOf, UNKNOWN_JOB } from "../testing/requests.ts";
import { failures, startServerKit, type ServerKit } from "../testing/server-kit.ts";

let kit: ServerKit;
beforeAll(async () => {
  kit = await startServerKit();
});
afterAll(async () => {
  await kit.close();
  expect(failures).toEqual([]);
});

interface RerunBody extends JobBody {
  readonly rerun_of: string | null;
}

const rerun = (jobId: string, body: object = {}, headers: Record<string, string> = {}): Promise<Response> =>
  postJson(`${kit.url}/v1/jobs/${jobId}/rerun`, body, headers);

async function ended(jobId: string): Promise<RerunBody> {
  const response = await fetch(`${kit.url}/v1/jobs/${jobId}`, { headers: { Prefer: "wait=30" } });
  return (await response.json()) as RerunBody;
}

async function eventsOf(jobId: string): Promise<readonly string[]> {
  const response = await fetch(`${kit.url}/v1/jobs/${jobId}/events?limit=500`, {
    headers: { Accept: "application/json" },
  });
  const { events } = (await response.json()) as { events: readonly { type: string }[] };
  return events.map(({ type }) => type);
}

describe("running an ended job again", () => {
  it("answers 202 with a new job that has the same input and names the old one", async () => {
    const { job_id: old } = await createJob(kit, { name: "again", events: 5 });
    await ended(old);
    const response = await rerun(old);
    expect(response.status).toBe(202);
    const job = (await response.json()) as RerunBody;
    expect(response.headers.get("location")).toBe(`/v1/jobs/${job.job_id}`);
    expect(job).toMatchObject({ rerun_of: old, links: { rerun: `${kit.url}/v1/jobs/${job.job_id}/rerun` } });
    expect(await ended(job.job_id)).toMatchObject({ status: "completed", result: { counted: 5 } });
    expect(await ended(old)).toMatchObject({ status: "completed", rerun_of: null });
  });

  it("takes another input, and begins with the step that is named", async () => {
    const { job_id: old } = await createJob(kit, { name: "changed", events: 400, fail: true });
    expect((await ended(old)).status).toBe("failed");
    const response = await rerun(old, { from: "files", input: { fail: false } });
    const { job_id: jobId } = (await response.json()) as RerunBody;
    expect(await ended(jobId)).toMatchObject({ status: "completed", result: { counted: 400 } });
    expect((await eventsOf(jobId)).filter((type) => type === "video.count")).toHaveLength(400);
  });

  it("needs no body", async () => {
    const { job_id: old } = await createJob(kit, { name: "bare" });
    await ended(old);
    const response = await fetch(`${kit.url}/v1/jobs/${old}/rerun`, { method: "POST" });
    expect([response.status, await response.json()]).toMatchObject([202, { rerun_of: old }]);
  });

  it("has the files of the old job, also when their upload is gone", async () => {
    const form = new FormData();
    form.set("file", new Blob(["voices"]), "voices.wav");
    const upload = await fetch(`${kit.url}/v1/uploads`, { method: "POST", body: form });
    const { upload_id: uploadId } = (await upload.json()) as { upload_id: string };
    const { job_id: old } = await createJob(kit, { name: "sent", upload: uploadId });
    await ended(old);
    await fetch(`${kit.url}/v1/uploads/${uploadId}`, { method: "DELETE" });
    const { job_id: jobId } = (await (await rerun(old)).json()) as RerunBody;
    expect((await ended(jobId)).status).toBe("completed");
    const files = await kit.engine.inputFiles(jobId);
    expect(files.map(({ name, sizeBytes }) => ({ name, sizeBytes }))).toEqual([{ name: "sent", sizeBytes: 6 }]);
  });

  it("gives one new job to one Idempotency-Key", async () => {
    const { job_id: old } = await createJob(kit, { name: "once" });
    await ended(old);
    const answers = await Promise.all(
      [1, 2, 3].map(async () => (await rerun(old, {}, { "Idempotency-Key": "k" })).json()),
    );
    expect(new Set(answers.map((answer) => (answer as RerunBody).job_id)).size).toBe(1);
    expect((await rerun(old, { from: "files" }, { "Idempotency-Key": "k" })).status).toBe(422);
  });

  it.each([
    [{ from: "nowhere" }, 422, "INVALID_INPUT", /count:0, files/],
    [{ input: { name: "" } }, 422, "INVALID_INPUT", /input\.name/],
    [{ form: "files" }, 422, "INVALID_INPUT", /form/],
  ])("refuses %j with %i", async (body, status, code, detail) => {
    const { job_id: old } = await createJob(kit, { name: "refusing" });
    await ended(old);
    const response = await rerun(old, body);
    expect(response.status).toBe(status);
    expect(await problemOf(response)).toMatchObject({ code, detail: expect.stringMatching(detail) });
  });

  it("refuses a job that has not ended, and one that is not there", async () => {
    const { job_id: running } = await createJob(kit, { name: "waiting", waits: 1 });
    expect(await problemOf(await rerun(running))).toMatchObject({ status: 409, code: "JOB_RUNNING" });
    await kit.go(running);
    expect((await rerun(UNKNOWN_JOB)).status).toBe(404);
  });
});
