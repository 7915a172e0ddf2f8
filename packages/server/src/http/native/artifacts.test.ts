import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createJob, problemOf, type JobBody } from "../testing/requests.ts";
import { failures, startServerKit, type ServerKit } from "../testing/server-kit.ts";

const TEXT = "0123456789".repeat(10);
const files = [
  { name: "digits.txt", mediaType: "text/plain", text: TEXT },
  { name: "page.html", mediaType: "text/html", text: "<script>alert(1)</script>" },
  { name: "drawing.svg", mediaType: "image/svg+xml", text: "<svg/>" },
  { name: "feed.xml", mediaType: "application/atom+xml", text: "<feed/>" },
  { name: "empty.bin", mediaType: "application/octet-stream", text: "" },
  { name: 'ünï "quoted" (1).txt', mediaType: "text/plain", text: "x" },
];

let kit: ServerKit;
let job: JobBody;
beforeAll(async () => {
  kit = await startServerKit();
  job = await createJob(kit, { name: "files", files }, { Prefer: "wait=20" });
});
afterAll(async () => {
  await kit.close();
  expect(failures).toEqual([]);
});

const file = (name: string, headers: Record<string, string> = {}, method = "GET") =>
  fetch(`${kit.url}/v1/jobs/${job.job_id}/artifacts/${encodeURIComponent(name)}`, { method, headers });

describe("artifacts", () => {
  it("are listed with size, hash and a URL that opens them", async () => {
    const response = await fetch(`${kit.url}/v1/jobs/${job.job_id}/artifacts`);
    const { artifacts } = (await response.json()) as { artifacts: { name: string; size_bytes: number; url: string }[] };
    expect(artifacts.map(({ name }) => name).toSorted()).toEqual(files.map(({ name }) => name).toSorted());
    for (const { name, size_bytes: size, url } of artifacts) {
      const bytes = await (await fetch(url)).bytes();
      expect([name, bytes.length]).toEqual([name, size]);
    }
  });

  it("are linked from the job, signed", async () => {
    const current = (await (await fetch(`${kit.url}/v1/jobs/${job.job_id}`)).json()) as JobBody;
    const url = current.links["digits.txt"] ?? "";
    expect(url).toMatch(/\?sig=[\w.-]+&exp=\d+$/);
    expect(await (await fetch(url)).text()).toBe(TEXT);
  });

  it("are whole without a range", async () => {
    const response = await file("digits.txt");
    expect(response.status).toBe(200);
    expect(response.headers.get("accept-ranges")).toBe("bytes");
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(response.headers.get("content-security-policy")).toBe("sandbox; default-src 'none'");
    expect(response.headers.get("content-disposition")).toMatch(/^inline;/);
    expect(await response.text()).toBe(TEXT);
  });

  it("give exactly the bytes that any valid range names", async () => {
    const range = fc.record({ start: fc.nat(99), length: fc.nat(120), open: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(range, async ({ start, length, open }) => {
        const response = await file("digits.txt", {
          Range: open ? `bytes=${start}-` : `bytes=${start}-${start + length}`,
        });
        const end = open ? 99 : Math.min(99, start + length);
        expect(response.status).toBe(206);
        expect(response.headers.get("content-range")).toBe(`bytes ${start}-${end}/100`);
        expect(await response.text()).toBe(TEXT.slice(start, end + 1));
      }),
      { numRuns: 25 },
    );
    expect(await (await file("digits.txt", { Range: "bytes=-5" })).text()).toBe(TEXT.slice(-5));
  });

  it("refuse a range that does not exist, and name the size", async () => {
    const response = await file("digits.txt", { Range: "bytes=100-" });
    expect(response.headers.get("content-range")).toBe("bytes */100");
    expect(response.headers.get("etag")).toBeNull();
    expect(await problemOf(response)).toMatchObject({ status: 416, code: "RANGE_NOT_SATISFIABLE" });
  });

  it("answer several ranges with the whole", async () => {
    expect((await file("digits.txt", { Range: "bytes=0-1,5-6" })).status).toBe(200);
  });

  it("have a tag by which a client that has them, or a part of them, continues", async () => {
    const etag = (await file("digits.txt")).headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[0-9a-f]{64}"$/);
    expect((await file("digits.txt", { "If-None-Match": etag })).status).toBe(304);
    expect((await file("digits.txt", { Range: "bytes=0-1", "If-Range": etag })).status).toBe(206);
    expect((await file("digits.txt", { Range: "bytes=0-1", "If-Range": '"other"' })).status).toBe(200);
  });

  it("answer HEAD with everything but the bytes", async () => {
    const response = await file("digits.txt", {}, "HEAD");
    expect(response.headers.get("content-length")).toBe("100");
  });

  it("take no range from a HEAD, as RFC 9110 defines it for GET alone", async () => {
    const response = await file("digits.txt", { Range: "bytes=0-9" }, "HEAD");
    expect([response.status, response.headers.get("content-length")]).toEqual([200, "100"]);
    expect((await file("digits.txt", { Range: "bytes=1000-" }, "HEAD")).status).toBe(200);
  });

  it.each(["page.html", "drawing.svg", "feed.xml"])("never open %s as a page", async (name) => {
    expect((await file(name)).headers.get("content-disposition")).toMatch(/^attachment;/);
  });

  it("may be empty", async () => {
    const response = await file("empty.bin");
    expect([response.status, await response.text()]).toEqual([200, ""]);
    expect((await file("empty.bin", { Range: "bytes=0-" })).status).toBe(416);
  });

  it("keep any name in the header that names them", async () => {
    const response = await file('ünï "quoted" (1).txt');
    expect(response.headers.get("content-disposition")).toBe(
      `inline; filename="_n___quoted___1_.txt"; filename*=UTF-8''%C3%BCn%C3%AF%20%22quoted%22%20%281%29.txt`,
    );
  });

  it.each(["nothing.txt", "..", "../../etc/passwd", "a/b", "\0"])("are not found under %j", async (name) => {
    const response = await file(name);
    expect(response.status).toBe(404);
  });

  it("refuse a signature for another file", async () => {
    const { links } = (await (await fetch(`${kit.url}/v1/jobs/${job.job_id}`)).json()) as JobBody;
    const query = (links["digits.txt"] ?? "").split("?")[1];
    const response = await fetch(`${kit.url}/v1/jobs/${job.job_id}/artifacts/page.html?${query}`);
    expect(await problemOf(response)).toMatchObject({ status: 401, code: "INVALID_KEY" });
  });
});
