import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createJob, problemOf, UNKNOWN_JOB } from "../testing/requests.ts";
import { failures, startServerKit, type ServerKit } from "../testing/server-kit.ts";
import { readSse, type SseReader } from "../testing/sse-reader.ts";
import { MAX_FOLLOWED_JOBS } from "./followed-jobs.ts";

let kit: ServerKit;
beforeAll(async () => {
  kit = await startServerKit();
});
afterAll(async () => {
  await kit.close();
  expect(failures).toEqual([]);
});

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const listWith = (follow: string, headers: Record<string, string> = {}) =>
  readSse(`${kit.url}/v1/events?follow=${follow}`, { headers });

interface Data {
  readonly job_id: string;
  readonly seq?: number;
  readonly code?: string;
}
const dataOf = ({ data }: { readonly data: string }) => JSON.parse(data) as Data;
const seqsOf = (messages: readonly { readonly data: string }[], jobId: string) =>
  messages.map(dataOf).flatMap(({ job_id, seq }) => (job_id === jobId && seq !== undefined ? [seq] : []));
const hasEnded = (reader: SseReader, jobId: string) =>
  reader.messages.some((message) => message.event === "job.completed" && dataOf(message).job_id === jobId);
const SAID = { message: expect.any(String), advice: expect.any(String), retryable: false };
const refusalsOf = (reader: SseReader) => reader.messages.filter(({ event }) => event === "stream.refused");

