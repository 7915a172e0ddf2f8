import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { AcceptedSockets } from "../testing/accepted-sockets.ts";
import { createJob, problemOf } from "../testing/requests.ts";
import { failures, startServerKit, type ServerKit } from "../testing/server-kit.ts";
import { readSse, type SseReader } from "../testing/sse-reader.ts";

let kit: ServerKit;
beforeAll(async () => {
  kit = await startServerKit();
});
afterAll(async () => {
  await kit.close();
  expect(failures).toEqual([]);
});

const alone = (id: string, cursor?: string) =>
  readSse(`${kit.url}/count/${id}/alone`, {
    headers: { Accept: "text/event-stream", ...(cursor === undefined ? {} : { "Last-Event-ID": cursor }) },
  });
const waiting = async (name: string, input: object = {}) => (await createJob(kit, { name, waits: 1, ...input })).job_id;
const idsOf = ({ messages }: SseReader) => messages.flatMap(({ id }) => (id === undefined || id === "" ? [] : [id]));
const nonceOf = (cursor: string) => cursor.split(".")[1] ?? "";
const seqOf = (cursor: string) => Number(/:(\d+)\./.exec(cursor)?.[1]);
const started = (reader: SseReader) => reader.until(({ messages }) => messages.some(({ id }) => (id ?? "") !== ""));
const lastId = async (reader: SseReader) => {
  await reader.until((one) => idsOf(one).length >= 3);
  return idsOf(reader).at(-1) ?? "";
};

/** Events that come from outside, so that a test decides when. */
async function publish(id: string, numbers: readonly number[]): Promise<void> {
  const events = numbers.map((n) => ({ type: "video.count", data: { n } }));
  const signalId = `n-${numbers.join("-")}`;
  await kit.engine.signal({ owner: "local", jobId: id, name: "count", signalId, value: {}, events });
}

