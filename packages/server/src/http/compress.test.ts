import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { preferredCoding } from "./compress.ts";
import { createJob } from "./testing/requests.ts";
import { failures, startServerKit, type ServerKit } from "./testing/server-kit.ts";

let kit: ServerKit;
let consoleDir: string;
let jobId: string;
beforeAll(async () => {
  consoleDir = await mkdtemp(path.join(tmpdir(), "headway-console-"));
  await mkdir(path.join(consoleDir, "assets"));
  await writeBuilt("index.html", `<!doctype html>${"<p>page</p>".repeat(300)}`);
  await writeBuilt(path.join("assets", "index-1.js"), "console.log(1);".repeat(300));
  kit = await startServerKit({}, consoleDir);
  const files = [{ name: "long.txt", mediaType: "text/plain", text: "line\n".repeat(1_000) }];
  ({ job_id: jobId } = await createJob(kit, { name: "x".repeat(90), events: 20, files }, { Prefer: "wait=20" }));
  for (let n = 0; n < 5; n += 1) await createJob(kit, { name: `listed ${n}` }, { Prefer: "wait=20" });
});
afterAll(async () => {
  await kit.close();
  await rm(consoleDir, { recursive: true, force: true });
  expect(failures).toEqual([]);
});

/** A file and its compressed twins, as the console's build leaves them. */
async function writeBuilt(name: string, content: string): Promise<void> {
  const file = path.join(consoleDir, name);
  await writeFile(file, content);
  await writeFile(`${file}.br`, brotliCompressSync(content));
  await writeFile(`${file}.gz`, gzipSync(content));
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly bytes: Buffer;
}

/** As the bytes come: fetch would decode them. */
async function ask(target: string, headers: Record<string, string>, method = "GET", body?: string): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const sent = httpRequest(kit.url + target, { method, headers, agent: false }, resolve).on("error", reject);
  sent.end(body);
  const response = await promise;
  return { status: response.statusCode ?? 0, headers: response.headers, bytes: await buffer(response) };
}

const decoded = (coding: string, bytes: Buffer): string =>
  String(coding === "br" ? brotliDecompressSync(bytes) : gunzipSync(bytes));
const EXPORT = JSON.stringify({ text: "text ".repeat(500), mediaType: "text/plain" });
const JSON_TYPE = { "Content-Type": "application/json" };

describe.each(["br", "gzip"])("for a client that accepts %s", (coding) => {
  it.each(["/docs", "/openapi.json", "/v1/jobs", "/docs/errors", "/", "/assets/index-1.js"])(
    "%s is compressed",
    async (target) => {
      const plain = await ask(target, {});
      const small = await ask(target, { "Accept-Encoding": coding });
      expect(small.headers["content-encoding"]).toBe(coding);
      expect(small.headers.vary).toMatch(/accept-encoding/i);
      expect(plain.headers.vary).toMatch(/accept-encoding/i);
      expect(plain.headers["content-encoding"]).toBeUndefined();
      expect(small.bytes.length).toBeLessThan(plain.bytes.length);
      expect(decoded(coding, small.bytes)).toBe(String(plain.bytes));
      expect(small.headers["content-type"]).toBe(plain.headers["content-type"]);
      expect(small.headers["content-security-policy"]).toBe(plain.headers["content-security-policy"]);
      if (plain.headers.etag !== undefined) expect(small.headers.etag).not.toBe(plain.headers.etag);
      const head = await ask(target, { "Accept-Encoding": coding }, "HEAD");
      expect([head.headers["content-encoding"], head.bytes.length]).toEqual([coding, 0]);
    },
  );

  it("an answer to a POST is, too", async () => {
    const answer = await ask("/count/export", { "Accept-Encoding": coding, ...JSON_TYPE }, "POST", EXPORT);
    expect(answer.headers["content-encoding"]).toBe(coding);
    expect(decoded(coding, answer.bytes)).toBe("text ".repeat(500));
  });

  it("a tag that came with a compressed answer is known again", async () => {
    const target = `/v1/jobs/${jobId}/events`;
    const accept = { "Accept-Encoding": coding, Accept: "application/json" };
    const first = await ask(target, accept);
    expect(first.headers["content-encoding"]).toBe(coding);
    expect((await ask(target, { ...accept, "If-None-Match": String(first.headers.etag) })).status).toBe(304);
  });

  it("an artifact comes as it is stored, whole and in part", async () => {
    const target = `/v1/jobs/${jobId}/artifacts/long.txt`;
    const whole = await ask(target, { "Accept-Encoding": coding });
    expect([whole.headers["content-encoding"], whole.bytes.length]).toEqual([undefined, 5_000]);
    const part = await ask(target, { "Accept-Encoding": coding, Range: "bytes=0-2999" });
    expect([part.status, part.headers["content-encoding"], part.bytes.length]).toEqual([206, undefined, 3_000]);
  });

  it.each([
    ["/health", "short answers"],
    [`/v1/jobs/unknown`, "short refusals"],
  ])("%s is sent as it is (%s)", async (target) => {
    expect((await ask(target, { "Accept-Encoding": coding })).headers["content-encoding"]).toBeUndefined();
  });

  it("what is compressed already is sent as it is", async () => {
    const body = JSON.stringify({ text: "z".repeat(5_000), mediaType: "application/zip" });
    const answer = await ask("/count/export", { "Accept-Encoding": coding, ...JSON_TYPE }, "POST", body);
    expect([answer.headers["content-encoding"], answer.bytes.length]).toEqual([undefined, 5_000]);
  });

  it("no event stream is ever compressed", async () => {
    const accept = { "Accept-Encoding": coding, Accept: "text/event-stream" };
    const body = JSON.stringify({ name: "streamed", events: 50 });
    for (const answer of [
      await ask(`/v1/jobs/${jobId}/events`, accept),
      await ask("/v1/jobs/unknown/events", accept),
      await ask(`/count/${"x".repeat(90)}/progress`, accept),
      await ask(`/count/${"x".repeat(90)}/alone`, accept),
      await ask("/count/stream", { ...accept, ...JSON_TYPE }, "POST", body),
    ]) {
      expect(answer.headers["content-type"]).toMatch(/^text\/event-stream/);
      expect(["none", undefined]).toContain(answer.headers["content-encoding"]);
      expect(String(answer.bytes)).toMatch(/^retry: \d+\n\n/);
    }
  });
});

describe("Accept-Encoding", () => {
  it.each([
    [undefined, null],
    ["", null],
    ["identity", null],
    ["gzip", "gzip"],
    ["gzip, deflate, br, zstd", "br"],
    ["br;q=0.5, gzip", "gzip"],
    ["br;q=0, gzip;q=0.1", "gzip"],
    ["br;q=0, gzip;q=0", null],
    ["*", "br"],
    ["*;q=0", null],
    ["X-GZIP", "gzip"],
    ["br;q=nonsense", "br"],
  ])("%j is served with %j", (header, coding) => {
    expect(preferredCoding(header)).toBe(coding);
  });
});
