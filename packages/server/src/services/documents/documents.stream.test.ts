import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readSse } from "../../http/testing/sse-reader.ts";
import { type DocumentsKit, jobIn, startDocuments } from "./testing/documents-kit.ts";
import { bare, PLAN, rewriting } from "./testing/rewriting.ts";

let kit: DocumentsKit;
beforeAll(async () => {
  kit = await startDocuments();
});
afterAll(() => kit.close());
beforeEach(() =>
  kit.answer(async (request) => {
    await request.tell("Analyzing document structure...");
    return rewriting((text) => `${text}!`)(request);
  }),
);

let sessions = 0;
async function submit(more: object = {}): Promise<{ session: string; jobId: string; stream: string }> {
  sessions += 1;
  const session = `stream-${sessions}`;
  const sent = { message: "Mark", session_id: session, document_html: PLAN, ...more };
  const { body } = await kit.post("/v1/chat/async", sent);
  return { session, jobId: body.job_id, stream: `${kit.url}/v1/chat/${session}/stream?job_id=${body.job_id}` };
}

const shown = (messages: readonly { event?: string | undefined; id?: string | undefined; data: string }[]) =>
  messages.map(({ event, id, data }) => ({ event, id, data: JSON.parse(data) }));

describe("the stream of a job", () => {
  it("tells, proposes, stays open while a human decides, and ends with result and usage", async () => {
    const { session, jobId, stream } = await submit({ approval_mode: "ask_every_time", document_sync: true });
    const reader = await readSse(stream);
    await reader.until(({ messages }) => messages.filter(({ event }) => event === "proposed_change").length === 3);
    const job = await jobIn(kit, jobId, "awaiting_approval");
    await kit.post(`/v1/chat/${session}/approve`, { job_id: jobId, approved: true });
    const frames = shown(await reader.ended());
    expect(frames.map(({ event }) => event)).toEqual([
      "document_sync",
      "intermediate",
      "proposed_change",
      "proposed_change",
      "proposed_change",
      "final",
      "usage",
    ]);
    const [sync, told, first, , , final, usage] = frames;
    expect(bare(sync?.data.html)).toBe(PLAN);
    expect(told?.data).toEqual({
      type: "intermediate",
      content: "Analyzing document structure...",
      sequence: Number(told?.id),
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
    expect(first?.data).toEqual({ type: "proposed_change", content: expect.any(String), sequence: Number(first?.id) });
    expect(JSON.parse(first?.data.content)).toEqual(job.metadata.pending_changes[0]);
    const { result } = await jobIn(kit, jobId, "completed");
    expect(final?.data).toEqual({ content: result.response, result });
    expect(usage?.data).toEqual(result.usage);
    expect(reader.headers.get("content-type")).toContain("text/event-stream");
  });

  it("begins with the document also when there is something to say about it", async () => {
    const { stream } = await submit({ document_html: "<p>A<script>x()</script></p>", document_sync: true });
    const frames = shown(await (await readSse(stream)).ended());
    expect(frames.map(({ event }) => event)).toEqual([
      "document_sync",
      "intermediate",
      "intermediate",
      "final",
      "usage",
    ]);
    expect(frames[1]?.data.content).toMatch(/script/);
  });

  it("says so when it is not told which job", async () => {
    const frames = shown(await (await readSse(`${kit.url}/v1/chat/any/stream`)).ended());
    expect(frames).toMatchObject([{ event: "error", data: { error: expect.stringContaining("job_id") } }]);
  });

  it("shows no document and no proposals where nobody asked for them", async () => {
    const { stream } = await submit();
    const frames = shown(await (await readSse(stream)).ended());
    expect(frames.map(({ event }) => event)).toEqual(["intermediate", "final", "usage"]);
  });

  it("lets its reader send the next message as soon as the result is there", async () => {
    const { session, stream } = await submit();
    await (await readSse(stream)).until(({ messages }) => messages.some(({ event }) => event === "final"));
    expect((await kit.post("/v1/chat/async", { message: "Next", session_id: session })).status).toBe(200);
  });

  it("resumes behind a sequence and behind a Last-Event-ID, and has no content when nothing follows", async () => {
    const { jobId, stream } = await submit({ approval_mode: "ask_every_time" });
    await jobIn(kit, jobId, "awaiting_approval");
    await kit.post(`/v1/jobs/${jobId}/cancel`, {});
    const all = shown(await (await readSse(stream)).ended());
    expect(all.map(({ event }) => event)).toEqual([
      "intermediate",
      "proposed_change",
      "proposed_change",
      "proposed_change",
      "error",
    ]);
    expect(all.at(-1)?.data).toEqual({ error: "The job was cancelled." });
    const from = all[1]?.id ?? "";
    expect(shown(await (await readSse(`${stream}&last_sequence=${from}`)).ended())).toEqual(all.slice(2));
    const headers = { "Last-Event-ID": from };
    expect(shown(await (await readSse(`${stream}&last_sequence=0`, { headers })).ended())).toEqual(all.slice(2));
    expect((await fetch(`${stream}&last_sequence=${all.at(-1)?.id}`)).status).toBe(204);
    expect((await fetch(`${stream}&last_sequence=99999`)).status).toBe(400);
    expect((await fetch(`${stream}&last_sequence=-1`)).status).toBe(400);
  });

  it.each([
    ["a failure", "job"],
    ["a job of another session", "session"],
    ["an unknown job", "unknown"],
    ["no job", "none"],
  ])("tells %s in one error frame without content", async (_name, what) => {
    if (what === "job") kit.answer(() => Promise.reject(new Error("inside")));
    const { session, jobId } = await submit();
    const asked: Record<string, string> = {
      job: `${session}/stream?job_id=${jobId}`,
      session: `other/stream?job_id=${jobId}`,
      unknown: `${session}/stream?job_id=job_01JD0000000000000000ABCDEF`,
      none: `${session}/stream`,
    };
    const reader = await readSse(`${kit.url}/v1/chat/${asked[what]}`);
    const frames = shown(await reader.ended());
    expect(reader.status).toBe(200);
    expect(frames).toMatchObject([{ event: "error", data: { error: expect.any(String) } }]);
    expect(Object.keys(frames[0]?.data)).toEqual(["error"]);
  });
});

describe("a member that is one slip from a known one", () => {
  it("is reported after the document that comes first", async () => {
    const { jobId, stream } = await submit({ document_sync: true, model_teir: "pro" });
    const frames = shown(await (await readSse(stream)).ended());
    const message = 'The member "model_teir" is not known and was not used; did you mean "model_tier"?';
    expect(frames.slice(0, 2)).toMatchObject([{ event: "document_sync" }, { data: { content: message } }]);
    expect(frames.slice(-2).map(({ event }) => event)).toEqual(["final", "usage"]);
    const { metadata } = (await kit.get(`/v1/jobs/${jobId}`)).body;
    expect(metadata.warnings).toEqual([{ code: "UNKNOWN_MEMBER", message }]);
  });
});

describe("a stream token with approve", () => {
  it("decides on its own job and on no other, and one without it on none", async () => {
    const keyed = await startDocuments({}, { auth: "keys" });
    try {
      keyed.answer(rewriting((text) => `${text}!`));
      const auth = { Authorization: `Bearer ${(await keyed.engine.keys.create("ann")).key}` };
      const asAnn: DocumentsKit = { ...keyed, get: (path, headers = {}) => keyed.get(path, { ...auth, ...headers }) };
      const asked = async (session: string): Promise<string> => {
        const sent = { message: "Mark", session_id: session, document_html: PLAN, approval_mode: "ask_every_time" };
        const { body } = await keyed.post("/v1/chat/async", sent, auth);
        await jobIn(asAnn, body.job_id, "awaiting_approval");
        return body.job_id;
      };
      const [mine, another] = [await asked("mine"), await asked("another")];
      const tokenWith = async (...scopes: string[]): Promise<string> =>
        (await keyed.post(`/v1/jobs/${mine}/stream-tokens`, { scopes }, auth)).body.token;
      const approve = (session: string, jobId: string, token: string) =>
        keyed.post(`/v1/chat/${session}/approve?token=${token}`, { job_id: jobId, approved: true });
      const approving = await tokenWith("read", "approve");
      expect((await approve("mine", mine, await tokenWith("read", "artifacts"))).body).toMatchObject({
        status: 403,
        code: "FORBIDDEN_SCOPE",
      });
      expect((await approve("another", another, approving)).body).toMatchObject({ status: 401, code: "INVALID_KEY" });
      expect((await keyed.post(`/v1/chat/async?token=${approving}`, { message: "x", session_id: "y" })).status).toBe(
        401,
      );
      expect((await approve("mine", mine, approving)).body).toMatchObject({ status: "ok", batch_complete: true });
      await jobIn(asAnn, mine, "completed");
    } finally {
      await keyed.close();
    }
  });
});

describe("keys", () => {
  it("come by header, query or stream token; a bad one is told in an error frame", async () => {
    const keyed = await startDocuments({}, { auth: "keys" });
    try {
      keyed.answer(() => ({ response: "Done." }));
      const { key } = await keyed.engine.keys.create("ann");
      const auth = { Authorization: `Bearer ${key}` };
      const { body } = await keyed.post("/v1/chat/async", { message: "Go", session_id: "s" }, auth);
      const stream = `${keyed.url}/v1/chat/s/stream?job_id=${body.job_id}`;
      const token = (await keyed.post(`/v1/jobs/${body.job_id}/stream-tokens`, {}, auth)).body.token;
      const eventsOf = async (url: string, headers = {}) =>
        shown(await (await readSse(url, { headers })).ended()).map(({ event }) => event);
      expect(await eventsOf(stream, auth)).toEqual(["final", "usage"]);
      expect(await eventsOf(`${stream}&api_key=${key}`)).toEqual(["final", "usage"]);
      expect(await eventsOf(`${stream}&token=${token}`)).toEqual(["final", "usage"]);
      expect(await eventsOf(`${stream}&api_key=sk_${"0".repeat(32)}`)).toEqual(["error"]);
      const { key: other } = await keyed.engine.keys.create("bob");
      expect(await eventsOf(`${stream}&api_key=${other}`)).toEqual(["error"]);
      const stranger = { Authorization: `Bearer ${other}` };
      expect((await keyed.post("/v1/chat/s/approve", { job_id: body.job_id, approved: true }, stranger)).status).toBe(
        404,
      );
      expect((await keyed.get("/v1/sessions/s/history", stranger)).status).toBe(404);
    } finally {
      await keyed.close();
    }
  });
});

const client = fileURLToPath(new URL("testing/stream_client.py", import.meta.url));

describe("the compatible API's own Python example", () => {
  it("reads a job that waits for a human to its end", async () => {
    const { session, jobId, stream } = await submit({ approval_mode: "ask_every_time" });
    const reading = promisify(execFile)("python3", [client, `${stream}&api_key=sk_ignored`]);
    await jobIn(kit, jobId, "awaiting_approval");
    await kit.post(`/v1/chat/${session}/approve`, { job_id: jobId, approved: true });
    const lines = (await reading).stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(5);
    expect(lines[0]).toBe("Progress: Analyzing document structure...");
    expect(lines[1]).toContain('Progress: {"change_id":"ch_1"');
    expect(lines[4]).toBe("Progress: I rewrote the paragraphs.");
  });

  it("gets a failure and breaks", async () => {
    const { stdout } = await promisify(execFile)("python3", [client, `${kit.url}/v1/chat/nobody/stream?job_id=none`]);
    expect(stdout).toMatch(/^Error: \S/);
  });
});

function chromiumPath(): string | undefined {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
}

const executablePath = chromiumPath();

// Set-up installs Chromium where it can; a machine without one has the other clients' proof.
describe.runIf(executablePath !== undefined)("the compatible API's own JavaScript example", () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    const args = ["--disable-dev-shm-usage", "--disable-gpu", "--disable-quic", "--disable-background-networking"];
    browser = await chromium.launch({ executablePath: executablePath ?? "", chromiumSandbox: false, args });
    page = await browser.newPage();
    await page.goto(`${kit.url}/health`);
  });
  afterAll(() => browser.close());

  /** The example, with what it would log; it is over when usage has come or the error handler has closed. */
  const follow = (url: string) =>
    page.evaluate(
      (address) =>
        new Promise<{ logged: string[]; html: string }>((resolve) => {
          const seen = { logged: [] as string[], html: "" };
          const eventSource = new globalThis.EventSource(address);
          const listen = (name: string, take: (data: Record<string, never>) => void): void =>
            eventSource.addEventListener(name, ((event: globalThis.MessageEvent) =>
              take(JSON.parse(String(event.data)))) as (event: Event) => void);
          listen("intermediate", (data) => seen.logged.push(`Progress: ${String(data["content"])}`));
          listen("proposed_change", (data) =>
            seen.logged.push(`Proposed: ${(JSON.parse(String(data["content"])) as { change_id: string }).change_id}`),
          );
          listen("final", (data) => {
            const { result } = data as unknown as {
              result: { response: string; document_changes: { updated_html: string } };
            };
            seen.logged.push(`Done: ${result.response}`);
            seen.html = result.document_changes.updated_html;
          });
          listen("usage", (data) => {
            seen.logged.push(`Used ${String(data["monthly_used"])}/${String(data["monthly_limit"])} operations`);
            eventSource.close();
            resolve(seen);
          });
          eventSource.addEventListener("error", (event) => {
            const { data } = event as unknown as globalThis.MessageEvent;
            if (typeof data === "string") seen.logged.push(`Error: ${(JSON.parse(data) as { error: string }).error}`);
            eventSource.close();
            resolve(seen);
          });
        }),
      url,
    );

  it("runs to the end while a human decides", async () => {
    await kit.engine.operations.set("local", { limit: 500, tier: "free" });
    const { session, jobId, stream } = await submit({ approval_mode: "ask_every_time" });
    const following = follow(stream);
    await jobIn(kit, jobId, "awaiting_approval");
    await kit.post(`/v1/chat/${session}/approve`, { job_id: jobId, approved: true });
    const { logged, html } = await following;
    expect(logged.slice(0, 5)).toEqual([
      "Progress: Analyzing document structure...",
      "Proposed: ch_1",
      "Proposed: ch_2",
      "Proposed: ch_3",
      "Done: I rewrote the paragraphs.",
    ]);
    expect(logged[5]).toMatch(/^Used \d+\/500 operations$/);
    expect(bare(html)).toBe("<h1>Plan</h1><p>One.!</p><p>Two.!</p><p>Three.!</p>");
  });

  it("gets the words about an unknown job", async () => {
    const { logged } = await follow(`${kit.url}/v1/chat/nobody/stream?job_id=none`);
    expect(logged).toEqual([expect.stringMatching(/^Error: \S/)]);
  });
});