describe("a stream for one reader at a time", () => {
  it("advises when to come back, and ends its ids in a nonce that is new at each attach", async () => {
    const id = await waiting("nonces");
    const first = await alone(id);
    const cursor = await lastId(first);
    expect(first.text).toMatch(/^retry: 300\n\n/);
    expect(cursor).toMatch(new RegExp(`^${id}:\\d+\\.[0-9a-f]{8}$`));
    expect(new Set(idsOf(first).map(nonceOf)).size).toBe(1);
    const second = await alone(id, cursor);
    await publish(id, [1]);
    await started(second);
    expect(nonceOf(idsOf(second)[0] ?? "")).not.toBe(nonceOf(cursor));
    second.close();
  });

  it.each([
    ["no cursor", () => undefined],
    ["another nonce", (cursor: string) => cursor.replace(/\.\w+$/, ".00000000")],
    ["no nonce", (cursor: string) => cursor.replace(/\.\w+$/, "")],
  ])("refuses a second one with 409, an EventSource too: %s", async (how, change) => {
    const id = await waiting(`second with ${how}`);
    const first = await alone(id);
    const cursor = await lastId(first);
    const changed = change(cursor);
    const headers = { Accept: "text/event-stream", ...(changed === undefined ? {} : { "Last-Event-ID": changed }) };
    const second = await fetch(`${kit.url}/count/${id}/alone`, { headers });
    expect(await problemOf(second)).toMatchObject({ status: 409, code: "CONFLICT" });
    await kit.go(id);
    expect((await first.ended()).at(-1)?.event).toBe("end");
  });

  it("gives the place to the reader's own reconnect again and again, and each event once", async () => {
    const id = await waiting("taken over");
    const readers = [await alone(id)];
    for (let round = 0; round < 6; round += 1) {
      const old = readers[round];
      if (old === undefined) throw new Error("no reader");
      await old.until((one) => idsOf(one).length >= (round === 0 ? 3 : 1));
      const [next] = await Promise.all([
        alone(id, idsOf(old).at(-1)),
        // In the very moment of the change of places.
        publish(id, [round * 2 + 1, round * 2 + 2]),
      ]);
      // What came to the old connection after the cursor had been sent is what a client would not have seen either.
      await old.ended();
      readers.push(next);
    }
    await kit.go(id);
    const shown = new Map<number, string>();
    for (const reader of readers) {
      await reader.ended();
      const seqs = idsOf(reader).map(seqOf);
      expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
      for (const { id: cursor = "", data } of reader.messages) {
        if (cursor === "") continue;
        expect(shown.get(seqOf(cursor)) ?? data).toBe(data);
        shown.set(seqOf(cursor), data);
      }
    }
    const whole = await readSse(`${kit.url}/count/${id}/progress`);
    const expected = (await whole.ended()).filter(({ id: cursor }) => (cursor ?? "") !== "");
    expect([...shown.keys()].toSorted((a, b) => a - b)).toEqual(
      expected.map(({ id: cursor = "" }) => Number(cursor.split(":")[1])),
    );
  });

  it("continues exactly behind the cursor of a take-over", async () => {
    const id = await waiting("exact");
    const first = await alone(id);
    await lastId(first);
    const cursor = idsOf(first)[0] ?? "";
    const second = await alone(id, cursor);
    await first.ended();
    await kit.go(id);
    await second.ended();
    const seqs = idsOf(second).map(seqOf);
    expect(seqs[0]).toBe(seqOf(idsOf(first)[1] ?? ""));
    expect(new Set(seqs).size).toBe(seqs.length);
  });

  it.each(["none", "the one that went"])(
    "takes anyone when nobody is attached: with the cursor of %s",
    async (whose) => {
      const id = await waiting(`free for ${whose}`);
      const first = await alone(id);
      const cursor = await lastId(first);
      first.close();
      const next = await whenFree(id, whose === "none" ? undefined : cursor);
      await kit.go(id);
      await next.ended();
      const seqs = idsOf(next).map(seqOf);
      expect(seqs[0]).toBe(whose === "none" ? seqOf(idsOf(first)[0] ?? "") : seqs.at(-1));
    },
  );

  it("has one winner of many who come at once", async () => {
    const id = await waiting("many");
    const all = await Promise.all(Array.from({ length: 12 }, () => alone(id)));
    const winners = all.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    const [winner] = winners;
    if (winner === undefined) throw new Error("nobody won");
    const cursor = await lastId(winner);
    const again = await Promise.all(Array.from({ length: 12 }, () => alone(id, cursor)));
    const statuses = again.map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, ...Array.from({ length: 11 }, () => 409)]);
    await winner.ended();
    await kit.go(id);
    for (const reader of again) await reader.ended();
  });

  it("puts out a reader that takes nothing any more", async () => {
    const id = await waiting("stuck");
    const accepted = new AcceptedSockets();
    onTestFinished(() => accepted.dispose());
    const socket = connect(Number(new URL(kit.url).port), "127.0.0.1");
    socket.write(`GET /count/${id}/alone HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    const [head] = (await once(socket, "data")) as [Buffer];
    let text = head.toString();
    while (!text.includes("\nid: ")) text += String((await once(socket, "data"))[0]);
    socket.pause();
    const numbers = Array.from({ length: 4_000 }, (_, index) => index);
    for (let at = 0; at < 40; at += 1)
      await publish(
        id,
        numbers.map((n) => n + at * 4_000),
      );
    // Until then its buffers still take what it is sent.
    await expect.poll(() => accepted.waitingBytes).toBeGreaterThan(0);
    const cursor = /\nid: (\S+)/.exec(text)?.[1] ?? "";
    const next = await alone(id, cursor);
    expect(next.status).toBe(200);
    await kit.go(id);
    await next.ended();
    const seqs = idsOf(next).map(seqOf);
    expect(new Set(seqs).size).toBe(seqs.length);
    expect(seqs.length).toBeGreaterThan(160_000);
    socket.resume();
    await once(socket, "close");
  });

  it("is over with 204 after the end, and refuses cursors that it never sent", async () => {
    const id = await waiting("over");
    const first = await alone(id);
    await lastId(first);
    await kit.go(id);
    await first.ended();
    expect((await alone(id, idsOf(first).at(-1))).status).toBe(204);
    expect((await alone(id, idsOf(first)[0])).status).toBe(200);
    for (const cursor of ["nonsense", `${id}:9999.0123abcd`, `${id}:1.xyz`]) {
      const response = await fetch(`${kit.url}/count/${id}/alone`, { headers: { "Last-Event-ID": cursor } });
      expect(await problemOf(response)).toMatchObject({ status: 400, code: "INVALID_CURSOR" });
    }
  });
});

/** The server learns of a closed connection a moment later. */
async function whenFree(id: string, cursor: string | undefined): Promise<SseReader> {
  for (;;) {
    const reader = await alone(id, cursor);
    if (reader.status === 200) return reader;
  }
}
