import { type Client, createClient } from "@headway-jobs/client";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { commandBench, type CommandBench } from "./testing/bench.ts";

/** A server, and a command line that finds it. */
async function serving(): Promise<{ readonly bench: CommandBench; readonly client: Client }> {
  const server = await commandBench();
  const running = server.run("serve");
  await server.saw(/is ready/);
  onTestFinished(async () => {
    server.interrupt();
    await running;
  });
  const bench = await commandBench();
  bench.env["HEADWAY_DATA"] = join(server.cwd, ".headway");
  const baseUrl = /http:\S+/.exec(server.out.join("\n"))?.[0] ?? "";
  return { bench, client: createClient({ baseUrl, fetch: globalThis.fetch }) };
}

async function submit(bench: CommandBench, ...questions: readonly string[]): Promise<string> {
  expect(await bench.run("jobs", "submit", "asking", "--input", JSON.stringify({ questions }))).toBe(0);
  return bench.out[0] ?? "";
}

async function untilAsked(client: Client, jobId: string, approvalId: string): Promise<void> {
  for await (const event of client.events(jobId)) {
    if (event.type === "job.awaiting_approval" && event["approval_id"] === approvalId) return;
  }
}

/** Watches until the question is shown, and returns the printed command that approves it, as arguments. */
async function watchUntilAsked(bench: CommandBench, jobId: string): Promise<readonly string[]> {
  const watching = bench.run("jobs", "watch", jobId);
  await bench.saw(/approve it/);
  bench.interrupt();
  expect(await watching).toBe(130);
  return /approve it: headway (.*)/.exec(bench.notes.join("\n"))?.[1]?.split(" ") ?? [];
}

describe("headway jobs approve", () => {
  it("decides the question that was shown, also when the job asks the next one by then", async () => {
    const { bench, client } = await serving();
    const jobId = await submit(bench, "First?", "Second?");
    const approve = await watchUntilAsked(bench, jobId);
    expect(approve).toEqual(["jobs", "approve", jobId, "--approval", "approval-1"]);
    expect(await bench.run(...approve)).toBe(0);
    await untilAsked(client, jobId, "approval-2");
    expect(await bench.run(...approve, "--deny")).toBe(1);
    expect((await client.jobs.get(jobId)).metadata["approval"]).toMatchObject({ question: "Second?" });
    expect(await bench.run("jobs", "approve", jobId, "--deny")).toBe(0);
    expect(bench.notes).toEqual([`Denied. ${jobId} continues; follow it: headway jobs watch ${jobId}`]);
    expect(await client.jobs.waitForEnd(jobId)).toMatchObject({ result: { answers: [true, false] } });
  });

  it("decides no question that the job asks after the command has looked", async () => {
    const { bench, client } = await serving();
    const jobId = await submit(bench, "First?", "Second?");
    await untilAsked(client, jobId, "approval-1");
    const { fetch } = globalThis;
    vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => {
      if (init?.method === "POST") {
        await client.jobs.approve(jobId, { approved: true });
        await untilAsked(client, jobId, "approval-2");
      }
      return fetch(url, init);
    });
    onTestFinished(() => void vi.unstubAllGlobals());
    expect(await bench.run("jobs", "approve", jobId, "--deny")).toBe(1);
    expect((await client.jobs.get(jobId)).metadata["approval"]).toMatchObject({ question: "Second?" });
  });

  it("says so when the job asks nothing", async () => {
    const { bench, client } = await serving();
    const jobId = await submit(bench);
    await client.jobs.waitForEnd(jobId);
    expect(await bench.run("jobs", "approve", jobId)).toBe(1);
    expect(bench.notes).toEqual([`${jobId} asks for no approval: it is completed.`]);
  });
});

describe("a command that waits for no job, where no server is running", () => {
  it("leaves the job as it is until a server starts, and says so", async () => {
    const bench = await commandBench();
    const waits = (jobId: string) =>
      `No server is running: ${jobId} continues when one starts in ${join(bench.cwd, ".headway")} ` +
      `(headway serve, or headway jobs watch ${jobId}).`;
    const jobId = await submit(bench, "Now?");
    expect(bench.notes).toEqual([waits(jobId)]);
    expect(await bench.run("jobs", "show", jobId)).toBe(0);
    expect(JSON.parse(bench.out.join("\n"))).toMatchObject({ status: "pending" });

    expect(await bench.run(...(await watchUntilAsked(bench, jobId)))).toBe(0);
    expect(bench.notes).toEqual([`Approved. ${waits(jobId)}`]);
    expect(await bench.run("jobs", "watch", jobId)).toBe(0);

    expect(await bench.run("jobs", "rerun", jobId)).toBe(0);
    const again = bench.out[0] ?? "";
    expect(bench.notes).toEqual([`${jobId} runs again as ${again}. ${waits(again)}`]);
  });
});

describe("a file on the command line", () => {
  it("is uploaded as a member of a job's input, and what the job made is saved", async () => {
    const bench = await commandBench();
    await writeFile(join(bench.cwd, "notes.txt"), "a text");
    const submitted = ["jobs", "submit", "asking", "--input", '{"questions":[]}', "--watch"];
    expect(await bench.run(...submitted, "--file", "file=notes.txt")).toBe(0);
    const jobId = /job_\w{26}/.exec(bench.notes.join("\n"))?.[0] ?? "";
    expect(await bench.run("jobs", "save", jobId, "-o", "out")).toBe(0);
    expect(bench.out).toEqual([join(bench.cwd, "out", "copy.txt")]);
    expect(await readFile(join(bench.cwd, "out", "copy.txt"), "utf8")).toBe("a text");
  });

  it("is named when it cannot be read", async () => {
    const bench = await commandBench();
    expect(await bench.run("jobs", "submit", "asking", "--file", "file=notes.txt")).toBe(2);
    expect(bench.notes.at(-1)).toBe("notes.txt cannot be read: there is no such file.");
  });
});
