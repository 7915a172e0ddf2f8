import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type Engine, systemClock, systemIds, type Job } from "@headway-jobs/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { httpConfig } from "../config.ts";
import { createHttpServer } from "../server.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { createJob } from "../testing/requests.ts";
import { countingService, failures, startServerKit, type ServerKit } from "../testing/server-kit.ts";
import { readSse, type SseReader } from "../testing/sse-reader.ts";
import type { Reader } from "./reader.ts";
import { ClusterReaderSlot } from "./cluster-reader-slot.ts";

type Documents = Engine["documents"];

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

let kit: ServerKit;
let other: { readonly url: string; close(): Promise<void> };
beforeAll(async () => {
  kit = await startServerKit({ sharedStore: true });
  const server = await createHttpServer({
    engine: kit.engine,
    services: [countingService],
    config: httpConfig({ port: 0, uploadDir: kit.uploadDir, accessLog: false, sharedStore: true }),
    log: silent,
    clock: systemClock,
    ids: systemIds,
  });
  other = { url: (await server.listen()).url, close: () => server.close({ graceMs: 100 }) };
});
afterAll(async () => {
  await other.close();
  await kit.close();
  expect(failures).toEqual([]);
});

async function waitingJob(name: string): Promise<Job> {
  const { job_id: id } = await createJob(kit, { name, waits: 1 });
  const job = await kit.engine.find("local", id);
  if (job === null) throw new Error("the job is not there");
  return job;
}

const places = () => kit.engine.documents.list("local", "attached-reader");
const attach = (node: { readonly url: string }, id: string, cursor?: string) =>
  readSse(`${node.url}/count/${id}/alone`, cursor === undefined ? {} : { headers: { "Last-Event-ID": cursor } });
const idsOf = ({ messages }: SseReader) => messages.flatMap(({ id }) => (id === undefined || id === "" ? [] : [id]));

