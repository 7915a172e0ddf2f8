import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Artifact } from "../../api/job.ts";
import type { JobContext } from "../../api/workflow.ts";
import { type EngineSuite, type EngineHarness, openHarness, OWNER, temporaryDirectory } from "./harness.ts";

/** Makes a voice whose bytes tell the times it was made, waits, and reads it in another step. */
function singing(made: string[]): (ctx: JobContext) => Promise<{ sung: string }> {
  return async (ctx) => {
    const voice = await ctx.step(
      "voice",
      (step): Promise<Artifact> => {
        made.push("voice");
        const bytes = Buffer.from(`la ${made.length}`);
        return step.saveArtifact({ name: "voice", mediaType: "audio/wav", internal: true, content: { bytes } });
      },
      { events: () => [{ type: "video.voice", data: {} }] },
    );
    await ctx.waitFor("go", z.object({}), { lingerMs: 1_000_000 });
    return { sung: await ctx.step("film", () => readFile(ctx.artifactPath(voice), "utf8")) };
  };
}

async function loseFiles(harness: EngineHarness): Promise<void> {
  for (const path of await harness.files()) await rm(path);
}

const go = (harness: EngineHarness, jobId: string): Promise<unknown> =>
  harness.engine.signal({ owner: OWNER, jobId, name: "go", signalId: "1", value: {} });

async function sweepUntilEnded(harness: EngineHarness, jobId: string): ReturnType<EngineHarness["ended"]> {
  const ended = harness.ended(jobId);
  const over = new AbortController();
  void ended.finally(() => over.abort()).catch(() => undefined);
  while (!over.signal.aborted) await harness.clock.advance(1000);
  return ended;
}

const voiced = (job: { lastSeq: number }): boolean => job.lastSeq >= 3;

export function goneContentSuite(suite: EngineSuite): void {
  describe("content that is gone", () => {
    it("is made again by its step when a new run asks for the step's result", async () => {
      const made: string[] = [];
      const harness = await openHarness(suite, { workflow: singing(made) });
      const job = await harness.submit();
      await harness.when(job.jobId, voiced);
      harness.crash();
      await loseFiles(harness);
      await harness.restart();
      await go(harness, job.jobId);
      expect((await harness.ended(job.jobId)).result).toEqual({ sung: "la 2" });
      expect((await harness.types(job.jobId)).filter((type) => type === "video.voice")).toHaveLength(1);
      expect(await harness.engine.usage(OWNER)).toMatchObject({ artifactBytes: 4 });
    });

    it("is made again when another step of the same run misses it", async () => {
      const made: string[] = [];
      const harness = await openHarness(suite, { workflow: singing(made) });
      const job = await harness.submit();
      await harness.when(job.jobId, voiced);
      await loseFiles(harness);
      await go(harness, job.jobId);
      expect((await sweepUntilEnded(harness, job.jobId)).result).toEqual({ sung: "la 2" });
      expect(made).toHaveLength(2);
    });

    it("is made again once: a job whose files vanish again is failed with a code that says so", async () => {
      const made: string[] = [];
      const harness: EngineHarness = await openHarness(suite, {
        workflow: async (ctx) => {
          const voice = await ctx.step("voice", (step) => {
            made.push("voice");
            return step.saveArtifact({ name: "v", mediaType: "a/b", content: { bytes: Buffer.from("x") } });
          });
          await loseFiles(harness);
          return { sung: await ctx.step("film", () => readFile(ctx.artifactPath(voice), "utf8")) };
        },
      });
      const job = await harness.submit();
      expect((await sweepUntilEnded(harness, job.jobId)).error?.code).toBe("CONTENT_GONE");
      expect(made).toHaveLength(2);
    });

    it("that was sent cannot be made again: the job is failed with a code that says so", async () => {
      const path = join(await temporaryDirectory(), "upload.bin");
      await writeFile(path, "voices");
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          await ctx.waitFor("go", z.object({}), { lingerMs: 1_000_000 });
          return { text: await ctx.step("read", () => readFile(ctx.inputFile("recording"), "utf8")) };
        },
      });
      const job = await harness.submit({ files: [{ name: "recording", mediaType: "audio/wav", path }] });
      await loseFiles(harness);
      await go(harness, job.jobId);
      expect((await harness.ended(job.jobId)).error).toMatchObject({ code: "CONTENT_GONE" });
    });
  });
}
