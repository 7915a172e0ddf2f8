import { readFile, rm } from "node:fs/promises";
import { HeadwayError } from "@headway-jobs/contract";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type EngineSuite, type EngineHarness, openHarness, OWNER, type TestWorkflow } from "./harness.ts";

/** Four steps, each with an event, a file and a line in `runs`; "third" fails as long as `isBroken` says so. */
function fourSteps(isBroken: () => boolean): { readonly workflow: TestWorkflow; readonly runs: string[] } {
  const runs: string[] = [];
  const workflow: TestWorkflow = async (ctx, input) => {
    const texts: string[] = [];
    for (const name of ["first", "second", "third", "fourth"]) {
      await ctx.progress({ phase: name, progress: 0, message: "" });
      if (name === "second") await ctx.warn("DULL", "the first step is dull");
      const made = await ctx.step(
        name,
        async (step) => {
          runs.push(name);
          // No two steps end in the same millisecond.
          await clockOf().advance(1);
          if (name === "third" && isBroken())
            throw new HeadwayError("PROVIDER_UNAVAILABLE", "broken", { retryable: false });
          const bytes = Buffer.from(`${name} ${JSON.stringify(input)} ${"x".repeat(name === "first" ? 100_000 : 1)}`);
          const file = {
            name: `${name}.txt`,
            mediaType: "text/plain",
            internal: name === "second",
            content: { bytes },
          };
          return { artifact: await step.saveArtifact(file), text: bytes.toString() };
        },
        { events: ({ artifact }) => [{ type: "video.made", data: { name: artifact.name } }] },
      );
      expect(await readFile(ctx.artifactPath(made.artifact), "utf8")).toBe(made.text);
      texts.push(made.text.slice(0, 20));
    }
    return { texts };
  };
  return { workflow, runs };
}

let current: EngineHarness | undefined;
function clockOf(): EngineHarness["clock"] {
  if (current === undefined) throw new Error("no harness is open");
  return current.clock;
}

async function open(suite: EngineSuite, workflow: TestWorkflow): Promise<EngineHarness> {
  current = await openHarness(suite, { workflow });
  return current;
}

/** Two decisions, with a step between them. */
const asking: TestWorkflow = async (ctx) => {
  const decision = z.object({ yes: z.boolean() });
  const first = await ctx.waitFor("first", decision, { status: "awaiting_approval" });
  await ctx.step("between", async () => clockOf().advance(1));
  const second = await ctx.waitFor("second", decision, { status: "awaiting_approval" });
  return { first, second };
};