describe("the live list with followed jobs", () => {
  it("carries each followed job's events as that job's own stream has them, beside the list", async () => {
    const [one, two, other] = [
      await createJob(kit, { name: "followed-1", events: 20, waits: 1 }),
      await createJob(kit, { name: "followed-2", events: 5, waits: 1 }),
      await createJob(kit, { name: "not-followed", events: 5 }),
    ];
    const stream = await listWith(`${one.job_id}:0,${two.job_id}:2`);
    await kit.go(one.job_id);
    await kit.go(two.job_id);
    await stream.until((reader) => hasEnded(reader, one.job_id) && hasEnded(reader, two.job_id));
    const own = await (await readSse(`${kit.url}/v1/jobs/${one.job_id}/events`)).ended();
    const carried = stream.messages.filter(
      (message) => message.event !== "job.changed" && dataOf(message).job_id === one.job_id,
    );
    expect(carried.map(({ event, data }) => ({ event, data }))).toEqual(
      own.map(({ event, data }) => ({ event, data })),
    );
    expect(seqsOf(stream.messages, two.job_id)[0]).toBe(3);
    expect(seqsOf(stream.messages, other.job_id)).toEqual([]);
    await stream.until(({ messages }) => messages.some(({ data }) => data.includes(`${other.job_id}","kind`)));
    stream.close();
  });

  it("reports each job that cannot be followed in a frame without id, and carries the others", async () => {
    const { job_id: ended } = await createJob(kit, { name: "over" }, { Prefer: "wait=20" });
    const { job_id: id } = await createJob(kit, { name: "carried", waits: 1 });
    const { events } = (await (
      await fetch(`${kit.url}/v1/jobs/${ended}/events`, { headers: { Accept: "application/json" } })
    ).json()) as { events: unknown[] };
    const stream = await listWith(`${UNKNOWN_JOB}:0,${id}:0,${ended}:${events.length}`);
    await stream.until((reader) => seqsOf(reader.messages, id).length > 0);
    expect(refusalsOf(stream).map(({ id: frameId }) => frameId)).toEqual([undefined, undefined]);
    expect(refusalsOf(stream).map(dataOf)).toEqual([
      { code: "NOT_FOUND", ...SAID, status: 404, job_id: UNKNOWN_JOB },
      { code: "JOB_ENDED", ...SAID, status: 409, job_id: ended },
    ]);
    stream.close();
    const beyond = await listWith(`${id}:99999`);
    await beyond.until((reader) => refusalsOf(reader).length > 0);
    expect(refusalsOf(beyond).map(dataOf)).toMatchObject([{ code: "INVALID_CURSOR", job_id: id }]);
    beyond.close();
    await kit.go(id);
  });

  it.each([
    ["what is no job id", "x:1"],
    ["a sequence that is no number", `${UNKNOWN_JOB}:-1`],
    [
      "more jobs than a stream carries",
      numbers(MAX_FOLLOWED_JOBS + 1)
        .map(() => UNKNOWN_JOB)
        .join(","),
    ],
  ])("refuses %s", async (_what, follow) => {
    const response = await fetch(`${kit.url}/v1/events?follow=${follow}`, { headers: { Accept: "application/json" } });
    expect(await problemOf(response)).toMatchObject({ status: 422, code: "INVALID_INPUT" });
  });

  it.each(["1,x", "x,1", `1,${UNKNOWN_JOB}:-1`, `999999999,${UNKNOWN_JOB}:1`])(
    "answers 400 to the composite cursor %j",
    async (cursor) => {
      const response = await fetch(`${kit.url}/v1/events?follow=${UNKNOWN_JOB}`, {
        headers: { "Last-Event-ID": cursor },
      });
      expect(await problemOf(response)).toMatchObject({ status: 400, code: "INVALID_CURSOR" });
    },
  );

  it("continues after the database was unavailable for a while", async () => {
    const { job_id: id } = await createJob(kit, { name: "outlasting", waits: 1 });
    const stream = await listWith(`${id}:0`);
    await stream.until((reader) => seqsOf(reader.messages, id).length > 0);
    kit.outage.begin();
    const before = kit.outage.refused;
    await kit.go(id);
    while (kit.outage.refused === before) await nextTurn();
    kit.outage.end();
    await stream.until((reader) => hasEnded(reader, id));
    expect(seqsOf(stream.messages, id)).toEqual(numbers(seqsOf(stream.messages, id).length));
    stream.close();
  });

  it("brings every event of every followed job once, whenever events come and connections break", async () => {
    const job = fc.record({ events: fc.nat(120), padding: fc.constantFrom(0, 0, 10, 3_000), waits: fc.nat(4) });
    const action = fc.oneof(
      fc.record({ go: fc.nat(3) }),
      // Breaks the connection after so many turns of the event loop, wherever it stands then.
      fc.record({ cutAfterTurns: fc.nat(60) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(job, { minLength: 1, maxLength: 4 }), fc.array(action, { maxLength: 12 }), followAll),
      { numRuns: 25 },
    );
  });
});

type Action = { readonly go: number } | { readonly cutAfterTurns: number };

/** Follows the jobs as an EventSource does: every connection has the first one's query and the newest id. */
async function followAll(
  inputs: readonly { readonly events: number; readonly padding: number; readonly waits: number }[],
  actions: readonly Action[],
): Promise<void> {
  const jobs = await Promise.all(inputs.map((input, at) => createJob(kit, { name: `random-${at}`, ...input })));
  const left = inputs.map(({ waits }) => waits);
  const follow = jobs.map(({ job_id }) => `${job_id}:0`).join(",");
  const got: { readonly data: string; readonly id?: string | undefined }[] = [];
  let stream = await listWith(follow);
  const reconnect = async (): Promise<void> => {
    stream.close();
    got.push(...stream.messages);
    const newest = got.findLast(({ id }) => id !== undefined)?.id;
    stream = await listWith(follow, newest === undefined ? {} : { "Last-Event-ID": newest });
  };
  const go = async (at: number): Promise<void> => {
    const waits = left[at] ?? 0;
    if (waits === 0) return;
    left[at] = waits - 1;
    await kit.go(jobs[at]?.job_id ?? "");
  };
  for (const one of actions) {
    if ("go" in one) await go(one.go % jobs.length);
    else {
      for (let turn = 0; turn < one.cutAfterTurns; turn += 1) await nextTurn();
      await reconnect();
    }
  }
  for (const [at] of jobs.entries()) while ((left[at] ?? 0) > 0) await go(at);
  await stream.until(({ messages }) => jobs.every(({ job_id }) => isOver(got, job_id) || isOver(messages, job_id)));
  stream.close();
  got.push(...stream.messages);
  for (const { job_id } of jobs) {
    const seqs = seqsOf(got, job_id);
    expect(seqs).toEqual(numbers(seqs.length));
  }
}

function isOver(messages: readonly { readonly data: string }[], jobId: string): boolean {
  return messages.some(({ data }) => data.includes('"type":"job.completed"') && data.includes(`"job_id":"${jobId}"`));
}
