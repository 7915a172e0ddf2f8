import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { TestServer } from "../services/video/testing/server.ts";

const RECORDING = new URL("../cli/demo/demo-call.ogg", import.meta.url);
interface Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfterS?: number;
}

/** Ollama's answer for a model that is not there (https://github.com/ollama/ollama/pull/718). */
const MISSING: Answer = { status: 404, body: `{"error":"model 'm' not found, try pulling it first"}` };
const WORDS = "model 'm' not found, try pulling it first";

let release: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const one of release.toReversed()) await one();
  release = [];
});

/** A model server of every kind that answers each call with the next answer, and with the last one from then on. It has no lists (GET). */
async function serverWith(answers: readonly Answer[]): Promise<TestServer> {
  let calls = 0;
  const stub = createServer((request, response) => {
    const isCall = request.method === "POST";
    const answer = (isCall ? answers[Math.min(calls, answers.length - 1)] : undefined) ?? MISSING;
    if (isCall) calls += 1;
    request.resume();
    request.on("end", () => {
      const wait = answer.retryAfterS === undefined ? {} : { "Retry-After": String(answer.retryAfterS) };
      response.writeHead(answer.status, { "Content-Type": "application/json", ...wait }).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => stub.listen(0, "127.0.0.1", resolve));
  release.push(() => new Promise((resolve) => stub.close(resolve)));
  const baseURL = `http://127.0.0.1:${(stub.address() as AddressInfo).port}/v1`;
  const server = await TestServer.start({
    HEADWAY_LLM: "ollama:m",
    HEADWAY_LLM_BASE_URL: baseURL,
    HEADWAY_SPEECH: "openai:m",
    HEADWAY_TRANSCRIPTION: "openai:m",
    OPENAI_BASE_URL: baseURL,
    OPENAI_API_KEY: "sk-configured-key",
  });
  release.push(() => server.dispose());
  return server;
}

async function failedJob(server: TestServer, jobId: unknown) {
  const log = await server.finish(z.string().parse(jobId));
  expect(log.at(-1)).toMatchObject({ type: "job.failed", provider: { message: WORDS, status: 404 } });
  const { error } = await server.job(z.string().parse(jobId));
  expect(error).toMatchObject({ provider: { message: WORDS, status: 404 } });
  return error;
}

async function text(server: TestServer, path: string): Promise<string> {
  return (await fetch(server.url(path), { headers: { Accept: "text/event-stream" } })).text();
}

describe("a model that is not there", () => {
  it("is named by its server's own words in a video's job, its public stream and its answer", async () => {
    const server = await serverWith([MISSING]);
    const answer = await server.post("/api/generate", { topic: "Glaciers", num_slides: 1 });
    expect(answer).toMatchObject({ status: 500, body: { detail: expect.stringContaining(WORDS) } });
    await failedJob(server, answer.body["job_id"]);
    expect(await text(server, "/api/progress/Glaciers?after=0")).toContain(WORDS);
  }, 60_000);

  it("is named by its server's own words in a document's job, its public stream and its answer", async () => {
    const server = await serverWith([MISSING]);
    const sent = { message: "Make it shorter", session_id: "s", document_html: "<p>A long text.</p>" };
    const answer = await server.post("/v1/chat", sent);
    expect(JSON.stringify(answer.body)).toContain(WORDS);
    const error = await failedJob(server, answer.body["job_id"]);
    expect(answer.body).toMatchObject({ code: error?.code, provider: { message: WORDS } });
    expect(await text(server, `/v1/chat/s/stream?job_id=${String(answer.body["job_id"])}`)).toContain(WORDS);
  }, 60_000);

  it("is named by its server's own words in a speech task's job and its status", async () => {
    const server = await serverWith([MISSING]);
    const voices = (await (await fetch(server.url("/list-voices"))).json()) as { id: number }[];
    const { body } = await server.post("/tts", { text: "Good morning.", voice_id: voices[0]?.id, language: 1 });
    await failedJob(server, body["job_id"]);
    const status = await (await fetch(server.url(`/tts/${String(body["task_id"])}`))).json();
    expect(status).toMatchObject({ status: "ERROR", message: expect.stringContaining(WORDS) });
  }, 60_000);

  it("is named by its server's own words in a conversation's job and its answer", async () => {
    const server = await serverWith([MISSING]);
    const form = new FormData();
    form.append("file", new Blob([await readFile(RECORDING)]), "call.ogg");
    const response = await fetch(server.url("/analyze"), { method: "POST", body: form });
    const problem = z.looseObject({ detail: z.string(), job_id: z.string() }).parse(await response.json());
    expect(problem.detail).toContain(WORDS);
    await failedJob(server, problem.job_id);
  }, 60_000);
});

describe("a wait for a model", () => {
  it("is the message of a speech task that is pending, until the model is asked again", async () => {
    const server = await serverWith([{ status: 429, body: `{"error":"slow down"}`, retryAfterS: 3 }, MISSING]);
    const voices = (await (await fetch(server.url("/list-voices"))).json()) as { id: number }[];
    const { body } = await server.post("/tts", { text: "Good morning.", voice_id: voices[0]?.id, language: 1 });
    let waits = 0;
    for await (const event of server.events(z.string().parse(body["job_id"]))) {
      if (event["next_try_at"] === undefined) continue;
      waits += 1;
      expect(event).toMatchObject({ type: "job.progress", message: "The model is busy; next try in 3 s." });
      const status = await (await fetch(server.url(`/tts/${String(body["task_id"])}`))).json();
      expect(status).toMatchObject({ status: "PENDING", message: "The model is busy; next try in 3 s." });
    }
    expect(waits).toBe(1);
    const job = await server.job(z.string().parse(body["job_id"]));
    expect(job.metadata).not.toHaveProperty("waiting");
    expect(job.usage["providers"]).toMatchObject([{ name: "openai/m", calls: 2, characters: 26 }]);
  }, 60_000);
});

describe("usage.providers", () => {
  it("counts the programs of this machine by name, with characters and seconds of sound", async () => {
    const server = await TestServer.start();
    release.push(() => server.dispose());
    const request = { text: "Good morning. The sun rises.", voice_id: 205402, source_language: 1, target_language: 54 };
    const { body } = await server.post("/translated-tts", request);
    const log = await server.finish(z.string().parse(body["job_id"]));
    expect(log.at(-1)?.type).toBe("job.completed");
    const { usage } = await server.job(z.string().parse(body["job_id"]));
    const sums = z.array(z.looseObject({ name: z.string() })).parse(usage["providers"]);
    expect(sums.map(({ name }) => name)).toEqual(["apertium", "espeak-ng"]);
    expect(sums[1]).toMatchObject({ calls: 2, tokens_in: 0, characters: expect.any(Number) });
    expect(sums[1]?.["audio_seconds"]).toBeGreaterThan(0.5);
  }, 60_000);
});
