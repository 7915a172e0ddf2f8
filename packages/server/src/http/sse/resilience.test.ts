import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text as allOf } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AcceptedSockets } from "../testing/accepted-sockets.ts";
import { createJob, postJson, problemOf } from "../testing/requests.ts";
import { startServerKit, type ServerKit } from "../testing/server-kit.ts";
import { readSse } from "../testing/sse-reader.ts";

let kit: ServerKit;
let accepted: AcceptedSockets;
beforeEach(async () => {
  accepted = new AcceptedSockets();
  kit = await startServerKit();
});
afterEach(async () => {
  accepted.dispose();
  await kit.close();
});

const MEGABYTE = 1024 * 1024;

/** A client that can stop reading at the socket, which fetch cannot. */
async function openRaw(path: string, version = "1.1"): Promise<{ socket: Socket; received: () => string }> {
  const socket = connect(Number(new URL(kit.url).port), "127.0.0.1");
  socket.write(`GET ${path} HTTP/${version}\r\nHost: localhost\r\n\r\n`);
  let text = "";
  socket.on("data", (bytes: Buffer) => (text += bytes.toString("latin1")));
  await once(socket, "data");
  return { socket, received: () => text };
}

const idsIn = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));

async function publish(jobId: string, bytes: number, from: number): Promise<void> {
  const events = Array.from({ length: 64 }, () => ({ type: "video.pad", data: { pad: "x".repeat(4_000) } }));
  for (let sent = 0; sent < bytes; sent += 64 * 4_000) {
    const signal = { owner: "local", jobId, name: "pad", signalId: `pad-${from}-${sent}`, value: {}, events };
    await kit.engine.signal(signal);
  }
}

describe("a slow reader", () => {
  it("costs the server next to nothing while 32 MB pass, and misses nothing afterwards", async () => {
    const { job_id: id } = await createJob(kit, { name: "paused", waits: 1 });
    const quick = await readSse(`${kit.url}/v1/jobs/${id}/events`);
    const slow = await Promise.all(Array.from({ length: 5 }, () => openRaw(`/v1/jobs/${id}/events`)));
    for (const { socket } of slow) socket.pause();
    await publish(id, 32 * MEGABYTE, 0);
    expect(accepted.count).toBeGreaterThan(slow.length);
    // Five readers that kept everything would have 160 MB here.
    expect(accepted.waitingBytes).toBeLessThan(12 * MEGABYTE);
    for (const { socket } of slow) socket.resume();
    await kit.go(id);
    const expected = (await quick.ended()).map((message) => Number(message.id));
    expect(expected).toEqual(expected.map((_, index) => index + 1));
    for (const { socket, received } of slow) {
      if (!received().endsWith("\r\n0\r\n\r\n")) {
        await new Promise<void>((resolve) => {
          socket.on("data", () => {
            if (received().endsWith("\r\n0\r\n\r\n")) resolve();
          });
        });
      }
      expect(idsIn(received())).toEqual(expected);
      socket.destroy();
    }
  });

  it("may leave while it is behind", async () => {
    const { job_id: id } = await createJob(kit, { name: "leaving", waits: 1 });
    const { socket } = await openRaw(`/v1/jobs/${id}/events`);
    socket.pause();
    await publish(id, 4 * MEGABYTE, 0);
    socket.destroy();
    const after = await readSse(`${kit.url}/v1/jobs/${id}/events`);
    await kit.go(id);
    expect((await after.ended()).at(-1)?.event).toBe("job.completed");
  });
});

describe("a client that asks for its connection to be closed", () => {
  it.each([
    ["GET", "/v1/jobs/unknown/events", "1.1", "Connection: close\r\n"],
    ["GET", "/v1/jobs/{ended}/events", "1.1", "Connection: close\r\n"],
    ["HEAD", "/v1/events", "1.1", "Connection: close\r\n"],
    ["GET", "/v1/jobs/{ended}/events", "1.0", ""],
    ["GET", "/v1/jobs/unknown/events", "1.0", "Connection: keep-alive\r\n"],
    ["HEAD", "/v1/events", "1.0", ""],
  ])("is told so and gets it: %s %s by HTTP/%s %s", async (method, path, version, header) => {
    const { job_id: id } = await createJob(kit, { name: "closed" }, { Prefer: "wait=20" });
    const socket = connect(Number(new URL(kit.url).port), "127.0.0.1");
    socket.write(`${method} ${path.replace("{ended}", id)} HTTP/${version}\r\nHost: localhost\r\n${header}\r\n`);
    const answer = await allOf(socket);
    expect(answer).toMatch(/\r\nConnection: close\r\n/);
    expect(answer).not.toContain("keep-alive");
  });
});

