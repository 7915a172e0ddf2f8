import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { HeadwayError } from "@headway-jobs/contract";
import type { JsonObject } from "@headway-jobs/contract";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Engine, SignalledJob } from "../../api/engine.ts";
import { type EngineSuite, type EngineHarness, openHarness, OWNER, type TestWorkflow } from "./harness.ts";

type Signal = Parameters<Engine["signal"]>[0];

const vote = z.object({ n: z.number() });

/** Takes so many votes, one by one, parking whenever none is there. */
const countVotes =
  (wanted: number): TestWorkflow =>
  async (ctx) => {
    const votes: number[] = [];
    while (votes.length < wanted) {
      votes.push((await ctx.waitFor("vote", vote, { status: "awaiting_approval" })).n);
      ctx.setMetadata({ counted: votes.length });
    }
    return { votes };
  };

function send(
  harness: EngineHarness,
  jobId: string,
  n: number,
  more: Partial<Signal> = {},
): ReturnType<Engine["signal"]> {
  return harness.engine.signal({ owner: OWNER, jobId, name: "vote", signalId: `vote-${n}`, value: { n }, ...more });
}

const asleep = { admit: () => ({ record: true, wake: false }) } as const;

const file = (text: string) => ({ file: { mediaType: "audio/wav", bytes: Buffer.from(text) } });

/** As the edge counts decisions: one of a number each, the last one wakes. */
const oneOfEach =
  (n: number, wanted: number) =>
  ({ metadata }: SignalledJob): { readonly record: boolean; readonly wake: boolean; readonly metadata: JsonObject } => {
    const seen = (metadata["seen"] ?? []) as readonly number[];
    if (seen.includes(n)) throw new HeadwayError("CONFLICT", "There is one already.");
    return { record: true, wake: seen.length + 1 === wanted, metadata: { seen: [...seen, n] } };
  };

