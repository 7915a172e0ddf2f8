import { HeadwayError } from "@headway-jobs/contract";
import { describe, expect, it } from "vitest";
import type { DocumentContent, OwnerDocument } from "../../api/owner-document.ts";
import { type EngineSuite, type House, openHouse, OWNER, type TestWorkflow } from "./harness.ts";
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

async function openWithDiary(suite: EngineSuite, workflow: TestWorkflow = writing): Promise<House> {
  const house = await openHouse(suite, { workflow, concurrency: 20 });
  await house.engine.documents.ensure(OWNER, PLACE.collection, PLACE.name, { summary: {}, value: { pages: [] } });
  return house;
}

async function outcome(house: House): Promise<{ readonly pages: unknown; readonly used: number }> {
  const diary = await house.engine.documents.findNamed(OWNER, PLACE.collection, PLACE.name);
  return { pages: diary?.value["pages"], used: (await house.engine.operations.use(OWNER)).used };
}

export function completionSuite(suite: EngineSuite): void {
  describe("what becomes true with a job's completion", () => {
    it("is there as soon as the completion is", async () => {
      const house = await openWithDiary(suite);
      const { jobId } = await house.submit();
      expect((await house.ended(jobId)).result).toEqual({ written: true });
      expect(await outcome(house)).toEqual({ pages: [jobId], used: 3 });
    });

    it("never happens when a cancel was faster, be it in the last moment", async () => {
      const house = await openWithDiary(suite);
      // Submission, claim, completion.
      const completing = house.delayTransaction(3);
      const { jobId } = await house.submit();
      await completing.reached;
      expect(await house.engine.cancel(OWNER, jobId)).toMatchObject({ status: "cancelled" });
      const settled = house.afterTransactions(1);
      completing.release();
      await settled;
      expect((await house.job(jobId)).status).toBe("cancelled");
      expect(await outcome(house)).toEqual({ pages: [], used: 0 });
    });

    it("happens once when a crash came just before", async () => {
      const house = await openWithDiary(suite);
      const completing = house.delayTransaction(3);
      const { jobId } = await house.submit();
      await completing.reached;
      house.crash();
      completing.release();
      await house.restart();
      await house.ended(jobId);
      expect(await outcome(house)).toEqual({ pages: [jobId], used: 3 });
    });

    it("happens once when only the answer to its commit was lost", async () => {
      let lost = 0;
      let isCompleting = false;
      const house = await openWithDiary(
        losing(suite, () => isCompleting && lost++ === 0),
        async (ctx, input) => {
          const result = await writing(ctx, input);
          isCompleting = true;
          return result;
        },
      );
      const { jobId } = await house.submit();
      await house.clock.timer(100);
      await house.clock.advance(100);
      expect((await house.ended(jobId)).status).toBe("completed");
      expect(await outcome(house)).toEqual({ pages: [jobId], used: 3 });
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
      const house = await openWithDiary(suite, async (ctx) => {
        ctx.setMetadata({ seen: "till the end" });
        ctx.onCompletion({ operations: 3, document: { ...PLACE, change } });
        return { written: true };
      });
      const { jobId } = await house.submit();
      const ended = await house.ended(jobId);
      expect(ended).toMatchObject({ status: "failed", result: null, metadata: { seen: "till the end" } });
      expect(ended.error).toEqual({ code, message: expect.stringContaining(message) });
      expect(await house.types(jobId)).toEqual(["job.queued", "job.started", "job.failed"]);
      expect(await outcome(house)).toEqual({ pages: [], used: 0 });
    });

    it("fails the job when there is no such document, or only another owner's", async () => {
      const house = await openWithDiary(suite);
      const { jobId } = await house.submit({ owner: "eve" });
      expect((await house.ended(jobId, "eve")).error?.code).toBe("NOT_FOUND");
      expect(await outcome(house)).toEqual({ pages: [], used: 0 });
    });

    it("leaves the document as it was when the operations do not cover it", async () => {
      const house = await openWithDiary(suite);
      await house.engine.operations.set(OWNER, { limit: 2, tier: "free" });
      const { jobId } = await house.submit();
      expect((await house.ended(jobId)).error?.code).toBe("QUOTA");
      expect(await outcome(house)).toEqual({ pages: [], used: 0 });
    });

    it("does not happen for a workflow that fails after it has asked for it", async () => {
      const house = await openWithDiary(suite, async (ctx, input) => {
        await writing(ctx, input);
        throw new HeadwayError("CONFLICT", "no");
      });
      await house.ended((await house.submit()).jobId);
      expect(await outcome(house)).toEqual({ pages: [], used: 0 });
    });

    it("loses nothing of many that complete at once, on any node", async () => {
      const house = await openWithDiary(suite);
      const other = await openHouse(suite, { besides: house, workflow: writing, concurrency: 20 });
      const submitted = await Promise.all(
        Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? house : other).submit()),
      );
      await Promise.all(submitted.map(({ jobId }) => house.ended(jobId)));
      const { pages, used } = await outcome(house);
      expect(new Set(pages as string[])).toEqual(new Set(submitted.map(({ jobId }) => jobId)));
      expect([(pages as string[]).length, used]).toEqual([12, 36]);
    });
  });
}