describe("one place on two nodes", () => {
  it("is refused on one while it is had on the other, and handed over to the reader's own reconnect", async () => {
    const { jobId: id } = await waitingJob("two nodes");
    const first = await attach(kit, id);
    await first.until((reader) => idsOf(reader).length >= 3);
    expect((await attach(other, id)).status).toBe(409);
    const second = await attach(other, id, idsOf(first).at(-1));
    expect(second.status).toBe(200);
    expect((await attach(kit, id, idsOf(first).at(-1))).status).toBe(409);
    await kit.go(id);
    const last = (await second.ended()).at(-1);
    expect(last?.event).toBe("end");
    expect(idsOf(second).map((cursor) => Number(/:(\d+)\./.exec(cursor)?.[1]))).toEqual([
      ...new Set(idsOf(second).map((cursor) => Number(/:(\d+)\./.exec(cursor)?.[1]))),
    ]);
    await first.ended();
    while ((await places()).length > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  it("has one winner of many who come at once to both", async () => {
    const { jobId: id } = await waitingJob("many to both");
    const all = await Promise.all(Array.from({ length: 10 }, (_, at) => attach(at % 2 === 0 ? kit : other, id)));
    const winners = all.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    winners[0]?.close();
    await kit.go(id);
  });

  it("is free again as soon as its reader has gone", async () => {
    const { jobId: id } = await waitingJob("left");
    const first = await attach(kit, id);
    await first.until((reader) => idsOf(reader).length >= 1);
    first.close();
    let next = await attach(other, id);
    while (next.status === 409) next = await attach(other, id);
    expect(next.status).toBe(200);
    await kit.go(id);
    await next.ended();
  });
});

describe("a place that is written down", () => {
  it("runs out when the node that has it is gone", async () => {
    const clock = fakeClock();
    const engine = { ...kit.engine, clock };
    const [one, two] = [new ClusterReaderSlot(engine, clock, silent), new ClusterReaderSlot(engine, clock, silent)];
    const job = await waitingJob("node is gone");
    await one.take(job, "k", null, "a");
    await expect(two.take(job, "k", null, "b")).rejects.toMatchObject({ code: "CONFLICT" });
    clock.advance(15_000);
    await two.take(job, "k", null, "b");
    await expect(one.take(job, "k", "a", "c")).rejects.toMatchObject({ code: "CONFLICT" });
    await two.release(job, "k", "b");
    await one.take(job, "k", null, "c");
    await kit.go(job.jobId);
  });

  it("is kept from a node whose own clock is a minute ahead", async () => {
    const clock = fakeClock();
    const engine = { ...kit.engine, clock };
    const ahead = fakeClock(clock.nowMs() + 60_000);
    const [one, two] = [new ClusterReaderSlot(engine, clock, silent), new ClusterReaderSlot(engine, ahead, silent)];
    const job = await waitingJob("clocks differ");
    await one.take(job, "c", null, "a");
    await expect(two.take(job, "c", null, "b")).rejects.toMatchObject({ code: "CONFLICT" });
    clock.advance(15_000);
    await two.take(job, "c", null, "b");
    await expect(one.take(job, "c", null, "c")).rejects.toMatchObject({ code: "CONFLICT" });
    await kit.go(job.jobId);
  });

  it("is kept for a reader that takes it while the former one's release removes it after the job's end", async () => {
    const clock = fakeClock();
    const job = await waitingJob("taken at the removal");
    await kit.go(job.jobId);
    while ((await kit.engine.find("local", job.jobId))?.status !== "completed") await nextTurn();
    const next = new ClusterReaderSlot({ ...kit.engine, clock }, clock, silent);
    const findNamed: Documents["findNamed"] = async (...named) => {
      const found = await kit.engine.documents.findNamed(...named);
      await next.take(job, "e", null, "b");
      return found;
    };
    const engine = { ...kit.engine, clock, documents: { ...kit.engine.documents, findNamed } };
    const former = new ClusterReaderSlot(engine, clock, silent);
    await former.take(job, "e", null, "a");
    await former.release(job, "e", "a");
    await expect(next.take(job, "e", null, "c")).rejects.toMatchObject({ code: "CONFLICT" });
    await next.release(job, "e", "b");
  });

  it("is had by a reader that takes it while another one's release removes it", async () => {
    const { documents } = kit.engine;
    let removed = 0;
    const ensure: Documents["ensure"] = async (...named) => {
      const document = await documents.ensure(...named);
      if (removed === 0) {
        removed += 1;
        await documents.remove("local", "attached-reader", document.id);
      }
      return document;
    };
    const clock = fakeClock();
    const place = new ClusterReaderSlot({ ...kit.engine, clock, documents: { ...documents, ensure } }, clock, silent);
    const job = await waitingJob("removed at the taking");
    await place.take(job, "t", null, "a");
    expect(removed).toBe(1);
    await expect(place.take(job, "t", null, "b")).rejects.toMatchObject({ code: "CONFLICT" });
    await kit.go(job.jobId);
  });

  it("is renewed while its reader is open, and ends the reader that has lost it", async () => {
    const clock = fakeClock();
    const place = new ClusterReaderSlot({ ...kit.engine, clock }, clock, silent);
    const job = await waitingJob("renewed");
    await place.take(job, "r", null, "a");
    const ended = Promise.withResolvers<void>();
    const response = new EventEmitter();
    place.keep(job, "r", "a", { response: response as ServerResponse, end: ended.resolve } as unknown as Reader);
    for (let round = 0; round < 8; round += 1) {
      clock.advance(4_000);
      // The next look is set when the last one has been made.
      while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await expect(place.take(job, "r", null, "b")).rejects.toMatchObject({ code: "CONFLICT" });
    await place.take(job, "r", "a", "b");
    clock.advance(4_000);
    await ended.promise;
    response.emit("close");
    await expect(place.take(job, "r", null, "c")).rejects.toMatchObject({ code: "CONFLICT" });
    await kit.go(job.jobId);
  });
});