export function signalSuite(suite: EngineSuite): void {
  describe("admitting a signal", () => {
    it("shows the job as it is and refuses by throwing, with nothing left behind", async () => {
      const harness = await openHarness(suite, { workflow: countVotes(1) });
      const job = await harness.submit({ sessionId: "s1", input: { a: 1 }, metadata: { b: 2 } });
      await harness.when(job.jobId, "awaiting_approval");
      const before = await harness.job(job.jobId);
      const seen: SignalledJob[] = [];
      const refused = send(harness, job.jobId, 1, {
        events: [{ type: "document.decided", data: {} }],
        file: { mediaType: "text/plain", bytes: Buffer.from("x") },
        admit: (found) => {
          seen.push(found);
          throw new HeadwayError("CONFLICT", "not now");
        },
      });
      await expect(refused).rejects.toMatchObject({ code: "CONFLICT" });
      expect(seen[0]).toEqual({
        jobId: job.jobId,
        kind: "video",
        sessionId: "s1",
        status: "awaiting_approval",
        metadata: { b: 2 },
        input: { a: 1 },
      });
      expect(await harness.job(job.jobId)).toEqual(before);
      expect(await harness.filesAfterGrace()).toEqual([]);
      expect(await send(harness, job.jobId, 1)).toEqual({ accepted: true });
    });

    it("leaves out what says nothing new, also after the end; what is new then is too late", async () => {
      const harness = await openHarness(suite, { workflow: countVotes(1) });
      const job = await harness.submit();
      await harness.when(job.jobId, "awaiting_approval");
      const events = [{ type: "document.decided", data: {} }];
      const needless = { events, admit: () => ({ record: false, metadata: { never: true } }) };
      expect(await send(harness, job.jobId, 1, needless)).toEqual({ accepted: false });
      expect(await harness.types(job.jobId)).not.toContain("document.decided");
      await send(harness, job.jobId, 1);
      await harness.ended(job.jobId);
      expect(await send(harness, job.jobId, 2, needless)).toEqual({ accepted: false });
      expect((await harness.job(job.jobId)).metadata).not.toHaveProperty("never");
      const late = send(harness, job.jobId, 2, { admit: () => ({ record: true, metadata: { never: true } }) });
      await expect(late).rejects.toMatchObject({ code: "JOB_ENDED" });
      const refused = send(harness, job.jobId, 2, {
        admit: ({ status }) => {
          throw new HeadwayError("CONFLICT", status);
        },
      });
      await expect(refused).rejects.toMatchObject({ code: "CONFLICT", message: "completed" });
    });

    it("is not asked again about a signal that was recorded", async () => {
      const harness = await openHarness(suite, { idle: true });
      const job = await harness.submit();
      let asked = 0;
      const admit = () => ({ record: true, metadata: { asked: (asked += 1) } });
      expect(await send(harness, job.jobId, 1, { admit })).toEqual({ accepted: true });
      expect(await send(harness, job.jobId, 1, { admit })).toEqual({ accepted: false });
      expect([asked, (await harness.job(job.jobId)).metadata]).toEqual([1, { asked: 1 }]);
    });

    it("tells those apart who signal at the same moment, on any node", async () => {
      const harness = await openHarness(suite, { workflow: countVotes(4) });
      const other = await openHarness(suite, { besides: harness, idle: true });
      const job = await harness.submit();
      await harness.when(job.jobId, "awaiting_approval");
      const sent = Array.from({ length: 12 }, (_, at) =>
        send(at % 2 === 0 ? harness : other, job.jobId, at % 4, {
          signalId: `from ${at}`,
          admit: oneOfEach(at % 4, 4),
        }),
      );
      const outcomes = await Promise.allSettled(sent);
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(4);
      // The node that was told the last one runs nothing: the other one's sweeper finds the job.
      await harness.clock.advance(2000);
      const ended = await harness.ended(job.jobId);
      const votes = (ended.result?.["votes"] ?? []) as readonly number[];
      expect(votes.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3]);
      expect(ended.metadata).toEqual({ counted: 4, seen: votes });
      // All but the last left it parked, so that it was resumed once.
      expect((await harness.types(job.jobId)).filter((type) => type === "job.resumed")).toHaveLength(1);
    });

    it("keeps members of the metadata from a workflow that writes its own at the same time", async () => {
      const [began, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          ctx.setMetadata({ phase: 1, own: "early" });
          await ctx.step("work", () => (began.resolve(), go.promise));
          ctx.setMetadata({ phase: 2, shared: "workflow" });
          await ctx.step("more", async () => null);
          return { seenAtStart: ctx.job.metadata };
        },
      });
      const job = await harness.submit({ metadata: { given: true } });
      await began.promise;
      for (const [n, metadata] of [{ a: 1, shared: "first" }, { b: 2 }, { shared: "signal", a: { c: 3 } }].entries()) {
        await send(harness, job.jobId, n, { admit: () => ({ record: true, metadata }) });
      }
      expect((await harness.job(job.jobId)).metadata).toMatchObject({
        given: true,
        a: { c: 3 },
        b: 2,
        shared: "signal",
      });
      go.resolve();
      const ended = await harness.ended(job.jobId);
      const all = { given: true, phase: 2, own: "early", a: { c: 3 }, b: 2, shared: "signal" };
      expect(ended.metadata).toEqual(all);
      expect((await harness.engine.list({ owner: OWNER, limit: 1 })).jobs[0]?.metadata).toEqual(all);
    });
  });

  describe("signals that do not wake", () => {
    it("leave a parked job as it is, and are found in their order when one wakes it", async () => {
      let runs = 0;
      const harness = await openHarness(suite, { workflow: (ctx, input) => ((runs += 1), countVotes(3)(ctx, input)) });
      const job = await harness.submit();
      const parked = await harness.when(job.jobId, "awaiting_approval");
      await send(harness, job.jobId, 7, asleep);
      await send(harness, job.jobId, 3, { ...asleep, events: [{ type: "document.decided", data: {} }] });
      expect(await harness.job(job.jobId)).toEqual({ ...parked, lastSeq: parked.lastSeq + 1 });
      expect(runs).toBe(1);
      await send(harness, job.jobId, 5);
      expect((await harness.ended(job.jobId)).result).toEqual({ votes: [7, 3, 5] });
      expect(await harness.types(job.jobId)).toEqual([
        "job.queued",
        "job.started",
        "job.awaiting_approval",
        "document.decided",
        "job.resumed",
        "job.completed",
      ]);
      expect(runs).toBe(2);
    });

    it("are taken one by one by a woken job, which then parks for the rest", async () => {
      const harness = await openHarness(suite, { workflow: countVotes(5) });
      const job = await harness.submit();
      await harness.when(job.jobId, "awaiting_approval");
      for (const n of [1, 2]) await send(harness, job.jobId, n, asleep);
      await send(harness, job.jobId, 3);
      await harness.when(job.jobId, ({ metadata, status }) => metadata["counted"] === 3 && status !== "in_progress");
      await send(harness, job.jobId, 4, asleep);
      await send(harness, job.jobId, 5);
      expect((await harness.ended(job.jobId)).result).toEqual({ votes: [1, 2, 3, 4, 5] });
    });

    it("wait over a restart with the job, which still parks", async () => {
      const harness = await openHarness(suite, { workflow: countVotes(2) });
      const job = await harness.submit();
      await harness.when(job.jobId, "awaiting_approval");
      await send(harness, job.jobId, 1, asleep);
      harness.crash();
      await harness.restart();
      await harness.clock.advance(5000);
      expect(await harness.job(job.jobId)).toMatchObject({ status: "awaiting_approval", metadata: {} });
      await send(harness, job.jobId, 2);
      expect((await harness.ended(job.jobId)).result).toEqual({ votes: [1, 2] });
    });

    it("keep a job from parking that has not parked yet", async () => {
      const harness = await openHarness(suite, { workflow: countVotes(2), idle: true });
      const job = await harness.submit();
      await send(harness, job.jobId, 1, asleep);
      await harness.engine.start();
      await harness.when(job.jobId, "awaiting_approval");
      await send(harness, job.jobId, 2);
      expect((await harness.ended(job.jobId)).result).toEqual({ votes: [1, 2] });
    });

    it("are taken before the wait runs out", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => vote.parse(await ctx.waitFor("vote", vote, { timeoutMs: 60_000 })),
      });
      const job = await harness.submit();
      await harness.clock.advance(1000);
      await send(harness, job.jobId, 1, asleep);
      await harness.clock.leap(61_000);
      expect((await harness.ended(job.jobId)).result).toEqual({ n: 1 });
    });
  });

  describe("a signal's file", () => {
    const stored = z.object({ n: z.number(), file: z.object({ sha256: z.string(), sizeBytes: z.number() }) });
    const readAll =
      (wanted: number): TestWorkflow =>
      async (ctx) => {
        const texts: string[] = [];
        while (texts.length < wanted) {
          const sent = (await ctx.waitFor("vote", stored, {})).file;
          texts.push(`${sent.sizeBytes} ${await readFile(ctx.artifactPath(sent), "utf8")}`);
        }
        return { texts };
      };

    it("is kept over a crash, read by the workflow, not listed, and gone when the job is removed", async () => {
      const harness = await openHarness(suite, { workflow: readAll(2), idle: true });
      const job = await harness.submit();
      await send(harness, job.jobId, 1, file("one"));
      harness.crash();
      await harness.restart({ idle: false });
      expect(await harness.files()).toHaveLength(1);
      await send(harness, job.jobId, 2, { ...file("two"), signalId: "v".repeat(1000) });
      expect((await harness.ended(job.jobId)).result).toEqual({ texts: ["3 one", "3 two"] });
      expect(await harness.engine.artifacts(job.jobId)).toEqual([]);
      expect(await harness.filesAfterGrace()).toHaveLength(2);
      await harness.engine.remove(OWNER, job.jobId);
      expect(await harness.filesAfterGrace()).toEqual([]);
    });

    it("of the same bytes is kept as long as any signal has it", async () => {
      const harness = await openHarness(suite, { workflow: readAll(3), idle: true });
      const [first, second] = [await harness.submit(), await harness.submit()];
      for (const { jobId } of [first, second]) {
        for (const n of [1, 2]) await send(harness, jobId, n, file("same"));
      }
      expect(await harness.files()).toHaveLength(1);
      for (const { jobId } of [first, second]) await harness.engine.cancel(OWNER, jobId);
      await harness.engine.remove(OWNER, first.jobId);
      expect(await harness.filesAfterGrace()).toHaveLength(1);
      await harness.engine.remove(OWNER, second.jobId);
      expect(await harness.filesAfterGrace()).toEqual([]);
    });

    it("leaves nothing when the signal is a repeat, comes too late, or is for nobody", async () => {
      const harness = await openHarness(suite, { idle: true });
      const job = await harness.submit();
      await send(harness, job.jobId, 1);
      expect(await send(harness, job.jobId, 1, file("repeat"))).toEqual({ accepted: false });
      await expect(send(harness, "job_nobody", 1, file("nobody"))).rejects.toMatchObject({ code: "NOT_FOUND" });
      await harness.engine.cancel(OWNER, job.jobId);
      await expect(send(harness, job.jobId, 2, file("late"))).rejects.toMatchObject({ code: "JOB_ENDED" });
      expect(await harness.filesAfterGrace()).toEqual([]);
    });

    it("is told to the workflow by its SHA-256, whatever the sender claims", async () => {
      const harness = await openHarness(suite, { workflow: async (ctx) => ctx.waitFor("vote", stored, {}) });
      const job = await harness.submit();
      await send(harness, job.jobId, 1, { ...file("bytes"), value: { n: 1, file: "mine" } });
      const sha256 = createHash("sha256").update("bytes").digest("hex");
      expect((await harness.ended(job.jobId)).result).toEqual({ n: 1, file: { sha256, sizeBytes: 5 } });
    });
  });
}