describe("a proxy that speaks HTTP/1.0", () => {
  it("gets the stream without chunks", async () => {
    const { job_id: id } = await createJob(kit, { name: "old" }, { Prefer: "wait=20" });
    const { socket, received } = await openRaw(`/v1/jobs/${id}/events`, "1.0");
    await once(socket, "end");
    const [head = "", body = ""] = received().split("\r\n\r\n", 2);
    expect(head).not.toMatch(/transfer-encoding/i);
    expect(body).toMatch(/^retry: \d+\n\nevent: job\.queued\nid: 1\n/);
    expect(body).not.toContain("\r");
  });
});

describe("while the store is unavailable", () => {
  it("open streams stay open, beat, and continue where they were", async () => {
    const { job_id: id } = await createJob(kit, { name: "outage", events: 3, waits: 1 });
    const live = await readSse(`${kit.url}/count/outage/progress`);
    await live.until(({ messages }) => messages.some(({ data }) => data === '{"sum":6}'));
    kit.outage.begin();
    const beats = live.messages.length;
    await live.until(({ messages }) => messages.length >= beats + 2);
    kit.outage.end();
    await kit.go(id);
    expect((await live.ended()).at(-1)).toMatchObject({ event: "end", data: '{"sum":6}' });
  });

  it("a reader that has to catch up waits for it", async () => {
    const { job_id: id } = await createJob(kit, { name: "catching", waits: 1 });
    const { socket, received } = await openRaw(`/v1/jobs/${id}/events`);
    socket.pause();
    await publish(id, 8 * MEGABYTE, 0);
    kit.outage.begin();
    socket.resume();
    while (kit.outage.refused === 0) await new Promise((resolve) => setImmediate(resolve));
    kit.outage.end();
    await kit.go(id);
    while (!received().endsWith("\r\n0\r\n\r\n")) await once(socket, "data");
    const ids = idsIn(received());
    expect(ids).toEqual(ids.map((_, index) => index + 1));
    socket.destroy();
  });

  it("a new stream is told to come back, with status 200; everything else gets 503 with Retry-After", async () => {
    kit.outage.begin();
    const stream = await readSse(`${kit.url}/v1/jobs/any/events`);
    expect(stream.status).toBe(200);
    expect(await stream.ended()).toEqual([]);
    expect(stream.retries[0]).toBeGreaterThanOrEqual(2_000);
    expect(stream.comments).toEqual(["STORE_UNAVAILABLE"]);
    const list = await readSse(`${kit.url}/v1/events`);
    expect([list.status, await list.ended()]).toEqual([200, []]);
    for (const response of [
      await fetch(`${kit.url}/v1/jobs`),
      await postJson(`${kit.url}/v1/jobs`, { kind: "video", input: { name: "x" } }),
      await fetch(`${kit.url}/v1/jobs/any/events`, { headers: { Accept: "application/json" } }),
    ]) {
      expect(response.headers.get("retry-after")).toBe("3");
      expect(await problemOf(response)).toMatchObject({ status: 503, code: "STORE_UNAVAILABLE", retryable: true });
    }
  });

  it("the live list continues when it is back", async () => {
    const stream = await readSse(`${kit.url}/v1/events`);
    const { job_id: id } = await createJob(kit, { name: "listed", waits: 1 });
    await stream.until(({ messages }) => messages.some(({ data }) => data.includes(id)));
    kit.outage.begin();
    await kit.go(id);
    while (kit.outage.refused === 0) await new Promise((resolve) => setImmediate(resolve));
    kit.outage.end();
    await stream.until(({ messages }) => messages.some(({ data }) => data.includes('"completed"')));
    stream.close();
  });
});

describe("closing the server", () => {
  it("ends streams with the advice to come back, and answers long waits with what there is", async () => {
    const { job_id: id } = await createJob(kit, { name: "closing", waits: 1 });
    const stream = await readSse(`${kit.url}/v1/jobs/${id}/events`);
    await stream.until(({ messages }) => messages.length >= 5);
    const blocked = postJson(`${kit.url}/count`, { name: "blocked", waits: 1 });
    const polled = fetch(`${kit.url}/v1/jobs/${id}`, { headers: { Prefer: "wait=60" } });
    const { job_id: second } = await createJob(kit, { name: "second" });
    await (await readSse(`${kit.url}/v1/jobs/${second}/events`)).ended();
    await kit.server.close({ graceMs: 5_000 });
    await stream.ended();
    expect(stream.text).toMatch(/retry: \d+\n\n$/);
    expect(stream.retries).toHaveLength(2);
    expect((await blocked).status).toBe(200);
    expect(await (await polled).json()).toMatchObject({ job_id: id });
    await expect(fetch(`${kit.url}/health`)).rejects.toThrow();
  });
});
