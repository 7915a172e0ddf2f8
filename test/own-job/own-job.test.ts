import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Client, createClient, type JobEvent } from "../../packages/client/src/index.ts";
import { startCommand, type StartedServer } from "../../packages/server/src/cli/testing/server-processes.ts";
import { describe, expect, it } from "vitest";

const BIN = fileURLToPath(new URL("../../packages/server/bin/headway.mjs", import.meta.url));
const EXAMPLE = fileURLToPath(new URL("../../examples/own-job", import.meta.url));
const CHAPTERS = 6;

/** The example as its README starts it. */
function serve(dataDir?: string): Promise<StartedServer> {
  return startCommand(process.execPath, [BIN, "serve"], {
    env: { HEADWAY_SERVICES: "./my-jobs.ts", HEADWAY_LOG_LEVEL: "warn" },
    cwd: EXAMPLE,
    ...(dataDir === undefined ? {} : { dataDir }),
  });
}

async function kill({ child, ended }: StartedServer): Promise<void> {
  child.kill("SIGKILL");
  await ended;
}

/** The events of a job until one of them is what is looked for. */
async function until(client: Client, jobId: string, isFound: (event: JobEvent) => boolean): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  for await (const event of client.events(jobId)) {
    events.push(event);
    if (isFound(event)) return events;
  }
  throw new Error(`the job ended before: ${JSON.stringify(events.at(-1))}`);
}

const messages = (events: readonly JobEvent[]): string[] =>
  events.flatMap((event) => (event.type === "job.progress" ? [event.message] : []));

describe("the job of examples/own-job", () => {
  it("is submitted, killed with its server in the middle, finished after the restart, approved and fetched", async () => {
    const before = await serve();
    const submitting = createClient({ baseUrl: before.url });
    const { job_id: jobId, kind } = await submitting.jobs.create({
      kind: "report",
      input: { subject: "Tea", chapters: CHAPTERS },
    });
    expect(kind).toBe("report");
    await until(submitting, jobId, (event) => event.type === "job.progress" && event.message.startsWith("Chapter 2"));
    await kill(before);

    const after = await serve(before.dataDir);
    const client = createClient({ baseUrl: after.url });
    const events = await until(client, jobId, ({ type }) => type === "job.awaiting_approval");
    // No chapter is written again whose step had finished, and none is missing.
    expect(messages(events)).toEqual(Array.from({ length: CHAPTERS }, (_, n) => `Chapter ${n + 1} of ${CHAPTERS}`));
    const waiting = await client.jobs.get(jobId);
    expect(waiting).toMatchObject({
      status: "awaiting_approval",
      metadata: { approval: { approval_id: "approval-1", question: "Publish this report?" } },
    });
    await client.jobs.approve(jobId, { approved: true, comment: "Well done." });
    const ended = await client.jobs.waitForEnd(jobId);
    expect(ended).toMatchObject({
      status: "completed",
      result: { published: true },
      metadata: { decisions: { "approval-1": { approved: true, comment: "Well done." } } },
    });
    const text = await (await client.download(jobId, "report.md")).text();
    expect(text.match(/^## \d+\. Tea/gm)).toHaveLength(CHAPTERS);

    const again = await client.jobs.rerun(jobId, { from: `chapter ${CHAPTERS}`, input: { subject: "Coffee" } });
    expect(again).toMatchObject({ kind: "report", rerun_of: jobId });
    await until(client, again.job_id, ({ type }) => type === "job.awaiting_approval");
    expect(await client.jobs.cancel(again.job_id)).toMatchObject({ status: "cancelled" });
  }, 90_000);

  it("is submitted, watched, denied and saved on the command line", async () => {
    const { url, dataDir } = await serve();
    const run = async (...args: readonly string[]): Promise<string> => {
      const env = { ...process.env, HEADWAY_URL: url, HEADWAY_DATA: dataDir };
      return (await promisify(execFile)(process.execPath, [BIN, ...args], { env, cwd: dataDir })).stdout.trim();
    };
    expect(await run("jobs", "kinds")).toMatch(/^report +Report/m);
    const jobId = await run("jobs", "submit", "report", "--input", '{"subject":"Tea","chapters":1}');
    const client = createClient({ baseUrl: url });
    await until(client, jobId, ({ type }) => type === "job.awaiting_approval");
    await run("jobs", "approve", jobId, "--deny", "--comment", "Too short.");
    const watched = (await run("jobs", "watch", jobId, "--json"))
      .split("\n")
      .map((line) => JSON.parse(line) as JobEvent);
    expect(watched.at(-1)?.type).toBe("job.completed");
    expect(await client.jobs.get(jobId)).toMatchObject({ result: { published: false } });

    const approved = await run("jobs", "submit", "report", "--input", '{"subject":"Tea","chapters":1}');
    await until(client, approved, ({ type }) => type === "job.awaiting_approval");
    await run("jobs", "approve", approved);
    await client.jobs.waitForEnd(approved);
    await run("jobs", "save", approved, "-o", "out");
    expect(await readFile(join(dataDir, "out", "report.md"), "utf8")).toMatch(/^## 1\. Tea/);
  }, 90_000);

  it("is described in OpenAPI, and refused in the native form when its input is wrong or its kind is unknown", async () => {
    const { url } = await serve();
    const client = createClient({ baseUrl: url });
    const kinds = await client.kinds();
    expect(kinds.map(({ kind }) => kind)).toEqual([
      "video",
      "speech",
      "document",
      "conversation",
      "local_model",
      "report",
    ]);
    expect(kinds.at(-1)).toMatchObject({
      title: "Report",
      input: { type: "object", required: ["subject"], properties: { chapters: { default: 3, maximum: 20 } } },
    });
    const openapi = JSON.stringify(await (await fetch(`${url}/openapi.json`)).json());
    expect(openapi).toContain('"const":"report"');
    expect(openapi).toContain('"enum":["video","speech","document","conversation","local_model","report"]');
    await expect(client.jobs.create({ kind: "report", input: { subjekt: "Tea" } })).rejects.toMatchObject({
      status: 422,
      code: "INVALID_INPUT",
      message: expect.stringContaining("input.subjekt: is not known (did you mean subject?)"),
    });
    await expect(client.jobs.create({ kind: "raport", input: {} })).rejects.toMatchObject({
      status: 422,
      message: "this server has no raport jobs, only: video, speech, document, conversation, local_model, report.",
    });
  }, 60_000);
});
