import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { TestServer } from "../video/testing/server.ts";
import { ended, poll, speak, submit } from "./testing/speech-server.ts";

const run = promisify(execFile);
const LAUNCHER = fileURLToPath(new URL("../../../bin/headway.mjs", import.meta.url));
const request = { text: "Good morning.", voice_id: 205402, source_language: 1, target_language: 54 };
const long = { ...request, text: "The sun rises in the east every day. ".repeat(300) };

let server: TestServer;
afterEach(() => server.dispose());

/** A key made on the command line for the running server. */
async function keyOf(owner: string, credits: number): Promise<Record<string, string>> {
  const { stdout } = await run(
    process.execPath,
    [LAUNCHER, "keys", "create", "--owner", owner, "--credits", String(credits)],
    { env: { PATH: process.env["PATH"], HEADWAY_DATA: server.dataDir }, cwd: server.dataDir },
  );
  return { "x-api-key": stdout.trim() };
}

async function creditsLeft(headers: Record<string, string>): Promise<unknown> {
  return ((await (await fetch(server.url("/v1/usage"), { headers })).json()) as { credits: unknown }).credits;
}

describe("credits", () => {
  it("pay for characters; what they do not cover is PAYMENT_REQUIRED, before any work", async () => {
    server = await TestServer.start({ HEADWAY_AUTH: "keys" });
    const key = await keyOf("ada", 20);
    const first = await speak(server, "translated-tts", request, key);
    expect(first).toMatchObject({ status: "SUCCESS", run_id: expect.any(Number) });
    expect(await creditsLeft(key)).toBe(20 - [...request.text].length);
    const second = await submit(server, "translated-tts", request, key);
    expect(await poll(server, "translated-tts", second.task_id, key)).toEqual({
      status: {
        status: "PAYMENT_REQUIRED",
        run_id: null,
        exception_reason: "PAYMENT_REQUIRED",
        message: expect.stringMatching(/credits/),
        progress: 0,
      },
      retryAfter: null,
    });
    expect(await creditsLeft(key)).toBe(7);
    const events = await fetch(server.url(`/v1/jobs/${second.job_id}/events`), {
      headers: { ...key, Accept: "application/json" },
    });
    const { events: log } = (await events.json()) as { events: { type: string }[] };
    expect(log.map(({ type }) => type)).toEqual(["job.queued", "job.failed"]);
  }, 60_000);

  it("are not overspent by submissions at the same time, and other owners see nothing of each other", async () => {
    server = await TestServer.start({ HEADWAY_AUTH: "keys" });
    const [ada, eve] = [await keyOf("ada", 40), await keyOf("eve", 40)];
    const tasks = await Promise.all(Array.from({ length: 10 }, () => submit(server, "translated-tts", request, ada)));
    await Promise.all(tasks.map(({ job_id: jobId }) => ended(server, jobId, ada)));
    const polls = await Promise.all(tasks.map(({ task_id: id }) => poll(server, "translated-tts", id, ada)));
    const succeeded = polls.filter(({ status }) => status.status === "SUCCESS");
    expect(succeeded).toHaveLength(3);
    expect(polls.filter(({ status }) => status.status === "PAYMENT_REQUIRED")).toHaveLength(7);
    expect(await creditsLeft(ada)).toBe(1);
    expect(await creditsLeft(eve)).toBe(40);
    const runId = succeeded[0]?.status.run_id;
    for (const path of [
      `/translated-tts/${tasks[0]?.task_id}`,
      `/tts-result/${runId}`,
      `/translation-result/${runId}`,
    ]) {
      expect((await fetch(server.url(path), { headers: eve })).status).toBe(404);
      expect((await fetch(server.url(path))).status).toBe(401);
    }
    const url = (
      (await (await fetch(server.url(`/tts-result/${runId}?output_type=file_url`), { headers: ada })).json()) as {
        output_url: string;
      }
    ).output_url;
    expect((await fetch(url)).status).toBe(200);
    expect((await fetch(url.replace("speech.flac", "speech.vtt"))).status).toBe(401);
    expect((await fetch(url.replace(/exp=\d+/, `exp=${Math.floor(Date.now() / 1000) - 1}`))).status).toBe(401);
  }, 90_000);

  it("come back when a task is cancelled", async () => {
    server = await TestServer.start({ HEADWAY_AUTH: "keys" });
    const key = await keyOf("ada", 100_000);
    const { task_id: taskId, job_id: jobId } = await submit(server, "translated-tts", long, key);
    expect(await creditsLeft(key)).toBe(100_000 - long.text.length);
    await server.post(`/v1/jobs/${jobId}/cancel`, {}, key);
    expect((await poll(server, "translated-tts", taskId, key)).status).toMatchObject({
      status: "ERROR",
      run_id: null,
      exception_reason: "NONE",
      message: "cancelled",
    });
    expect(await creditsLeft(key)).toBe(100_000);
  }, 60_000);
});

