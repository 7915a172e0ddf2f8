import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createJob, postJson, problemOf } from "../testing/requests.ts";
import { failures, startServerKit, type ServerKit } from "../testing/server-kit.ts";
import { readSse } from "../testing/sse-reader.ts";

let kit: ServerKit;
beforeAll(async () => {
  kit = await startServerKit();
});
afterAll(async () => {
  await kit.close();
  expect(failures).toEqual([]);
});

const refused = async (path: string, body: object) => problemOf(await postJson(kit.url + path, body));

/** A form of parts with these names, all but `title` files. */
function part(...names: readonly string[]): FormData {
  const form = new FormData();
  for (const name of names) form.append(name, name === "title" ? "x" : new Blob(["x"]));
  return form;
}

describe("a member that a route of Headway's own does not know", () => {
  it("is 422 that says what was meant, in a job's input", async () => {
    const input = { name: "x", event: 1, files: [{ name: "a", mediaTyp: "text/plain", text: "" }] };
    const problem = await refused("/v1/jobs", { kind: "video", input });
    expect(problem).toMatchObject({
      status: 422,
      code: "INVALID_INPUT",
      detail: expect.stringContaining("input.event: is not known (did you mean events?)"),
    });
    expect(problem["errors"]).toMatchObject([
      { loc: ["body", "input", "event"], type: "unrecognized_keys" },
      { loc: ["body", "input", "files", 0, "mediaTyp"], msg: "is not known (did you mean mediaType?)" },
      { loc: ["body", "input", "files", 0, "mediaType"], msg: "is required" },
    ]);
  });

  it("is 422 beside the input, in a run again and its input, and in a stream token", async () => {
    const { job_id: id } = await createJob(kit, { name: "again" }, { Prefer: "wait=20" });
    const cases: readonly (readonly [string, object, readonly string[]])[] = [
      ["/v1/jobs", { kind: "video", input: { name: "x" }, inputs: {} }, ["body", "inputs"]],
      [`/v1/jobs/${id}/rerun`, { form: "files" }, ["body", "form"]],
      [`/v1/jobs/${id}/rerun`, { input: { name: "x", nam: "y" } }, ["body", "input", "nam"]],
      [`/v1/jobs/${id}/stream-tokens`, { scope: ["read"] }, ["body", "scope"]],
    ];
    for (const [path, body, loc] of cases) {
      expect(await refused(path, body)).toMatchObject({ status: 422, errors: [{ loc, type: "unrecognized_keys" }] });
    }
  });

  it("is taken in an input that another version stored, when its job is run again", async () => {
    const input = { name: "old", no_longer_known: true };
    const { job } = await kit.engine.submit({ owner: "local", kind: "video", input });
    await (await readSse(`${kit.url}/v1/jobs/${job.jobId}/events`)).ended();
    expect((await postJson(`${kit.url}/v1/jobs/${job.jobId}/rerun`, {})).status).toBe(202);
  });

  it("is 422 in an upload, and nothing is kept of it", async () => {
    for (const [form, name] of [
      [part("title", "file"), "title"],
      [part("file", "title"), "title"],
      [part("files"), "files"],
    ] as const) {
      const response = await fetch(`${kit.url}/v1/uploads`, { method: "POST", body: form });
      expect(await problemOf(response)).toMatchObject({ status: 422, errors: [{ loc: ["body", name] }] });
    }
    expect(await (await fetch(`${kit.url}/v1/uploads`)).json()).toMatchObject({ uploads: [], total_bytes: 0 });
  });

  it("is ignored in a query", async () => {
    expect((await fetch(`${kit.url}/v1/jobs?limits=1`)).status).toBe(200);
  });
});

describe("a member that a public API does not know", () => {
  it("is taken, and warned of in the job's events and metadata when it is one slip from a known one", async () => {
    const body = { name: "typing", event: 1, voice: "any" };
    const response = await postJson(`${kit.url}/count`, body);
    const { job_id: id } = (await response.json()) as { job_id: string };
    const message = 'The member "event" is not known and was not used; did you mean "events"?';
    const warning = { code: "UNKNOWN_MEMBER", message };
    expect(await (await fetch(`${kit.url}/v1/jobs/${id}`)).json()).toMatchObject({ metadata: { warnings: [warning] } });
    const stream = await readSse(`${kit.url}/v1/jobs/${id}/events`);
    const told = (await stream.ended()).filter(({ event }) => event === "job.warning");
    expect(told.map(({ data }) => JSON.parse(data))).toMatchObject([warning]);
  });

  it("makes no other job under the same Idempotency-Key", async () => {
    const headers = { "Idempotency-Key": "typo" };
    const [first, second] = await Promise.all(
      [{ name: "same", event: 1 }, { name: "same" }].map(async (body) =>
        (await postJson(`${kit.url}/count`, body, headers)).json(),
      ),
    );
    expect(second).toEqual(first);
  });
});
