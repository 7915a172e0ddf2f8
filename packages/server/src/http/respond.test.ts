import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postJson, problemOf } from "./testing/requests.ts";
import { failures, startServerKit, type ServerKit } from "./testing/server-kit.ts";
import { readSse } from "./testing/sse-reader.ts";

let kit: ServerKit;
beforeAll(async () => {
  kit = await startServerKit({ maxStreamsPerOwner: 2 });
});
afterAll(async () => {
  await kit.close();
  expect(failures).toEqual([]);
});

const exported = (body: object) => postJson(`${kit.url}/count/export`, body);
const postStream = (body: object, headers: Record<string, string> = {}) =>
  readSse(`${kit.url}/count/stream`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

describe("an answer in bytes", () => {
  it("is a file to be saved under its name, in old and in new clients, and can run nothing", async () => {
    const response = await exported({ text: "Grüße", mediaType: "text/plain", filename: `Änderung "1" (neu)/*.txt` });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("Grüße");
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/plain; charset=utf-8",
      "content-length": "7",
      "content-disposition": `attachment; filename="_nderung__1___neu___.txt"; filename*=UTF-8''%C3%84nderung%20%221%22%20%28neu%29%2F%2A.txt`,
      "content-security-policy": "sandbox; default-src 'none'",
      "x-content-type-options": "nosniff",
      "x-export-warnings": "none",
      "cache-control": "no-store",
    });
  });

  it.each([
    ["text/html", "attachment"],
    ["image/svg+xml", "attachment"],
    ["application/pdf", null],
  ])("without a name is shown, unless a browser would run it: %s", async (mediaType, disposition) => {
    const response = await exported({ text: "x", mediaType });
    expect(response.headers.get("content-disposition")).toBe(disposition);
  });
});

describe("an answer that is the job's own stream", () => {
  it("has everything from the first event to the end, the headers of a stream, and says where the job is", async () => {
    const stream = await postStream({ name: "streamed" });
    expect(stream.status).toBe(200);
    const location = stream.headers.get("location") ?? "";
    expect(location).toMatch(/^\/v1\/jobs\/job_\w{26}$/);
    expect(Object.fromEntries(stream.headers)).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
      "x-content-type-options": "nosniff",
    });
    const messages = await stream.ended();
    expect(stream.text).toMatch(/^retry: \d+\n\ndata: \{"open":true,"found":true,"sum":0,"cursor":0\}\n\n/);
    expect(messages.at(-1)).toMatchObject({ event: "end", data: '{"sum":6}' });
    const id = location.slice("/v1/jobs/".length);
    const again = await readSse(`${kit.url}/count/${id}/progress`);
    expect((await again.ended()).filter((one) => one.id !== undefined)).toEqual(
      messages.filter((one) => one.id !== undefined),
    );
  });

  it("beats while nothing happens, and does not end the job when its reader goes", async () => {
    const stream = await postStream({ name: "left", waits: 1 });
    await stream.until(({ messages }) => messages.some(({ data }) => data.includes('"idle":true')));
    const id = (stream.headers.get("location") ?? "").slice("/v1/jobs/".length);
    stream.close();
    await kit.go(id);
    const response = await fetch(`${kit.url}/v1/jobs/${id}`, { headers: { Prefer: "wait=20" } });
    expect(await response.json()).toMatchObject({ status: "completed" });
  });

  it("shows the same job again under the same Idempotency-Key", async () => {
    const keyed = { "Idempotency-Key": "stream" };
    const first = await postStream({ name: "same" }, keyed);
    const again = await postStream({ name: "same" }, keyed);
    expect(again.headers.get("location")).toBe(first.headers.get("location"));
    expect((await again.ended()).at(-1)).toEqual((await first.ended()).at(-1));
  });

  it("is refused by a problem body where there is none to show, also over the limit of streams, before a job exists", async () => {
    expect(await problemOf(await postJson(`${kit.url}/count/stream`, { name: "" }))).toMatchObject({ status: 422 });
    const open = [await postStream({ name: "a", waits: 1 }), await postStream({ name: "b", waits: 1 })];
    const before = await total();
    const refused = await postJson(`${kit.url}/count/stream`, { name: "c" });
    expect(await problemOf(refused)).toMatchObject({ status: 429, code: "TOO_MANY_STREAMS" });
    expect(await total()).toBe(before);
    for (const stream of open) stream.close();
  });
});

async function total(): Promise<number> {
  const response = await fetch(`${kit.url}/v1/jobs?limit=1`);
  return ((await response.json()) as { total: number }).total;
}
