import { HeadwayError } from "@headway-jobs/contract";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createJob, postJson, problemOf, UNKNOWN_JOB } from "../testing/requests.ts";
import { failures, startServerKit, type ServerKit } from "../testing/server-kit.ts";
import { readSse } from "../testing/sse-reader.ts";

let kit: ServerKit;
beforeAll(async () => {
  kit = await startServerKit({ maxStreamsPerOwner: 20 });
});
afterAll(async () => {
  await kit.close();
  expect(failures).toEqual([]);
});

const done = (input: object) => createJob(kit, input, { Prefer: "wait=20" });
const eventsOf = (id: string) => `${kit.url}/v1/jobs/${id}/events`;
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

const page = async (id: string, query = "", headers: Record<string, string> = {}) => {
  const response = await fetch(eventsOf(id) + query, { headers: { Accept: "application/json", ...headers } });
  return {
    response,
    body: response.status === 200 ? ((await response.json()) as { events: { seq: number }[]; next: number }) : null,
  };
};

describe("the stream of a job", () => {
  it("has the headers that keep proxies from touching it, and begins with retry", async () => {
    const { job_id: id } = await done({ name: "headers" });
    const stream = await readSse(eventsOf(id));
    await stream.ended();
    expect(stream.status).toBe(200);
    expect(stream.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(stream.headers.get("cache-control")).toBe("no-cache, no-transform");
    expect(stream.headers.get("x-accel-buffering")).toBe("no");
    expect(stream.headers.get("x-content-type-options")).toBe("nosniff");
    expect(stream.headers.get("referrer-policy")).toBe("no-referrer");
    expect(stream.text).toMatch(/^retry: \d+\n\n/);
  });

  it("replays everything from the start, then goes live, to exactly one end", async () => {
    const { job_id: id } = await createJob(kit, { name: "live", events: 700, waits: 2 });
    const stream = await readSse(eventsOf(id));
    await stream.until(({ messages }) => messages.length >= 702);
    await kit.go(id);
    await kit.go(id);
    const messages = await stream.ended();
    expect(messages.map((message) => Number(message.id))).toEqual(numbers(messages.length));
    const data = messages.map((message) => JSON.parse(message.data) as { seq: number; type: string; job_id: string });
    expect(data.every((one, index) => one.job_id === id && one.seq === index + 1)).toBe(true);
    expect(messages.map(({ event }) => event)).toEqual(data.map(({ type }) => type));
    expect(messages.filter(({ event }) => event?.startsWith("job.completed"))).toHaveLength(1);
  });

  it.each([
    ["Last-Event-ID", (id: string, at: string) => readSse(eventsOf(id), { headers: { "Last-Event-ID": at } })],
    ["the query", (id: string, at: string) => readSse(`${eventsOf(id)}?after=${at}`)],
    ["the query by its other name", (id: string, at: string) => readSse(`${eventsOf(id)}?starting_after=${at}`)],
    [
      "Last-Event-ID over the query",
      (id: string, at: string) => readSse(`${eventsOf(id)}?after=1`, { headers: { "Last-Event-ID": at } }),
    ],
    [
      "the query when the header is empty",
      (id: string, at: string) => readSse(`${eventsOf(id)}?after=${at}`, { headers: { "Last-Event-ID": "" } }),
    ],
  ])("resumes behind the cursor of %s", async (_where, open) => {
    const { job_id: id } = await done({ name: "resumed", events: 10 });
    const messages = await (await open(id, "5")).ended();
    expect(messages.map((message) => Number(message.id))).toEqual(numbers(13).slice(5));
  });

  it.each(["x", "-1", "1.5", "999999", "9007199254740993", "0x1", " "])(
    "answers 400 to the cursor %j",
    async (cursor) => {
      const { job_id: id } = await done({ name: "cursor" });
      const response = await fetch(`${eventsOf(id)}?after=${encodeURIComponent(cursor)}`);
      expect(await problemOf(response)).toMatchObject({ status: 400, code: "INVALID_CURSOR" });
    },
  );

  it("gives a late reader every event, also when a page of the log is bounded by its bytes", async () => {
    const { job_id: id } = await done({ name: "heavy", events: 60, padding: 150_000 });
    const messages = await (await readSse(eventsOf(id))).ended();
    expect(messages.map((message) => Number(message.id))).toEqual(numbers(63));
    const rest = await (await readSse(`${kit.url}/count/heavy/progress?from=${id}:50`)).ended();
    expect(JSON.parse(rest[0]?.data ?? "")).toMatchObject({ sum: (48 * 49) / 2 });
  });

  it("answers 204 when the job has ended and nothing follows", async () => {
    const { job_id: id } = await done({ name: "over", events: 1 });
    expect((await fetch(`${eventsOf(id)}?after=4`)).status).toBe(204);
    expect((await fetch(`${eventsOf(id)}?after=3`)).status).toBe(200);
  });

  it("reports an unknown job in a frame, and by status only to who asks for JSON alone", async () => {
    const stream = await readSse(eventsOf(UNKNOWN_JOB), { headers: { Accept: "text/event-stream, application/json" } });
    const messages = await stream.ended();
    expect(stream.status).toBe(200);
    expect(stream.text).toMatch(/^retry: 5000\n\n/);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({ event: "stream.refused", id: undefined });
    expect(JSON.parse(messages[0]?.data ?? "")).toMatchObject({ code: "NOT_FOUND" });
    const plain = await fetch(eventsOf(UNKNOWN_JOB), { headers: { Accept: "application/json" } });
    expect(await problemOf(plain)).toMatchObject({ status: 404 });
  });

  it("advises to come back later, with status 200, when the owner has too many streams", async () => {
    const { job_id: id } = await createJob(kit, { name: "crowded", waits: 1 });
    const open = await Promise.all(Array.from({ length: 20 }, () => readSse(eventsOf(id))));
    const refused = await readSse(eventsOf(id));
    expect(refused.status).toBe(200);
    expect(await refused.ended()).toEqual([]);
    expect(refused.retries[0]).toBeGreaterThanOrEqual(2_000);
    expect(refused.retries[0]).toBeLessThanOrEqual(5_000);
    expect(refused.comments).toEqual(["TOO_MANY_STREAMS"]);
    for (const stream of open) stream.close();
    await kit.go(id);
  });

  it("holds the limit also when all are opened in one moment", async () => {
    const { job_id: id } = await createJob(kit, { name: "rush", waits: 1 });
    const together = Promise.withResolvers<void>();
    const find = kit.engine.find.bind(kit.engine);
    let asked = 0;
    const slow = vi.spyOn(kit.engine, "find").mockImplementation(async (...what) => {
      asked += 1;
      if (asked === 30) together.resolve();
      await together.promise;
      return find(...what);
    });
    const streams = await Promise.all(Array.from({ length: 30 }, () => readSse(eventsOf(id))));
    slow.mockRestore();
    await Promise.all(streams.map((stream) => stream.until(({ text }) => text.includes("\n\n"))));
    const refused = streams.filter(({ text }) => text.includes("TOO_MANY_STREAMS"));
    for (const stream of streams) stream.close();
    await kit.go(id);
    expect(refused).toHaveLength(10);
  });

  it("continues when readers leave", async () => {
    const { job_id: id } = await createJob(kit, { name: "left", waits: 1 });
    const leaving = await readSse(eventsOf(id));
    const staying = await readSse(eventsOf(id));
    await leaving.until(({ messages }) => messages.length > 0);
    leaving.close();
    await kit.go(id);
    expect((await staying.ended()).at(-1)?.event).toBe("job.completed");
  });

  it("answers HEAD with its headers and opens nothing", async () => {
    const { job_id: id } = await done({ name: "head" });
    const response = await fetch(eventsOf(id), { method: "HEAD" });
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  });
});

describe("the JSON twin", () => {
  it("gives the same log in pages", async () => {
    const { job_id: id } = await done({ name: "paged", events: 10 });
    const first = await page(id, "?limit=5");
    expect(first.body?.events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    const rest = await page(id, `?after=${first.body?.next}`);
    expect(rest.body?.events.map(({ seq }) => seq)).toEqual(numbers(13).slice(5));
    const none = await page(id, `?after=${rest.body?.next}`, { Prefer: "wait=30" });
    expect(none.body).toEqual({ events: [], next: 13 });
  });

  it("holds an empty page back until there is an event", async () => {
    const { job_id: id } = await createJob(kit, { name: "polled", events: 0, waits: 1 });
    const stream = await readSse(eventsOf(id));
    await stream.until(({ messages }) => messages.length >= 2);
    const held = page(id, "?after=2", { Prefer: "wait=30" });
    await kit.go(id);
    expect((await held).body?.events[0]?.seq).toBe(3);
    await stream.ended();
  });

  it("answers 304 to the tag of the same page", async () => {
    const { job_id: id } = await done({ name: "tagged" });
    const { response } = await page(id);
    const again = await page(id, "", { "If-None-Match": response.headers.get("etag") ?? "" });
    expect(again.response.status).toBe(304);
  });

  it.each(["?after=x", "?after=999", "?after=1&after=2"])("answers 400 to %s", async (query) => {
    const { job_id: id } = await done({ name: "twin-cursor" });
    expect((await page(id, query)).response.status).toBe(400);
  });
});

describe("the live list", () => {
  it("shows each job's newest state and continues behind the cursor", async () => {
    const { job_id: before } = await done({ name: "listed-before" });
    const stream = await readSse(`${kit.url}/v1/events`);
    await stream.until(({ messages }) => messages.some(({ data }) => data.includes(before)));
    const { job_id: id } = await createJob(kit, { name: "listed-live" });
    await stream.until(({ messages }) =>
      messages.some(({ data }) => data.includes(id) && data.includes('"completed"')),
    );
    stream.close();
    const last = stream.messages.at(-1);
    expect(last?.event).toBe("job.changed");
    expect(JSON.parse(last?.data ?? "")).toEqual({
      job_id: id,
      kind: "video",
      status: "completed",
      progress: 100,
      phase: null,
    });
    const resumed = await readSse(`${kit.url}/v1/events`, { headers: { "Last-Event-ID": last?.id ?? "" } });
    const { job_id: next } = await createJob(kit, { name: "listed-next" });
    const messages = await resumed.until((reader) => reader.messages.length > 0);
    expect(JSON.parse(messages[0]?.data ?? "")).toMatchObject({ job_id: next });
    resumed.close();
  });

  it("says that it is refused in a frame of its own, which is no event of a job", async () => {
    const full = vi
      .spyOn(kit.engine, "headChangeNo")
      .mockRejectedValue(new HeadwayError("INVALID_KEY", "Not any more."));
    const stream = await readSse(`${kit.url}/v1/events?after=1`);
    const messages = await stream.ended();
    full.mockRestore();
    expect(stream.text).toMatch(/^retry: 5000\n\nevent: stream\.refused\ndata: /);
    expect(JSON.parse(messages[0]?.data ?? "")).toMatchObject({ code: "INVALID_KEY", message: "Not any more." });
  });

  it("refuses a cursor beyond what has happened", async () => {
    expect((await fetch(`${kit.url}/v1/events?after=99999999`)).status).toBe(400);
  });
});

describe("a service's own dialect", () => {
  it("is folded from the start, so that a resumed stream knows what came before", async () => {
    const created = await postJson(`${kit.url}/count`, { name: "summed", events: 600 });
    const { job_id: id } = (await created.json()) as { job_id: string };
    const whole = await (await readSse(`${kit.url}/count/summed/progress`)).ended();
    expect(JSON.parse(whole[0]?.data ?? "")).toEqual({ open: true, found: true, sum: 0, cursor: 0 });
    expect(JSON.parse(whole.at(-1)?.data ?? "")).toEqual({ sum: 180_300 });
    const cursor = whole[300]?.id ?? "";
    const rest = await (await readSse(`${kit.url}/count/summed/progress?from=${cursor}`)).ended();
    expect(rest.slice(1)).toEqual(whole.slice(301));
    expect(JSON.parse(rest[0]?.data ?? "")).toMatchObject({ sum: 45_150, cursor: 302 });
    expect(cursor).toBe(`${id}:302`);
  });

  it("shares one fold between readers at different cursors of a running job", async () => {
    const { job_id: id } = await createJob(kit, { name: "shared", events: 900, waits: 1 });
    const first = await readSse(`${kit.url}/count/shared/progress`);
    await first.until(({ messages }) => messages.length > 900);
    const second = await readSse(`${kit.url}/count/shared/progress?from=${id}:452`);
    await second.until(({ messages }) => messages.length > 450);
    await kit.go(id);
    const [all, some] = await Promise.all([first.ended(), second.ended()]);
    expect(some.slice(1).map(({ data }) => data)).toEqual(all.slice(451).map(({ data }) => data));
    expect(first.headers.get("content-encoding")).toBe("none");
  });

  it("beats in its own rhythm and words while nothing happens", async () => {
    const { job_id: id } = await createJob(kit, { name: "beating", events: 4, waits: 1 });
    const stream = await readSse(`${kit.url}/count/beating/progress`);
    const messages = await stream.until(
      (reader) => reader.messages.filter(({ data }) => data.includes("idle")).length >= 2,
    );
    expect(messages.filter(({ data }) => data.includes("idle"))).toEqual(
      expect.arrayContaining([expect.objectContaining({ data: '{"idle":true,"sum":10}', id: undefined })]),
    );
    await kit.go(id);
    await stream.ended();
  });

  it("waits for a job that does not exist yet", async () => {
    const stream = await readSse(`${kit.url}/count/yet-to-come/progress`);
    await stream.until((reader) => reader.messages.length === 1 && reader.comments.length > 0);
    await createJob(kit, { name: "yet-to-come", events: 2 });
    const messages = await stream.ended();
    expect(messages.map(({ data }) => JSON.parse(data))).toEqual([
      { open: true, found: false, sum: 0, cursor: 0 },
      { sum: 1 },
      { sum: 3 },
      { sum: 3 },
    ]);
  });

  it("gives up waiting when the service says so", async () => {
    const stream = await readSse(`${kit.url}/count/never/progress`);
    expect(await stream.ended()).toHaveLength(1);
  });

  it("answers 204 to the id of a final frame that no log holds, 400 to another job's id", async () => {
    expect((await fetch(`${kit.url}/count/any/progress?from=none`)).status).toBe(204);
    const one = await done({ name: "one-of-two" });
    expect((await fetch(`${kit.url}/count/any/progress?from=${one.job_id}:999`)).status).toBe(400);
  });
});
