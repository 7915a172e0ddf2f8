import { readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { InputFile } from "../../api/engine.ts";
import {
  type EngineSuite,
  type EngineHarness,
  openHarness,
  OWNER,
  temporaryDirectory,
  type TestWorkflow,
} from "./harness.ts";

async function fileOf(content: string, name = "recording"): Promise<InputFile> {
  const path = join(await temporaryDirectory(), "upload.bin");
  await writeFile(path, content);
  return { name, mediaType: "audio/wav", path };
}

const readBoth: TestWorkflow = async (ctx) => {
  const read = (name: string): Promise<string> => readFile(ctx.inputFile(name), "utf8");
  await ctx.waitFor("go", z.object({}), {});
  return { texts: await ctx.step("read", () => Promise.all([read("recording"), read("transcript \u0000")])) };
};

async function cancelAndRemove(harness: EngineHarness, jobId = ""): Promise<void> {
  await harness.engine.cancel(OWNER, jobId);
  await harness.engine.remove(OWNER, jobId);
}

export function inputFileSuite(suite: EngineSuite): void {
  describe("files given with a submission", () => {
    it("stay where they are, are the job's own from then on, and go when it is removed", async () => {
      const harness = await openHarness(suite, { workflow: readBoth });
      const files = [await fileOf("voices"), await fileOf("words", "transcript \u0000")];
      const job = await harness.submit({ files });
      for (const { path } of files) {
        expect(await readFile(path, "utf8")).toMatch(/voices|words/);
        await rm(path);
      }
      expect(await harness.engine.artifacts(job.jobId)).toEqual([]);
      harness.crash();
      await harness.restart();
      await harness.engine.signal({ owner: OWNER, jobId: job.jobId, name: "go", signalId: "1", value: {} });
      expect((await harness.ended(job.jobId)).result).toEqual({ texts: ["voices", "words"] });
      expect(await harness.filesAfterGrace()).toHaveLength(2);
      expect((await harness.engine.usage(OWNER)).artifactBytes).toBe(11);
      await harness.engine.remove(OWNER, job.jobId);
      expect(await harness.filesAfterGrace()).toEqual([]);
    });

    it("may be given to several jobs, by links too, and are kept for the last of them", async () => {
      const harness = await openHarness(suite, { idle: true });
      const file = await fileOf("shared");
      const link = join(await temporaryDirectory(), "link");
      await symlink(file.path, link);
      const jobs = [
        await harness.submit({ files: [file] }),
        await harness.submit({ files: [{ ...file, path: link }, await fileOf("shared", "again")] }),
      ];
      expect(await harness.files()).toHaveLength(1);
      await cancelAndRemove(harness, jobs[0]?.jobId);
      expect(await readFile((await harness.filesAfterGrace())[0] ?? "", "utf8")).toBe("shared");
      await cancelAndRemove(harness, jobs[1]?.jobId);
      expect(await harness.filesAfterGrace()).toEqual([]);
      expect(await readFile(file.path, "utf8")).toBe("shared");
    });

    it("are not taken again by a repeat, which need not have them any more", async () => {
      const harness = await openHarness(suite, { idle: true });
      const file = await fileOf("once");
      const request = { files: [file], idempotency: { route: "r", key: "k", requestHash: "h" } };
      const twins = await Promise.all([harness.submit(request), harness.submit(request)]);
      await rm(file.path);
      const repeat = await harness.submit(request);
      expect(new Set([...twins, repeat].map(({ jobId }) => jobId)).size).toBe(1);
      const other = harness.submit({ ...request, idempotency: { ...request.idempotency, requestHash: "h2" } });
      await expect(other).rejects.toMatchObject({ code: "IDEMPOTENCY_MISMATCH" });
      expect(await harness.filesAfterGrace()).toHaveLength(1);
      await cancelAndRemove(harness, repeat.jobId);
      expect(await harness.filesAfterGrace()).toEqual([]);
    });

    it("leave nothing behind when the job is refused or cannot be paid", async () => {
      const harness = await openHarness(suite, { idle: true, limits: { queuedPerOwner: 1 } });
      await harness.engine.credits.set(OWNER, 1);
      const files = [await fileOf("refused")];
      expect((await harness.submit({ files, cost: 2 })).status).toBe("failed");
      await harness.submit();
      await expect(harness.submit({ files })).rejects.toMatchObject({ code: "QUEUE_FULL" });
      const missing = [await fileOf("here"), { ...(await fileOf("x", "gone")), path: "/nowhere/at/all" }];
      await expect(harness.submit({ files: missing })).rejects.toMatchObject({ code: "ENOENT" });
      const doubled = [await fileOf("one"), await fileOf("two")];
      await expect(harness.submit({ files: doubled })).rejects.toThrow(TypeError);
      expect(await harness.filesAfterGrace()).toEqual([]);
    });

    it("that were not given cannot be asked for", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          try {
            return { path: ctx.inputFile("other") };
          } catch (error) {
            return { is: (error as Error).name, says: (error as Error).message };
          }
        },
      });
      const job = await harness.submit({ files: [await fileOf("x")] });
      expect((await harness.ended(job.jobId)).result).toEqual({
        is: "TypeError",
        says: 'The job was submitted without a file "other".',
      });
    });
  });
}