describe("a task that cannot be finished", () => {
  it("is TIMEOUT when it takes longer than allowed", async () => {
    server = await TestServer.start({ HEADWAY_SPEECH_TIMEOUT: "2s" });
    const task = await speak(server, "translated-tts", long);
    const message = expect.stringMatching(/time limit.*smaller segments/) as string;
    expect(task).toMatchObject({ status: "TIMEOUT", run_id: null, message });
  }, 60_000);

  it("is TIMEOUT when it waited longer for its turn than HEADWAY_WAIT_LIMIT says", async () => {
    server = await TestServer.start({ HEADWAY_SPEECH_CONCURRENCY: "1", HEADWAY_WAIT_LIMIT: "2s" });
    const first = await submit(server, "translated-tts", { ...long, text: long.text.repeat(4) });
    const second = await speak(server, "translated-tts", request);
    const message = expect.stringMatching(/waited for too long/) as string;
    expect(second).toMatchObject({ status: "TIMEOUT", run_id: null, message });
    await server.post(`/v1/jobs/${first.job_id}/cancel`, {});
  }, 60_000);

  it("may work longer when its text is longer, from the moment when its work begins", async () => {
    server = await TestServer.start({ HEADWAY_SPEECH_TIMEOUT: "10m" });
    const text = "The sun rises in the east every day. ".repeat(1000);
    const { job_id: jobId } = await submit(server, "translated-tts", { ...request, text });
    let job: { started_at: string | null; deadline_at: string | null };
    do job = (await (await fetch(server.url(`/v1/jobs/${jobId}`))).json()) as typeof job;
    while (job.started_at === null);
    const minutes = (Date.parse(job.deadline_at ?? "") - Date.parse(job.started_at)) / 60_000;
    expect(minutes).toBeCloseTo((10 * text.length) / 10_000, 1);
    await server.post(`/v1/jobs/${jobId}/cancel`, {});
  }, 60_000);

  it("is ERROR with the reason when the voice fails", async () => {
    const tools = await mkdtemp(join(tmpdir(), "headway-broken-"));
    const { stdout } = await run("which", ["espeak-ng"]);
    // Lists its voices like the real one and then cannot speak.
    const script = `#!/bin/sh\n[ "$1" = "--voices" ] && exec ${stdout.trim()} --voices\nexit 1\n`;
    await writeFile(join(tools, "espeak-ng"), script);
    await chmod(join(tools, "espeak-ng"), 0o755);
    server = await TestServer.start({ PATH: `${tools}:${process.env["PATH"]}` });
    try {
      const task = await speak(server, "translated-tts", request);
      expect(task).toMatchObject({
        status: "ERROR",
        run_id: null,
        exception_reason: "VOICE_CONVERSION_ERROR",
        message: expect.stringMatching(/espeak-ng failed/),
      });
    } finally {
      await rm(tools, { recursive: true, force: true });
    }
  }, 60_000);
});
