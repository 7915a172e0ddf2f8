import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { HeadwayError } from "@headway-jobs/contract";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { StepContext } from "../../api/workflow.ts";
import type { Job } from "../../api/job.ts";
import { type EngineHarness, type EngineSuite, openHarness, OWNER } from "./harness.ts";
import { changed } from "./lost-answers.ts";

/** Longer than the pauses between a step's attempts, and than the claim's lease. */
const OUTAGE_MS = 60_000;

const texts = z.object({ text: z.string() });

interface Outage {
  readonly suite: EngineSuite;
  /** From now on the store refuses everything, or the statements that match; `reached` resolves at the first refusal. */
  readonly begin: (only?: RegExp) => void;
  readonly reached: Promise<void>;
  readonly end: () => void;
}

/** A store that a test makes unavailable. */
function withOutages(suite: EngineSuite): Outage {
  let refused: RegExp | undefined;
  const reached = Promise.withResolvers<void>();
  const assertThere = (sql: string): void => {
    if (refused?.test(sql) !== true) return;
    reached.resolve();
    throw new HeadwayError("STORE_UNAVAILABLE", "The store is unavailable.");
  };
  const unavailable = changed(suite, (db) => {
    const { query, queryArrays, insertMany, transaction } = {
      query: db.query.bind(db),
      queryArrays: db.queryArrays.bind(db),
      insertMany: db.insertMany.bind(db),
      transaction: db.transaction.bind(db),
    };
    db.query = async (sql, parameters) => (assertThere(sql), query(sql, parameters));
    db.queryArrays = async (sql, parameters) => (assertThere(sql), queryArrays(sql, parameters));
    db.insertMany = async (sql, rows) => (assertThere(sql), insertMany(sql, rows));
    db.transaction = async (work) => (assertThere("BEGIN"), transaction(work));
  });
  return {
    suite: unavailable,
    begin: (only = /^/) => (refused = only),
    reached: reached.promise,
    end: () => (refused = undefined),
  };
}

function saveText(step: StepContext, text: string): ReturnType<StepContext["saveArtifact"]> {
  return step.saveArtifact({ name: "a", mediaType: "text/plain", content: { bytes: new TextEncoder().encode(text) } });
}

/** The job's end after an outage that something has met. */
async function endedAfter(outage: Outage, harness: EngineHarness, jobId: string): Promise<Job> {
  await outage.reached;
  await harness.clock.advance(OUTAGE_MS);
  outage.end();
  await harness.clock.advance(OUTAGE_MS);
  return harness.ended(jobId);
}

