import { afterEach, describe, expect, it } from "vitest";
import { ENDED_STATUSES, TERMINAL_EVENTS } from "@headway-jobs/contract";
import { createClient, isTerminalEvent, type JobEvent } from "../src/index.ts";
import { frameOf, JOB, openStream, problem, startStreamServer, type Handler } from "./stub/stream-server.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function serve(handler: Handler) {
  const server = await startStreamServer(handler);
  open.push(server);
  return { ...server, client: createClient({ baseUrl: `${server.baseUrl}/`, apiKey: "sk_x" }) };
}

const json =
  (value: unknown): Handler =>
  (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
  };

describe("calls", () => {
  it("submits with key and idempotency key", async () => {
    const { client, requests } = await serve(json({ job_id: JOB }));
    const job = await client.jobs.create({ kind: "video", input: { topic: "Tides" } }, { idempotencyKey: "k-1" });
    expect(job.job_id).toBe(JOB);
    expect(requests[0]).toMatchObject({
      method: "POST",
      url: "/v1/jobs",
      body: '{"kind":"video","input":{"topic":"Tides"}}',
      headers: { authorization: "Bearer sk_x", "idempotency-key": "k-1", "content-type": "application/json" },
    });
  });

  it.each([
    ["get", "GET", `/v1/jobs/${JOB}`, (c) => c.jobs.get(JOB)],
    [
      "list",
      "GET",
      "/v1/jobs?kind=video&limit=5&compact=true",
      (c) => c.jobs.list({ kind: "video", limit: 5, compact: true }),
    ],
    ["rerun", "POST", `/v1/jobs/${JOB}/rerun`, (c) => c.jobs.rerun(JOB)],
    ["cancel", "POST", `/v1/jobs/${JOB}/cancel`, (c) => c.jobs.cancel(JOB)],
    ["remove", "DELETE", `/v1/jobs/${JOB}`, (c) => c.jobs.remove(JOB)],
    ["artifacts", "GET", `/v1/jobs/${JOB}/artifacts`, (c) => c.artifacts(JOB)],
    ["download", "GET", `/v1/jobs/${JOB}/artifacts/a%20b%2F..mp4`, (c) => c.download(JOB, "a b/..mp4")],
    ["streamToken", "POST", `/v1/jobs/${JOB}/stream-tokens`, (c) => c.streamToken(JOB)],
    ["token of scopes", "POST", `/v1/jobs/${JOB}/stream-tokens`, (c) => c.streamToken(JOB, { scopes: ["artifacts"] })],
    ["usage", "GET", "/v1/usage", (c) => c.usage()],
    ["approve", "POST", "/v1/chat/s-1/approve", (c) => c.documents.approve("s-1", { job_id: JOB, approved: true })],
    ["sessions", "GET", "/v1/sessions", (c) => c.documents.sessions()],
    [
      "history",
      "GET",
      "/v1/sessions/s-1/history?include_document_html=true",
      (c) => c.documents.history("s-1", { withDocument: true }),
    ],
    ["revert", "POST", "/v1/sessions/s-1/revert", (c) => c.documents.revert("s-1", 0)],
    [
      "upload of a document",
      "POST",
      "/v1/documents/upload",
      (c) => c.documents.upload("s-1", new Blob(["x"]), "x.txt"),
    ],
    ["export", "POST", "/v1/documents/export", (c) => c.documents.export({ format: "docx", session_id: "s-1" })],
    ["operations", "GET", "/v1/users/me/usage", (c) => c.documents.usage()],
    ["upload", "POST", "/v1/uploads", (c) => c.upload(new Blob(["x"]), "x.wav")],
    ["start of a live session", "POST", "/analyze/live/start", (c) => c.live.start({ goal: "prices" })],
    ["live session", "GET", "/analyze/live/live_1", (c) => c.live.get("live_1")],
    ["chunk", "POST", "/analyze/live/live_1/chunk", (c) => c.live.chunk("live_1", 0, new Blob(["x"]))],
    ["control", "POST", "/analyze/live/live_1/control", (c) => c.live.control("live_1", "finalize")],
    ["ready", "GET", "/ready", (c) => c.ready()],
  ] satisfies [string, string, string, (client: ReturnType<typeof createClient>) => Promise<unknown>][])(
    "%s asks %s %s",
    async (_name, method, url, call) => {
      const { client, requests } = await serve(json({ artifacts: [] }));
      await call(client);
      expect(requests[0]).toMatchObject({ method, url });
    },
  );

  it("asks for the scopes of a stream token in the body", async () => {
    const { client, requests } = await serve(json({}));
    await client.streamToken(JOB, { scopes: ["read", "artifacts"] });
    expect(requests[0]?.body).toBe('{"scopes":["read","artifacts"]}');
  });

  it("sends files as forms, with the boundary in the header", async () => {
    const { client, requests } = await serve(json({}));
    await client.live.chunk("live_1", 7, new Blob(["sound"]));
    expect(requests[0]?.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    expect(requests[0]?.body).toMatch(/name="chunk_seq"\r\n\r\n7\r\n[\s\S]*name="chunk"; filename="chunk"[\s\S]*sound/);
  });

  it("sends a file by the call's own fetch, with the key", async () => {
    const { client, requests } = await serve(json({ upload_id: "up_1" }));
    const sent: string[] = [];
    const uploaded = await client.upload(new Blob(["x"]), "x.wav", {
      fetch: (url, init) => {
        sent.push(url);
        return fetch(url, init);
      },
    });
    expect(uploaded.upload_id).toBe("up_1");
    expect(sent).toEqual([expect.stringMatching(/\/v1\/uploads$/)]);
    expect(requests[0]?.headers["authorization"]).toBe("Bearer sk_x");
  });

  it("reports a refusal with code, advice and fields", async () => {
    const errors = [{ loc: ["body", "num_slides"], msg: "must be at most 20", type: "too_big" }];
    const { client } = await serve((_request, response) =>
      problem(response, 422, "INVALID_INPUT", { errors, advice: "Correct it." }),
    );
    await expect(client.jobs.create({ kind: "video", input: {} })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      status: 422,
      advice: "Correct it.",
      errors,
      retryable: false,
    });
  });

  it("reads the fields also where they are the detail", async () => {
    const detail = [{ loc: ["body", "topic"], msg: "is too long", type: "too_big" }];
    const { client } = await serve((_request, response) => problem(response, 422, "INVALID_INPUT", { detail }));
    await expect(client.jobs.create({ kind: "video", input: {} })).rejects.toMatchObject({
      errors: detail,
      message: "topic: is too long",
    });
  });

  it("reports a proxy's error page by its status, with Retry-After", async () => {
    const { client } = await serve((_request, response) =>
      response.writeHead(503, { "retry-after": "7" }).end("<html>"),
    );
    await expect(client.jobs.get(JOB)).rejects.toMatchObject({
      code: "HTTP_503",
      status: 503,
      retryable: true,
      retryAfterMs: 7_000,
    });
  });

  it("reports a server that cannot be reached", async () => {
    const server = await serve(json({}));
    const { client } = server;
    await server.close();
    await expect(client.jobs.get(JOB)).rejects.toMatchObject({ code: "NETWORK", status: 0, retryable: true });
  });

  it("reports an answer that is no JSON", async () => {
    const { client } = await serve((_request, response) => response.end("hello"));
    await expect(client.jobs.get(JOB)).rejects.toMatchObject({ code: "BAD_ANSWER" });
  });

  it("takes a server that is not ready for an answer", async () => {
    const { client } = await serve((_request, response) => response.writeHead(503).end('{"store":false}'));
    expect(await client.ready()).toEqual({ store: false });
  });

  it("throws the reason of an aborted call", async () => {
    const { client } = await serve(() => undefined);
    const reason = new Error("left");
    await expect(client.jobs.get(JOB, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it("waits for a job's end and shows its events meanwhile", async () => {
    const { client } = await serve((request, response) => {
      if (!request.url?.endsWith("/events")) return json({ job_id: JOB, status: "completed" })(request, response);
      openStream(response);
      return response.end([1, 2, 3].map((seq) => frameOf(seq, 3)).join(""));
    });
    const seqs: number[] = [];
    const job = await client.jobs.waitForEnd(JOB, { onEvent: ({ seq }) => seqs.push(seq) });
    expect(job.status).toBe("completed");
    expect(seqs).toEqual([1, 2, 3]);
  });
});

it("knows the same ends of a job as the contract", () => {
  for (const type of TERMINAL_EVENTS) expect(isTerminalEvent({ type } as JobEvent)).toBe(true);
  expect(TERMINAL_EVENTS.size).toBe(ENDED_STATUSES.size);
});
