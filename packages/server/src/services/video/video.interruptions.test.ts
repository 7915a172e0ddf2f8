import { readdir, readFile } from "node:fs/promises";
import type { JobEventResource } from "@headway-jobs/contract";
import { afterEach, describe, expect, it } from "vitest";
import { TestServer } from "./testing/server.ts";

const source = await readFile(new URL("testing/lesson-on-tides.md", import.meta.url), "utf8");
const request = { topic: "Tides", source, num_slides: 4, size: "854x480" } as const;

let server: TestServer;
afterEach(() => server.dispose());

describe("a server that is killed while it makes a video", () => {
  it("goes on where it was, whatever the moment, and no finished step is done twice", async () => {
    server = await TestServer.start();
    const jobId = await server.generate(request);
    const seen: JobEventResource[] = [];
    // Each kill comes right after another stage has shown its first result.
    for (const stage of ["video.outline", "video.voice", "video.slide"]) {
      for await (const event of server.events(jobId, seen.at(-1)?.seq ?? 0)) {
        seen.push(event);
        if (event.type === stage) break;
      }
      await server.kill();
      await server.boot();
    }
    for await (const event of server.events(jobId, seen.at(-1)?.seq ?? 0)) seen.push(event);

    expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, index) => index + 1));
    expect(seen.at(-1)?.type).toBe("job.completed");
    const count = (type: string) => seen.filter((event) => event.type === type).length;
    expect([count("video.outline"), count("video.voice"), count("video.slide"), count("video.film")]).toEqual([
      1, 4, 4, 1,
    ]);
    const percents = seen.flatMap(({ progress }) => (typeof progress === "number" ? [progress] : []));
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect(await server.finish(jobId)).toEqual(seen);
    await expect.poll(() => server.files("scratch")).toEqual([]);
  }, 90_000);
});

describe("a cancelled video", () => {
  it.each(["generating_audio", "generating_animation", "composing_video"])(
    "while %s stops its programs at once, leaves no scratch file behind and shows no half-made result",
    async (phase) => {
      server = await TestServer.start();
      const jobId = await server.generate(request);
      for await (const event of server.events(jobId)) if (event["phase"] === phase) break;
      const cancelled = await server.post(`/v1/jobs/${jobId}/cancel`, {});
      expect(cancelled).toMatchObject({ status: 200, body: { status: "cancelled" } });
      expect((await server.post(`/v1/jobs/${jobId}/cancel`, {})).status).toBe(200);
      const log = await server.finish(jobId);
      expect(log.filter(({ type }) => type.startsWith("job.c")).map(({ type }) => type)).toEqual(["job.cancelled"]);
      await expect.poll(() => childrenOf(server.pid)).toEqual([]);
      await expect.poll(() => server.files("scratch")).toEqual([]);
      // Results of finished steps are kept with the job, so that it can be run again from there; its owner sees outline and script at most.
      const shown = (await server.artifacts(jobId)).map(({ name }) => name);
      expect(shown.filter((name) => !/^(?:content|script)\.json$/.test(name))).toEqual([]);
    },
    60_000,
  );
});

describe("a video on a machine without the programs", () => {
  it("is refused with the sentence that says what to install", async () => {
    server = await TestServer.start({ PATH: "" });
    const { status, body } = await server.post("/api/generate", request, { Prefer: "respond-async" });
    expect(status).toBe(503);
    expect(body).toMatchObject({ code: "TOOL_MISSING" });
    expect(JSON.stringify(body)).toMatch(/headway doctor/);
  });
});

/** Names of the process's living children. */
async function childrenOf(pid: number): Promise<string[]> {
  const entries = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(entries.map((entry) => readFile(`/proc/${entry}/stat`, "utf8").catch(() => "")));
  return stats.flatMap((stat) => {
    const match = /^\d+ \((.*)\) (\S) (\d+)/.exec(stat);
    return match?.[3] === String(pid) && match[2] !== "Z" ? [match[1] ?? ""] : [];
  });
}
