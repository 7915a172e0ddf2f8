import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { EventBatch } from "../../api/engine.ts";
import { type EngineHarness, type EngineSuite, openHarness, OWNER, type TestWorkflow } from "./harness.ts";
import { committingLate, losingAnswerOf, rollingBack } from "./lost-answers.ts";
import { losingNotifications } from "./lost-notifications.ts";

const LINGER_MS = 30_000;
const anything = z.object({});

/** A new reader of the job; `reached` resolves with the first batch of that kind. */
async function reading(
  { engine }: EngineHarness,
  jobId: string,
  isReached: (batch: EventBatch) => boolean,
): Promise<{ readonly reached: Promise<EventBatch> }> {
  const { promise: reached, resolve } = Promise.withResolvers<EventBatch>();
  await engine.subscribe(jobId, (batch) => {
    if (isReached(batch)) resolve(batch);
  });
  return { reached };
}

const has =
  (type: string) =>
  ({ events }: EventBatch): boolean =>
    events.some((event) => event.type === type);

/** A job in a step that ends when it is aborted. */
function abortable(): {
  readonly workflow: TestWorkflow;
  readonly began: Promise<void>;
  readonly aborted: Promise<void>;
} {
  const began = Promise.withResolvers<void>();
  const aborted = Promise.withResolvers<void>();
  const workflow: TestWorkflow = async (ctx) => {
    await ctx.step("long", (step) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      step.signal.addEventListener("abort", () => resolve());
      began.resolve();
      return promise.then(aborted.resolve);
    });
    return {};
  };
  return { workflow, began: began.promise, aborted: aborted.promise };
}

const lingering: TestWorkflow = async (ctx) => {
  await ctx.waitFor("go", anything, { lingerMs: LINGER_MS });
  return {};
};

function go({ engine }: EngineHarness, jobId: string): Promise<unknown> {
  const events = [{ type: "video.signalled", data: {} }];
  return engine.signal({ owner: OWNER, jobId, name: "go", signalId: "1", value: {}, events });
}

const LOST = { code: "STORE_UNAVAILABLE" };

export function lostCommitSuite(suite: EngineSuite): void {
  describe("a commit whose answer is lost", () => {
    it("shows readers the end of the job at once", async () => {
      const harness = await openHarness(losingAnswerOf(suite, "job.completed"), { idle: true });
      const { jobId } = await harness.submit();
      const { reached } = await reading(harness, jobId, (batch) => batch.ended);
      await harness.engine.start();
      expect((await reached).events.at(-1)?.type).toBe("job.completed");
    });

    it("shows readers at once that the job waits for approval", async () => {
      const harness = await openHarness(losingAnswerOf(suite, "job.awaiting_approval"), {
        idle: true,
        workflow: async (ctx) => (await ctx.waitFor("go", anything, { status: "awaiting_approval" }), {}),
      });
      const { jobId } = await harness.submit();
      const { reached } = await reading(harness, jobId, has("job.awaiting_approval"));
      await harness.engine.start();
      await reached;
    });

    it("shows the owner's live list the change", async () => {
      const harness = await openHarness(losingAnswerOf(suite, "job.cancelled"), { idle: true });
      const { jobId } = await harness.submit();
      await nextTurn();
      const changed = Promise.withResolvers<void>();
      harness.engine.subscribeChanges(OWNER, changed.resolve);
      await expect(harness.engine.cancel(OWNER, jobId)).rejects.toMatchObject(LOST);
      await changed.promise;
      expect((await harness.engine.readChanges(OWNER, 0, 1))[0]?.status).toBe("cancelled");
    });

    it("reaches readers although it is executed after they have looked", async () => {
      const late = committingLate(suite, "job.completed");
      const harness = await openHarness(late.suite, { idle: true });
      const { jobId } = await harness.submit();
      const { reached } = await reading(harness, jobId, (batch) => batch.ended);
      await harness.engine.start();
      await late.looked;
      for (let turns = 0; turns < 10; turns += 1) await nextTurn();
      late.execute();
      expect((await reached).events.at(-1)?.type).toBe("job.completed");
    });

    it("starts the job that it made", async () => {
      const harness = await openHarness(losingAnswerOf(suite, "job.queued"));
      await expect(harness.submit()).rejects.toMatchObject(LOST);
      const [job] = (await harness.engine.list({ owner: OWNER, limit: 1 })).jobs;
      await harness.ended(job?.jobId ?? "");
    });

    it("stops the work of the job that it cancelled", async () => {
      const { workflow, began, aborted } = abortable();
      const harness = await openHarness(losingAnswerOf(suite, "job.cancelled"), { workflow });
      const { jobId } = await harness.submit();
      await began;
      await expect(harness.engine.cancel(OWNER, jobId)).rejects.toMatchObject(LOST);
      await aborted;
    });

    it("does not stop a job whose cancel was rolled back", async () => {
      const began = Promise.withResolvers<void>();
      const goOn = Promise.withResolvers<void>();
      const harness = await openHarness(rollingBack(suite, "job.cancelled"), {
        workflow: async (ctx) => (await ctx.step("long", () => (began.resolve(), goOn.promise)), {}),
      });
      const { jobId } = await harness.submit();
      await began.promise;
      await expect(harness.engine.cancel(OWNER, jobId)).rejects.toMatchObject(LOST);
      for (let turns = 0; turns < 10; turns += 1) await nextTurn();
      goOn.resolve();
      expect((await harness.ended(jobId)).status).toBe("completed");
    });

    it("passes its signal to a job that waits for it without being parked", async () => {
      const harness = await openHarness(losingAnswerOf(suite, "video.signalled"), { workflow: lingering });
      const { jobId } = await harness.submit();
      await harness.clock.timer(LINGER_MS);
      await expect(go(harness, jobId)).rejects.toMatchObject(LOST);
      expect((await harness.ended(jobId)).status).toBe("completed");
    });
  });

  describe("notifications that were missed", () => {
    it("stop the work of a job that another node has cancelled as soon as notifications arrive again", async () => {
      const { workflow, began, aborted } = abortable();
      const deaf = losingNotifications(suite);
      const harness = await openHarness(deaf.suite, { workflow, shared: true });
      const other = await openHarness(suite, { besides: harness, idle: true });
      const { jobId } = await harness.submit();
      await began;
      await other.engine.cancel(OWNER, jobId);
      deaf.reconnect();
      await aborted;
    });

    it("pass a signal that another node has stored to the job as soon as notifications arrive again", async () => {
      const deaf = losingNotifications(suite);
      const harness = await openHarness(deaf.suite, { workflow: lingering, shared: true });
      const other = await openHarness(suite, { besides: harness, idle: true });
      const { jobId } = await harness.submit();
      await harness.clock.timer(LINGER_MS);
      await go(other, jobId);
      deaf.reconnect();
      expect((await harness.ended(jobId)).status).toBe("completed");
    });

    it("end the readers of a job whose end and removal were among them", async () => {
      const deaf = losingNotifications(suite);
      const harness = await openHarness(deaf.suite, { idle: true });
      const reader = await openHarness(suite, { besides: harness, idle: true });
      const { jobId } = await harness.submit();
      const { reached } = await reading(reader, jobId, (batch) => batch.ended);
      const waited = reader.engine.waitForEvent(jobId, 1, new AbortController().signal);
      await harness.engine.start();
      await harness.ended(jobId);
      await harness.engine.remove(OWNER, jobId);
      deaf.reconnect();
      expect((await reached).events).toEqual([]);
      await waited;
    });
  });
}
