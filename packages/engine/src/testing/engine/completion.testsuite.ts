import { HeadwayError } from "@headway-jobs/contract";
import { describe, expect, it } from "vitest";
import type { DocumentContent, OwnerDocument } from "../../api/owner-document.ts";
import { type EngineSuite, type EngineHarness, openHarness, OWNER, type TestWorkflow } from "./harness.ts";
import { losing } from "./lost-answers.ts";

const PLACE = { collection: "books", name: "diary" } as const;

/** Writes the job's id into the diary and costs three operations. */
const writing: TestWorkflow = async (ctx) => {
  const change = (diary: OwnerDocument): DocumentContent => ({
    summary: {},
    value: { pages: [...(diary.value["pages"] as string[]), ctx.job.jobId] },
  });
  ctx.onCompletion({ operations: 3, document: { ...PLACE, change } });
  return { written: true };
};

async function openWithDiary(suite: EngineSuite, workflow: TestWorkflow = writing): Promise<EngineHarness> {
  const harness = await openHarness(suite, { workflow, concurrency: 20 });
  await harness.engine.documents.ensure(OWNER, PLACE.collection, PLACE.name, {
    summary: {},
    value: { pages: [] },
  });
  return harness;
}

async function outcome(harness: EngineHarness): Promise<{ readonly pages: unknown; readonly used: number }> {
  const diary = await harness.engine.documents.findNamed(OWNER, PLACE.collection, PLACE.name);
  return { pages: diary?.value["pages"], used: (await harness.engine.operations.use(OWNER)).used };
}

export function completionSuite(suite: EngineSuite): void {
  describe("what becomes true with a job's completion", () => {
    it("is there as soon as the completion is", async () => {
      const harness = await openWithDiary(suite);
      const { jobId } = await harness.submit();
      expect((await harness.ended(jobId)).result).toEqual({ written: true });
      expect(await outcome(harness)).toEqual({ pages: [jobId], used: 3 });
    });

    it("never happens when a cancel was faster, be it in the last moment", async () => {
      const harness = await openWithDiary(suite);
      // Submission, claim, completion.
      const completing = harness.delayTransaction(3);
      const { jobId } = await harness.submit();
      await completing.reached;
      expect(await harness.engine.cancel(OWNER, jobId)).toMatchObject({ status: "cancelled" });
      const settled = harness.afterTransactions(1);
      completing.release();
      await settled;
      expect((await harness.job(jobId)).status).toBe("cancelled");
      expect(await outcome(harness)).toEqual({ pages: [], used: 0 });
    });

    it("happens once when a crash came just before", async () => {
      const harness = await openWithDiary(suite);
      const completing = harness.delayTransaction(3);
      const { jobId } = await harness.submit();
      await completing.reached;
      harness.crash();
      completing.release();
      await harness.restart();
      await harness.ended(jobId);
      expect(await outcome(harness)).toEqual({ pages: [jobId], used: 3 });
    });

    it("happens once when only the answer to its commit was lost", async () => {
      let lost = 0;
      let isCompleting = false;
      const harness = await openWithDiary(
        losing(suite, () => isCompleting && lost++ === 0),
        async (ctx, input) => {
          const result = await writing(ctx, input);
          isCompleting = true;
          return result;
        },
      );
      const { jobId } = await harness.submit();
      await harness.clock.timer(100);
      await harness.clock.advance(100);
      expect((await harness.ended(jobId)).status).toBe("completed");
      expect(await outcome(harness)).toEqual({ pages: [jobId], used: 3 });
      expect(lost).toBeGreaterThan(0);
    });

    it.each<[string, string, () => never]>([
      [
        "CONFLICT",
        "The diary is locked.",
        () => {
          throw new HeadwayError("CONFLICT", "The diary is locked.");
        },
      ],
      [
        "INTERNAL",
        "internal error",
        () => {
          throw new TypeError("pages is not iterable");
        },
      ],
    ])("fails the job with %s when the change is refused with it, and costs nothing", async (code, message, change) => {
      const harness = await openWithDiary(suite, async (ctx) => {
        ctx.setMetadata({ seen: "till the end" });
        ctx.onCompletion({ operations: 3, document: { ...PLACE, change } });
        return { written: true };
      });
      const { jobId } = await harness.submit();
      const ended = await harness.ended(jobId);
      expect(ended).toMatchObject({ status: "failed", result: null, metadata: { seen: "till the end" } });
      expect(ended.error).toEqual({ code, message: expect.stringContaining(message) });
      expect(await harness.types(jobId)).toEqual(["job.queued", "job.started", "job.failed"]);
      expect(await outcome(harness)).toEqual({ pages: [], used: 0 });
    });

    it("fails the job when there is no such document, or only another owner's", async () => {
      const harness = await openWithDiary(suite);
      const { jobId } = await harness.submit({ owner: "eve" });
      expect((await harness.ended(jobId, "eve")).error?.code).toBe("NOT_FOUND");
      expect(await outcome(harness)).toEqual({ pages: [], used: 0 });
    });

    it("leaves the document as it was when the operations do not cover it", async () => {
      const harness = await openWithDiary(suite);
      await harness.engine.operations.set(OWNER, { limit: 2, tier: "free" });
      const { jobId } = await harness.submit();
      expect((await harness.ended(jobId)).error?.code).toBe("QUOTA");
      expect(await outcome(harness)).toEqual({ pages: [], used: 0 });
    });

    it("does not happen for a workflow that fails after it has asked for it", async () => {
      const harness = await openWithDiary(suite, async (ctx, input) => {
        await writing(ctx, input);
        throw new HeadwayError("CONFLICT", "no");
      });
      await harness.ended((await harness.submit()).jobId);
      expect(await outcome(harness)).toEqual({ pages: [], used: 0 });
    });

    it("loses nothing of many that complete at once, on any node", async () => {
      const harness = await openWithDiary(suite);
      const other = await openHarness(suite, { besides: harness, workflow: writing, concurrency: 20 });
      const submitted = await Promise.all(
        Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? harness : other).submit()),
      );
      await Promise.all(submitted.map(({ jobId }) => harness.ended(jobId)));
      const { pages, used } = await outcome(harness);
      expect(new Set(pages as string[])).toEqual(new Set(submitted.map(({ jobId }) => jobId)));
      expect([(pages as string[]).length, used]).toEqual([12, 36]);
    });
  });
}