export function rerunSuite(suite: EngineSuite): void {
  describe("running an ended job again", () => {
    it("does all of its work again in a new job that names the old one", async () => {
      const { workflow, runs } = fourSteps(() => false);
      const harness = await open(suite, workflow);
      const old = await harness.submit({ input: { size: 1 } });
      await harness.ended(old.jobId);
      const job = await harness.submit({ input: { size: 1 }, rerun: { of: old.jobId, from: null } });
      expect(job.rerunOf).toBe(old.jobId);
      const ended = await harness.ended(job.jobId);
      expect(ended).toMatchObject({ status: "completed", rerunOf: old.jobId });
      expect(runs).toEqual(["first", "second", "third", "fourth", "first", "second", "third", "fourth"]);
      expect(await harness.types(job.jobId)).toEqual(await harness.types(old.jobId));
    });

    it("takes over what was finished, with events, warnings and files, and continues where the old job failed", async () => {
      let isBroken = true;
      const { workflow, runs } = fourSteps(() => isBroken);
      const harness = await open(suite, workflow);
      const old = await harness.submit({ input: { size: 1 } });
      expect((await harness.ended(old.jobId)).status).toBe("failed");
      isBroken = false;
      const job = await harness.submit({ input: { size: 1 }, rerun: { of: old.jobId, from: "unfinished" } });
      // What was taken over is the new job's own: the old one may go.
      await harness.engine.remove(OWNER, old.jobId);
      await harness.filesAfterGrace();
      const ended = await harness.ended(job.jobId);
      expect(ended).toMatchObject({
        status: "completed",
        result: { texts: [expect.any(String), expect.any(String), expect.any(String), expect.any(String)] },
      });
      expect(runs).toEqual(["first", "second", "third", "third", "fourth"]);
      expect(ended.metadata["warnings"]).toEqual([{ code: "DULL", message: "the first step is dull" }]);
      const names = (await harness.engine.artifacts(job.jobId)).map(({ name }) => name);
      expect(names.toSorted()).toEqual(["first.txt", "fourth.txt", "third.txt"]);
      const seqs = (await harness.events(job.jobId)).map(({ seq }) => seq);
      expect(seqs).toEqual(seqs.map((_, index) => index + 1));
      const made = (await harness.types(job.jobId)).filter((type) => type === "video.made");
      expect(made).toHaveLength(4);
    });

    it("begins with the step that is named, also with another input", async () => {
      const { workflow, runs } = fourSteps(() => false);
      const harness = await open(suite, workflow);
      const old = await harness.submit({ input: { size: 1 } });
      await harness.ended(old.jobId);
      const job = await harness.submit({ input: { size: 2 }, rerun: { of: old.jobId, from: "third" } });
      expect((await harness.ended(job.jobId)).result).toEqual({
        texts: ['first {"size":1} xxx', 'second {"size":1} x', 'third {"size":2} x', 'fourth {"size":2} x'],
      });
      expect(runs.slice(4)).toEqual(["third", "fourth"]);
    });

    it("does not take over twice when the new job is interrupted", async () => {
      const { workflow, runs } = fourSteps(() => crashing !== undefined && (crashing(), true));
      let crashing: (() => void) | undefined;
      const harness = await open(suite, workflow);
      const old = await harness.submit();
      await harness.ended(old.jobId);
      const crashed = Promise.withResolvers<void>();
      crashing = () => {
        harness.crash();
        crashed.resolve();
      };
      const job = await harness.submit({ rerun: { of: old.jobId, from: "third" } });
      await crashed.promise;
      crashing = undefined;
      await harness.restart();
      expect((await harness.ended(job.jobId)).status).toBe("completed");
      expect(runs.slice(4)).toEqual(["third", "third", "fourth"]);
      const made = (await harness.types(job.jobId)).filter((type) => type === "video.made");
      expect(made).toHaveLength(4);
    });

    it("takes over decisions that were made before the step, and asks again for those behind it", async () => {
      const harness = await open(suite, asking);
      const old = await harness.submit();
      for (const name of ["first", "second"]) {
        await harness.when(old.jobId, "awaiting_approval");
        await harness.clock.advance(1);
        await harness.engine.signal({ owner: OWNER, jobId: old.jobId, name, signalId: name, value: { yes: true } });
        await harness.when(old.jobId, (job) => job.status === "completed" || job.lastSeq > 4);
      }
      await harness.ended(old.jobId);
      const job = await harness.submit({ rerun: { of: old.jobId, from: "between" } });
      await harness.when(job.jobId, "awaiting_approval");
      await harness.engine.signal({
        owner: OWNER,
        jobId: job.jobId,
        name: "second",
        signalId: "2",
        value: { yes: false },
      });
      expect((await harness.ended(job.jobId)).result).toEqual({ first: { yes: true }, second: { yes: false } });
    });

    it("runs a step again whose files are gone", async () => {
      const { workflow, runs } = fourSteps(() => false);
      const harness = await open(suite, workflow);
      const old = await harness.submit();
      await harness.ended(old.jobId);
      const [first] = await harness.engine.artifacts(old.jobId);
      await rm(harness.engine.artifactPath(first ?? { sha256: "" }));
      const job = await harness.submit({ rerun: { of: old.jobId, from: "fourth" } });
      expect((await harness.ended(job.jobId)).status).toBe("completed");
      expect(runs.slice(4)).toEqual(["first", "fourth"]);
    });

    it("refuses an unknown step, a job that has not ended, and one of another owner", async () => {
      const { workflow } = fourSteps(() => false);
      const harness = await open(suite, workflow);
      const old = await harness.submit();
      await harness.ended(old.jobId);
      const rerun = (of: string, from: string | null, owner = OWNER): Promise<unknown> =>
        harness.submit({ owner, rerun: { of, from } });
      await expect(rerun(old.jobId, "fifth")).rejects.toMatchObject({
        code: "INVALID_INPUT",
        message: expect.stringContaining("first, second, third, fourth"),
      });
      await expect(rerun(old.jobId, null, "eve")).rejects.toMatchObject({ code: "NOT_FOUND" });
      const idle = await openHarness(suite, { idle: true });
      const waiting = await idle.submit();
      await expect(idle.submit({ rerun: { of: waiting.jobId, from: null } })).rejects.toMatchObject({
        code: "JOB_RUNNING",
      });
      expect((await idle.engine.list({ owner: OWNER, limit: 10 })).total).toBe(1);
    });
  });
}