export function outageSuite(suite: EngineSuite): void {
  describe("an outage of the store", () => {
    it("lets a step that saves a file wait, and its work is done once", async () => {
      const outage = withOutages(suite);
      let works = 0;
      const harness = await openHarness(outage.suite, {
        workflow: async (ctx) => {
          await ctx.step("save", async (step) => {
            works += 1;
            if (works === 1) outage.begin();
            await saveText(step, "dear");
          });
          return { works };
        },
      });
      const { jobId } = await harness.submit();
      expect(await endedAfter(outage, harness, jobId)).toMatchObject({ status: "completed", result: { works: 1 } });
      expect(await harness.engine.artifacts(jobId)).toHaveLength(1);
    });

    it("uses up none of the attempts of a step whose own work asks the store", async () => {
      const outage = withOutages(suite);
      const attempts = new Set<number>();
      const harness = await openHarness(outage.suite, {
        workflow: async (ctx) => {
          await ctx.step(
            "look",
            async (step) => {
              if (attempts.size === 0) outage.begin();
              attempts.add(step.attempt);
              await harness.engine.find(OWNER, ctx.job.jobId);
            },
            { attempts: 1 },
          );
          return {};
        },
      });
      const { jobId } = await harness.submit();
      expect(await endedAfter(outage, harness, jobId)).toMatchObject({ status: "completed" });
      expect([...attempts]).toEqual([1]);
    });

    it("does not count in a step's time limit", async () => {
      const outage = withOutages(suite);
      const harness = await openHarness(outage.suite, {
        workflow: async (ctx) => {
          await ctx.step(
            "save",
            async (step) => {
              outage.begin();
              await saveText(step, "slow");
              await step.progress({ phase: "saved", progress: 50, message: "saved" });
            },
            { attempts: 1, timeoutMs: OUTAGE_MS / 2 },
          );
          return {};
        },
      });
      const { jobId } = await harness.submit();
      expect(await endedAfter(outage, harness, jobId)).toMatchObject({ status: "completed" });
    });

    it("runs a workflow again that asks the store between its steps", async () => {
      const outage = withOutages(suite);
      let runs = 0;
      const harness = await openHarness(outage.suite, {
        workflow: async (ctx) => {
          runs += 1;
          await ctx.step("before", async () => undefined);
          if (runs === 1) outage.begin();
          await harness.engine.find(OWNER, ctx.job.jobId);
          return {};
        },
      });
      const { jobId } = await harness.submit();
      expect(await endedAfter(outage, harness, jobId)).toMatchObject({ status: "completed" });
      expect(runs).toBeGreaterThan(1);
    });

    it("lets a run wait that reads large results of its past", async () => {
      const outage = withOutages(suite);
      const large = "x".repeat(200_000);
      const harness = await openHarness(outage.suite, {
        workflow: async (ctx) => {
          const first = await ctx.step("first", async () => large);
          const given = await ctx.waitFor("go", texts, {});
          await ctx.waitFor("on", texts, {});
          return { lengths: [first.length, given.text.length] };
        },
      });
      const { jobId } = await harness.submit();
      const signal = (name: string): Promise<unknown> =>
        harness.engine.signal({ owner: OWNER, jobId, name, signalId: name, value: { text: large }, events: [] });
      await signal("go");
      await harness.clock.advance(1000);
      outage.begin(/FROM blobs/);
      await signal("on");
      const job = await endedAfter(outage, harness, jobId);
      expect(job).toMatchObject({ status: "completed", result: { lengths: [large.length, large.length] } });
    });

    it("does not keep files that are gone from being made again", async () => {
      const outage = withOutages(suite);
      let made = 0;
      const harness = await openHarness(outage.suite, {
        workflow: async (ctx) => {
          const saved = await ctx.step("make", (step) => ((made += 1), saveText(step, "made")));
          await ctx.step(
            "use",
            async () => {
              if (made > 1) return;
              await rm(ctx.artifactPath(saved));
              outage.begin();
              throw new HeadwayError("TOOL_FAILED", "The file is gone.");
            },
            { attempts: 1 },
          );
          return { made };
        },
      });
      const { jobId } = await harness.submit();
      expect(await endedAfter(outage, harness, jobId)).toMatchObject({ status: "completed", result: { made: 2 } });
    });

    it("does not keep a job beyond its time limit", async () => {
      const outage = withOutages(suite);
      const harness = await openHarness(outage.suite, {
        timeLimitMs: OUTAGE_MS / 2,
        workflow: async (ctx) => {
          await ctx.step("save", (step) => (outage.begin(), saveText(step, "late")));
          return {};
        },
      });
      const { jobId } = await harness.submit();
      const { status, error } = await endedAfter(outage, harness, jobId);
      expect({ status, code: error?.code }).toEqual({ status: "failed", code: "TIMEOUT" });
    });

    it("does not keep the server from stopping, and the job continues after the next start", async () => {
      const outage = withOutages(suite);
      let works = 0;
      const harness = await openHarness(outage.suite, {
        workflow: async (ctx) => {
          await ctx.step("save", (step) => ((works += 1) === 1 && outage.begin(), saveText(step, "again")));
          return {};
        },
      });
      const { jobId } = await harness.submit();
      await outage.reached;
      await harness.clock.timer(100);
      await harness.engine.stop();
      outage.end();
      await harness.restart();
      expect(await harness.ended(jobId)).toMatchObject({ status: "completed" });
      expect(works).toBe(2);
    });

    it("begins no work again once the server stops", async () => {
      const outage = withOutages(suite);
      let works = 0;
      const harness = await openHarness(outage.suite, {
        workflow: async (ctx) => {
          await ctx.step("look", async () => {
            works += 1;
            outage.begin();
            await harness.engine.find(OWNER, ctx.job.jobId);
          });
          return {};
        },
      });
      await harness.submit();
      await outage.reached;
      await harness.clock.timer(100);
      await harness.engine.stop();
      expect(works).toBe(1);
    });

    it("holds a file once when only the answer was lost, so that it goes with its job", async () => {
      let isLosing = false;
      const lossy = changed(suite, (db) => {
        const transaction = db.transaction.bind(db);
        db.transaction = async (work) => {
          const result = await transaction(work);
          if (!isLosing) return result;
          isLosing = false;
          throw new HeadwayError("STORE_UNAVAILABLE", "The answer was lost.");
        };
      });
      const harness = await openHarness(lossy, {
        workflow: async (ctx) => {
          await ctx.step("save", async (step) => {
            await mkdir(step.scratchDir, { recursive: true });
            const file = join(step.scratchDir, "made");
            await writeFile(file, "made");
            isLosing = true;
            await step.saveArtifact({ name: "a", mediaType: "text/plain", content: { file } });
          });
          return {};
        },
      });
      const { jobId } = await harness.submit();
      await harness.clock.timer(100);
      await harness.clock.advance(100);
      expect(await harness.ended(jobId)).toMatchObject({ status: "completed" });
      await harness.engine.remove(OWNER, jobId);
      expect(await harness.filesAfterGrace()).toEqual([]);
    });
  });
}
