import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failures, startServerKit, type ServerKit } from "./testing/server-kit.ts";
import { readSse } from "./testing/sse-reader.ts";

let kit: ServerKit;
beforeAll(async () => {
  kit = await startServerKit();
});
afterAll(async () => {
  await kit.close();
  expect(failures).toEqual([]);
});

interface JobBody {
  job_id: string;
  status: string;
  links: Record<string, string>;
  result: unknown;
}

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(kit.url + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
const create = async (input: object, headers: Record<string, string> = {}): Promise<JobBody> => {
  const response = await post("/v1/jobs", { kind: "video", input }, headers);
  expect([200, 202]).toContain(response.status);
  return (await response.json()) as JobBody;
};

describe("native jobs", () => {
  it("are accepted, run, streamed to their end, and then answer 204", async () => {
    const response = await post("/v1/jobs", { kind: "video", input: { name: "first" } });
    expect(response.status).toBe(202);
    const job = (await response.json()) as JobBody;
    expect(response.headers.get("location")).toBe(`/v1/jobs/${job.job_id}`);
    const stream = await readSse(`${kit.url}/v1/jobs/${job.job_id}/events`);
    const messages = await stream.ended();
    expect(messages.map(({ id }) => Number(id))).toEqual(messages.map((_, index) => index + 1));
    expect(messages.at(0)?.event).toBe("job.queued");
    expect(messages.at(-1)?.event).toBe("job.completed");
    const again = await fetch(`${kit.url}/v1/jobs/${job.job_id}/events`, {
      headers: { "Last-Event-ID": messages.at(-1)?.id ?? "" },
    });
    expect(again.status).toBe(204);
  });

  it("answer with their end when asked to wait", async () => {
    const job = await create({ name: "waits", events: 1 }, { Prefer: "wait=20" });
    expect(job).toMatchObject({ status: "completed", result: { counted: 1 } });
  });
});
