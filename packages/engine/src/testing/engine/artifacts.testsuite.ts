import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { HeadwayError } from "@headway-jobs/contract";
import { describe, expect, it } from "vitest";
import { nodeContentFiles } from "../../artifacts/content-files.ts";
import type { StepContext } from "../../api/workflow.ts";
import { watchedFiles } from "../watched-files.ts";
import { type EngineSuite, openHarness, OWNER } from "./harness.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

function saveText(
  step: StepContext,
  name: string,
  text: string,
  internal = false,
): ReturnType<StepContext["saveArtifact"]> {
  return step.saveArtifact({ name, mediaType: "text/plain", internal, content: { bytes: bytes(text) } });
}

export function artifactSuite(suite: EngineSuite): void {
  describe("artifacts", () => {
    it("keeps files by content and records them with the step", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          const saved = await ctx.step("save", async (step) => {
            await writeFile(join(step.scratchDir, "out.txt"), "moved");
            const file = join(step.scratchDir, "out.txt");
            await saveText(step, "b.txt", "from memory");
            return step.saveArtifact({ name: "a.txt", mediaType: "text/plain", content: { file } });
          });
          return { read: await readFile(ctx.artifactPath(saved), "utf8") };
        },
      });
      const job = await harness.submit();
      expect((await harness.ended(job.jobId)).result).toEqual({ read: "moved" });
      const artifacts = await harness.engine.artifacts(job.jobId);
      expect(artifacts.map(({ name, sizeBytes, sha256: hash }) => [name, sizeBytes, hash])).toEqual([
        ["a.txt", 5, sha256("moved")],
        ["b.txt", 11, sha256("from memory")],
      ]);
      for (const artifact of artifacts) {
        const path = harness.engine.artifactPath(artifact);
        expect(sha256(await readFile(path, "utf8"))).toBe(artifact.sha256);
        expect(path).toBe(join(harness.dataDir, "artifacts", artifact.sha256.slice(0, 2), artifact.sha256));
      }
      expect(await harness.files()).toHaveLength(2);
      expect((await harness.engine.usage(OWNER)).artifactBytes).toBe(16);
    });

    it("shares equal content between jobs and removes it with the last of them", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => ({ ...(await ctx.step("save", (step) => saveText(step, "a", "same"))) }),
      });
      const [first, second] = [await harness.submit(), await harness.submit()];
      await Promise.all([harness.ended(first.jobId), harness.ended(second.jobId)]);
      expect(await harness.files()).toHaveLength(1);
      await harness.engine.remove(OWNER, first.jobId);
      expect(await harness.filesAfterGrace()).toHaveLength(1);
      await harness.engine.remove(OWNER, second.jobId);
      expect(await harness.filesAfterGrace()).toEqual([]);
    });

    it("replaces an artifact of the same name and drops the old content", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          await ctx.step("draft", (step) => saveText(step, "a", "draft"));
          await ctx.step("final", async (step) => {
            await saveText(step, "a", "nearly final");
            await saveText(step, "a", "final");
          });
          return {};
        },
      });
      const job = await harness.submit();
      await harness.ended(job.jobId);
      expect((await harness.engine.artifacts(job.jobId)).map((artifact) => artifact.sha256)).toEqual([sha256("final")]);
      expect(await harness.filesAfterGrace()).toHaveLength(1);
    });

    it("keeps internal artifacts over a crash and beyond the end, until the job is removed", async () => {
      let crash = true;
      const crashed = Promise.withResolvers<void>();
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          const voice = await ctx.step("voice", (step) => saveText(step, "voice", "la la", true));
          if (crash) {
            crash = false;
            harness.crash();
            crashed.resolve();
          }
          return { sung: await readFile(ctx.artifactPath(voice), "utf8") };
        },
      });
      const job = await harness.submit();
      await crashed.promise;
      expect(await harness.engine.artifacts(job.jobId).catch(() => [])).toEqual([]);
      await harness.restart();
      expect((await harness.ended(job.jobId)).result).toEqual({ sung: "la la" });
      expect(await harness.engine.artifacts(job.jobId)).toEqual([]);
      expect(await harness.filesAfterGrace()).toHaveLength(1);
      expect((await harness.engine.usage(OWNER)).artifactBytes).toBe(5);
      await harness.engine.remove(OWNER, job.jobId);
      expect((await harness.engine.usage(OWNER)).artifactBytes).toBe(0);
      expect(await harness.filesAfterGrace()).toEqual([]);
    });

    it("leaves nothing of a try that failed", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          await ctx.step(
            "save",
            async (step) => {
              await writeFile(join(step.scratchDir, "half"), "half");
              await saveText(step, step.attempt === 1 ? "wrong" : "right", `try ${step.attempt}`);
              if (step.attempt === 1) throw new HeadwayError("TOOL_FAILED", "broke");
            },
            { backoffMs: 10 },
          );
          return {};
        },
      });
      const job = await harness.submit();
      await harness.clock.timer(5, 10);
      expect(await harness.filesAfterGrace()).toEqual([]);
      await harness.clock.advance(10);
      await harness.ended(job.jobId);
      expect((await harness.engine.artifacts(job.jobId)).map(({ name }) => name)).toEqual(["right"]);
      expect(await harness.files()).toHaveLength(1);
    });

    it("gives each try a scratch directory of its own and empties what a crash left", async () => {
      const directories: string[] = [];
      let crash = true;
      const crashed = Promise.withResolvers<void>();
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          await ctx.step("work", async (step) => {
            directories.push(step.scratchDir);
            expect(await readdir(step.scratchDir)).toEqual([]);
            await writeFile(join(step.scratchDir, "part"), "x");
            if (!crash) return;
            crash = false;
            harness.crash();
            crashed.resolve();
            await new Promise<never>(() => undefined);
          });
          return {};
        },
      });
      const job = await harness.submit();
      await crashed.promise;
      expect(await harness.files()).toHaveLength(1);
      await harness.restart();
      await harness.ended(job.jobId);
      await harness.engine.stop();
      expect(new Set(directories).size).toBe(2);
      expect(await harness.files()).toEqual([]);
      await harness.restart();
    });

    it.each([
      ["a path outside", "../../../../etc/hostname"],
      ["a link that leads outside", "link"],
    ])("refuses to move in %s", async (_, path) => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => {
          await ctx.step("steal", async (step) => {
            await symlink("/etc/hostname", join(step.scratchDir, "link"));
            const file = join(step.scratchDir, path);
            await mkdir(dirname(file), { recursive: true });
            await step.saveArtifact({ name: "a", mediaType: "text/plain", content: { file } });
          });
          return {};
        },
      });
      const job = await harness.submit();
      expect((await harness.ended(job.jobId)).error?.code).toBe("INTERNAL");
      expect((await stat("/etc/hostname")).isFile()).toBe(true);
    });

    it.each(["", "a/b", "..", "a\\b", "a\nb", "x".repeat(256)])("refuses the artifact name %j", async (name) => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => ({ ...(await ctx.step("save", (step) => saveText(step, name, "x"))) }),
      });
      const job = await harness.submit();
      expect((await harness.ended(job.jobId)).status).toBe("failed");
      expect(await harness.filesAfterGrace()).toEqual([]);
    });

    it("finds an owner's newest public artifact of a name", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx, input) => {
          await ctx.step("save", (step) =>
            saveText(step, "final.mp4", JSON.stringify(input["text"]), input["internal"] === true),
          );
          return {};
        },
      });
      const first = await harness.submit({ input: { text: 1 } });
      await harness.ended(first.jobId);
      const second = await harness.submit({ input: { text: 2 } });
      await harness.ended(second.jobId);
      await harness.ended((await harness.submit({ input: { text: 3, internal: true } })).jobId);
      const found = await harness.engine.findArtifact(OWNER, "final.mp4");
      expect(found?.job.jobId).toBe(second.jobId);
      expect(found?.artifact.sha256).toBe(sha256("2"));
      expect(await harness.engine.findArtifact("eve", "final.mp4")).toBeNull();
      expect(await harness.engine.findArtifact(OWNER, "other.mp4")).toBeNull();
    });

    it("makes what can be derived from a completed job once, and keeps it", async () => {
      const harness = await openHarness(suite, {
        workflow: async (ctx) => ({ ...(await ctx.step("save", (step) => saveText(step, "a.txt", "text"))) }),
      });
      const job = await harness.ended((await harness.submit()).jobId);
      let made = 0;
      const wanted = { name: "b.txt", mediaType: "text/plain" };
      const derive = (owner = OWNER) =>
        harness.engine.deriveArtifact({ jobId: job.jobId, owner }, wanted, async (file) => {
          made += 1;
          await writeFile(file, "derived");
        });
      const artifacts = [...(await Promise.all([derive(), derive()])), await derive()];
      expect(new Set(artifacts.map(({ sha256: hash }) => hash))).toEqual(new Set([sha256("derived")]));
      expect(made).toBe(1);
      expect((await harness.engine.artifacts(job.jobId)).map(({ name }) => name)).toEqual(["a.txt", "b.txt"]);
      expect(await harness.files()).toHaveLength(2);
      await expect(derive("eve")).rejects.toMatchObject({ code: "NOT_FOUND" });
    });

    it("derives nothing from a job that is not completed, and leaves nothing of a failed making", async () => {
      const harness = await openHarness(suite, { idle: true });
      const job = await harness.submit();
      const wanted = { name: "b.txt", mediaType: "text/plain" };
      await expect(harness.engine.deriveArtifact(job, wanted, failHalfway)).rejects.toMatchObject({
        code: "JOB_RUNNING",
      });
      await harness.engine.start();
      await harness.ended(job.jobId);
      await expect(harness.engine.deriveArtifact(job, wanted, failHalfway)).rejects.toThrow("no");
      expect(await harness.engine.artifacts(job.jobId)).toEqual([]);
      expect(await harness.filesAfterGrace()).toEqual([]);
    });

    it("removes files that nothing refers to after the grace, temporary ones when they are old, and no other", async () => {
      const files = watchedFiles({
        ...nodeContentFiles,
        changedAtMs: async (path) => (path.endsWith(".unfinished") ? 0 : nodeContentFiles.changedAtMs(path)),
      });
      const harness = await openHarness(suite, {
        files,
        workflow: async (ctx) => ({ ...(await ctx.step("save", (step) => saveText(step, "a", "kept"))) }),
      });
      const job = await harness.submit();
      await harness.ended(job.jobId);
      const kept = await harness.files();
      const directory = join(harness.dataDir, "artifacts");
      const orphans = [join(directory, "ab", `ab${"0".repeat(62)}`), join(directory, ".unfinished")];
      await mkdir(join(directory, "ab"), { recursive: true });
      for (const path of orphans) await writeFile(path, "left");
      await writeFile(join(directory, ".being-written"), "young");
      await harness.clock.leap(3_601_000);
      for (let seconds = 0; seconds < 180 && (await harness.files()).length > 3; seconds += 1)
        await harness.clock.advance(1000);
      expect(await harness.files()).toHaveLength(3);
      await harness.clock.leap(601_000);
      for (let seconds = 0; seconds < 180 && (await harness.files()).length > 2; seconds += 1)
        await harness.clock.advance(1000);
      expect((await harness.files()).toSorted()).toEqual([...kept, join(directory, ".being-written")].toSorted());
    });
  });
}

async function failHalfway(file: string): Promise<void> {
  await writeFile(file, "half");
  throw new Error("no");
}
