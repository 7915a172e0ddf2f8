import { randomBytes } from "node:crypto";
import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { answer, holdAfter } from "../testing/stub-hub.ts";
import { bytesOf, cuttingAt, oneFileModel, storeBench } from "../testing/store-bench.ts";
import { PartFile } from "./part-file.ts";

const CONTENT = bytesOf(200_000);
const PATH = "/toy/model.onnx";
const toy = oneFileModel("toy", CONTENT);
const withoutHash = oneFileModel("toy", CONTENT, {
  files: [{ path: "model.onnx", url: "https://hub.example/toy/model.onnx", bytes: CONTENT.length }],
});

describe("a download that was cut", () => {
  it("continues where it stopped, with the identity of what it has", async () => {
    const held = holdAfter(CONTENT, 120_000);
    const { hub, store } = await storeBench();
    hub.serve(PATH, CONTENT);
    hub.next(PATH, held.once);
    await store([toy]).add(["toy"], cuttingAt(120_000, held));
    expect(hub.requests).toHaveLength(2);
    expect(hub.requests[1]?.range).toBe("bytes=120000-");
    expect(hub.requests[1]?.ifRange).toMatch(/^"[0-9a-f]{40}"$/);
    expect(await store([toy]).verify()).toEqual([{ name: "toy", problems: [] }]);
  });

  it("begins again when the server ignores Range", async () => {
    const held = holdAfter(CONTENT, 120_000);
    const { hub, store } = await storeBench();
    hub.serve(PATH, CONTENT, { withRange: false });
    hub.next(PATH, held.once);
    await store([toy]).add(["toy"], cuttingAt(120_000, held));
    expect(await store([toy]).verify()).toEqual([{ name: "toy", problems: [] }]);
  });

  it("begins again when the server has another content now", async () => {
    const held = holdAfter(CONTENT, 120_000);
    const { hub, store } = await storeBench();
    const changed = bytesOf(200_000, 7);
    hub.serve(PATH, changed);
    hub.next(PATH, held.once);
    const [added] = await store([withoutHash]).add(["toy"], cuttingAt(120_000, held));
    const wanted = oneFileModel("toy", changed).files[0]?.sha256;
    expect(added?.manifest.files[0]?.sha256).toBe(wanted);
  });

  it("begins again when a server that ignores If-Range sends the rest of another content", async () => {
    const held = holdAfter(CONTENT, 120_000);
    const { hub, store } = await storeBench();
    const changed = bytesOf(200_000, 7);
    hub.serve(PATH, changed);
    hub.next(PATH, held.once, (_request, response) => {
      const headers = { etag: '"another"', "content-range": "bytes 120000-199999/200000", "content-length": 80_000 };
      response.writeHead(206, headers).end(changed.subarray(120_000));
    });
    const [added] = await store([withoutHash]).add(["toy"], cuttingAt(120_000, held));
    expect(added?.manifest.files[0]?.sha256).toBe(oneFileModel("toy", changed).files[0]?.sha256);
  });

  it("begins again when the server sends another part than was asked for", async () => {
    const held = holdAfter(CONTENT, 120_000);
    const { hub, store } = await storeBench();
    hub.serve(PATH, CONTENT);
    hub.next(PATH, held.once, (_request, response) => {
      response.writeHead(206, { "content-range": "bytes 0-199999/200000" }).end(CONTENT);
    });
    await store([toy]).add(["toy"], cuttingAt(120_000, held));
    expect(hub.requests.map(({ range }) => range)).toEqual([undefined, "bytes=120000-", undefined]);
  });

  it("begins again when the server no longer has the rest", async () => {
    const held = holdAfter(CONTENT, 120_000);
    const { hub, store } = await storeBench();
    hub.serve(PATH, CONTENT);
    hub.next(PATH, held.once, answer(416, ""));
    await store([toy]).add(["toy"], cuttingAt(120_000, held));
    expect(await store([toy]).verify()).toEqual([{ name: "toy", problems: [] }]);
  });

  it("begins again when its beginning was damaged on this disk", async () => {
    const { hub, folder, store } = await storeBench();
    hub.serve(PATH, CONTENT);
    const part = new PartFile(join(folder, ".downloads"), "https://hub.example/toy/model.onnx");
    await mkdir(join(folder, ".downloads"), { recursive: true });
    await writeFile(part.path, randomBytes(50_000));
    await store([toy]).add(["toy"]);
    expect(hub.requests.map(({ range }) => range)).toEqual(["bytes=50000-", undefined]);
  });

  it("keeps what arrived for the next call when the server stays away", async () => {
    const held = holdAfter(CONTENT, 120_000);
    const { hub, store } = await storeBench();
    hub.next(PATH, held.once, ...Array.from({ length: 4 }, () => answer(500, "")));
    await expect(store([toy]).add(["toy"], cuttingAt(120_000, held))).rejects.toMatchObject({
      code: "MODEL_UNAVAILABLE",
      retryable: true,
    });
    hub.serve(PATH, CONTENT);
    await store([toy]).add(["toy"]);
    expect(hub.requests.at(-1)?.range).toBe("bytes=120000-");
  });

  it("continues over a new connection when nothing comes for a minute", async () => {
    const { hub, store, clock } = await storeBench();
    hub.serve(PATH, CONTENT);
    hub.next(PATH, holdAfter(CONTENT, 120_000).once);
    let isSilent = false;
    const after: typeof clock.after = (delayMs, callback) => {
      if (!isSilent || delayMs !== 60_000) return clock.after(delayMs, callback);
      isSilent = false;
      return clock.after(0, callback);
    };
    await store([toy], { clock: { ...clock, after } }).add(["toy"], {
      onProgress: ({ doneBytes }) => (isSilent = doneBytes === 120_000),
    });
    expect(hub.requests.map(({ range }) => range)).toEqual([undefined, "bytes=120000-"]);
  });

  it("is given up when each attempt ends at the same place", async () => {
    const { hub, store } = await storeBench();
    hub.serve(PATH, CONTENT, { withRange: false });
    const held = Array.from({ length: 9 }, () => holdAfter(CONTENT, 1_000));
    hub.next(PATH, ...held.map(({ once }) => once));
    await expect(store([toy]).add(["toy"], cuttingAt(1_000, ...held))).rejects.toMatchObject({
      code: "MODEL_UNAVAILABLE",
    });
    expect(hub.requests.length).toBeLessThan(8);
  });
});

describe("a publisher's answer", () => {
  it.each([401, 403])("of status %i is quoted", async (status) => {
    const { hub, store } = await storeBench();
    const words = JSON.stringify({ error: "Access to model x/y is restricted. You must be authenticated." });
    hub.next(PATH, answer(status, words));
    const { host } = new URL(hub.url);
    await expect(store([toy]).add(["toy"])).rejects.toMatchObject({
      code: "MODEL_REFUSED",
      retryable: false,
      message:
        `${host} does not give model.onnx of toy to everybody (status ${status}): ` +
        "“Access to model x/y is restricted. You must be authenticated”.",
    });
    expect(hub.requests).toHaveLength(1);
  });

  it("that it does not have the file is not asked for again", async () => {
    const { hub, store } = await storeBench();
    await expect(store([toy]).add(["toy"])).rejects.toMatchObject({
      code: "MODEL_REFUSED",
      message: expect.stringMatching(/does not have model\.onnx of toy \(status 404\): “Entry not found”\.$/),
    });
    expect(hub.requests).toHaveLength(1);
  });

  it("to come back later is followed", async () => {
    const { hub, store, clock } = await storeBench();
    hub.serve(PATH, CONTENT);
    hub.next(PATH, answer(429, "slow down", { "retry-after": "30" }));
    await store([toy]).add(["toy"]);
    expect(clock.pausesMs).toEqual([30_000]);
  });

  it("to come back at a time of day is followed", async () => {
    const { hub, store, clock } = await storeBench();
    hub.serve(PATH, CONTENT);
    hub.next(PATH, answer(503, "", { "retry-after": "Tue, 01 Dec 2026 00:00:45 GMT" }));
    await store([toy]).add(["toy"]);
    expect(clock.pausesMs).toEqual([45_000]);
  });

  it("to come back in an hour ends the call", async () => {
    const { hub, store, clock } = await storeBench();
    hub.next(PATH, answer(429, "quota", { "retry-after": "3600" }));
    await expect(store([toy]).add(["toy"])).rejects.toMatchObject({ code: "MODEL_UNAVAILABLE", retryAfterS: 3_600 });
    expect(clock.pausesMs).toEqual([]);
  });

  it("of a failure is asked for again, with growing pauses", async () => {
    const { hub, store, clock } = await storeBench();
    hub.serve(PATH, CONTENT);
    hub.next(PATH, answer(502, ""), answer(500, ""), answer(504, ""));
    await store([toy]).add(["toy"]);
    expect(clock.pausesMs).toEqual([375, 750, 1_500]);
  });

  it("that redirects to another host is followed", async () => {
    const [first, second] = [await storeBench(), await storeBench()];
    second.hub.serve("/cdn/blob", CONTENT);
    first.hub.next(PATH, answer(302, "", { location: `${second.hub.url}/cdn/blob` }));
    await first.store([toy]).add(["toy"]);
    expect(second.hub.requests.map(({ path }) => path)).toEqual(["/cdn/blob"]);
  });

  it("that redirects in a circle is refused", async () => {
    const { hub, store } = await storeBench();
    hub.next(PATH, ...Array.from({ length: 20 }, () => answer(307, "", { location: PATH })));
    await expect(store([toy]).add(["toy"])).rejects.toMatchObject({ code: "MODEL_REFUSED" });
    expect(hub.requests.length).toBeLessThan(12);
  });

  it("that leads from https to http is refused", async () => {
    const { hub, store } = await storeBench();
    hub.serve(PATH, CONTENT);
    const asked: string[] = [];
    const fetch: typeof globalThis.fetch = async (input) => {
      asked.push(typeof input === "string" ? input : "another kind of request");
      return new Response(null, { status: 302, headers: { location: `${hub.url}${PATH}` } });
    };
    const adding = store([toy], { mirror: undefined, fetch }).add(["toy"]);
    await expect(adding).rejects.toMatchObject({
      code: "MODEL_REFUSED",
      message: expect.stringContaining("not encrypted"),
    });
    expect(asked).toEqual(["https://hub.example/toy/model.onnx"]);
    expect(hub.requests).toEqual([]);
  });

  it("that never comes is a server that cannot be reached, of a mirror the mirror's", async () => {
    const { store } = await storeBench();
    const adding = store([toy], { mirror: "http://127.0.0.1:9" }).add(["toy"]);
    await expect(adding).rejects.toMatchObject({
      code: "MODEL_UNAVAILABLE",
      message: expect.stringMatching(
        /^127\.0\.0\.1:9 cannot be reached \(.+\)\. model\.onnx of toy comes from http:\/\/127\.0\.0\.1:9\/toy\/model\.onnx\.$/,
      ) as unknown,
    });
  });

  it("that leads to a host that cannot be reached names that host, and where the file comes from", async () => {
    const { store } = await storeBench();
    await expect(store([toy], { mirror: undefined, fetch: redirectedAway }).add(["toy"])).rejects.toMatchObject({
      code: "MODEL_UNAVAILABLE",
      message:
        "files.example cannot be reached (ENOTFOUND). model.onnx of toy comes from https://hub.example/toy/model.onnx.",
    });
  });
});

describe("the content of a file", () => {
  it("with another hash is thrown away", async () => {
    const { hub, folder, store } = await storeBench();
    hub.serve(PATH, bytesOf(200_000, 3));
    await expect(store([toy]).add(["toy"])).rejects.toMatchObject({
      code: "MODEL_DAMAGED",
      message: expect.stringMatching(/^model\.onnx of toy has the SHA-256 [0-9a-f]{19}… instead of [0-9a-f]{19}…\.$/),
    });
    expect((await readdir(join(folder, ".downloads"))).filter((name) => name.includes(".part"))).toEqual([]);
    expect(await store([toy]).installed()).toEqual([]);
  });

  it("is checked by MD5 where the publisher states nothing else", async () => {
    const { hub, store } = await storeBench();
    hub.serve(PATH, CONTENT);
    const url = "https://hub.example/toy/model.onnx";
    const files = [{ path: "model.onnx", url, bytes: CONTENT.length, md5: "0".repeat(32) }];
    await expect(store([oneFileModel("toy", CONTENT, { files })]).add(["toy"])).rejects.toMatchObject({
      code: "MODEL_DAMAGED",
      message: expect.stringContaining("MD5"),
    });
  });

  it("of another size is refused before it is fetched", async () => {
    const { hub, store } = await storeBench();
    hub.serve(PATH, bytesOf(300_000));
    await expect(store([toy]).add(["toy"])).rejects.toMatchObject({
      message: "model.onnx of toy has 300000 bytes instead of 200000.",
    });
  });

  it("larger than its size says is stopped", async () => {
    const { hub, store } = await storeBench();
    let sent = 0;
    hub.next(PATH, (_request, response) => {
      response.writeHead(200);
      const more = (): void => {
        sent += 65_536;
        if (!response.destroyed && sent < 50_000_000) response.write(Buffer.alloc(65_536), more);
      };
      more();
    });
    await expect(store([toy]).add(["toy"])).rejects.toMatchObject({
      code: "MODEL_DAMAGED",
      message: "model.onnx of toy is larger than the 200000 bytes it should have.",
    });
    expect(sent).toBeLessThan(10_000_000);
  });
});

describe("the disk", () => {
  it("is looked at before anything is fetched", async () => {
    const { hub, store } = await storeBench();
    hub.serve(PATH, CONTENT);
    const models = store([oneFileModel("toy", CONTENT)], { freeBytes: async () => 70_000 });
    await expect(models.add(["toy"])).rejects.toMatchObject({ code: "DISK_FULL" });
    expect(hub.requests).toEqual([]);
  });

  it("that fills up meanwhile ends the call with its own error", async () => {
    const { hub, folder, store } = await storeBench();
    hub.serve(PATH, CONTENT);
    await mkdir(join(folder, ".downloads"), { recursive: true });
    const part = new PartFile(join(folder, ".downloads"), "https://hub.example/toy/model.onnx");
    await symlink("/dev/full", part.path);
    await expect(store([toy]).add(["toy"])).rejects.toMatchObject({ code: "DISK_FULL" });
  });
});

describe("several callers of one process", () => {
  it("share one download and all see its progress", async () => {
    const { hub, store } = await storeBench();
    const held = holdAfter(CONTENT, 100_000);
    hub.next(PATH, held.once);
    const models = store([toy]);
    const seen = [0, 0];
    const adding = [0, 1].map((index) =>
      models.add(["toy"], { onProgress: ({ doneBytes }) => (seen[index] = Math.max(seen[index] ?? 0, doneBytes)) }),
    );
    await expect.poll(() => Math.min(...seen)).toBe(100_000);
    held.release();
    expect((await Promise.all(adding)).flat().map(({ manifest }) => manifest.name)).toEqual(["toy", "toy"]);
    expect(hub.requests).toHaveLength(1);
  });

  it("may stop waiting without stopping the others", async () => {
    const { hub, store } = await storeBench();
    const held = holdAfter(CONTENT, 100_000);
    hub.next(PATH, held.once);
    const models = store([toy]);
    const leaving = new AbortController();
    let arrived = 0;
    const staying = models.add(["toy"], { onProgress: ({ doneBytes }) => (arrived = doneBytes) });
    const left = models.add(["toy"], { signal: leaving.signal });
    await expect.poll(() => arrived).toBe(100_000);
    leaving.abort(new Error("enough"));
    await expect(left).rejects.toThrow("enough");
    held.release();
    expect(await staying).toHaveLength(1);
  });

  it("stop the download when the last one leaves; the next call continues from there", async () => {
    const { hub, store } = await storeBench();
    hub.serve(PATH, CONTENT);
    hub.next(PATH, holdAfter(CONTENT, 100_000).once);
    const models = store([toy]);
    const stop = new AbortController();
    const adding = models.add(["toy"], {
      signal: stop.signal,
      onProgress: ({ doneBytes }) => {
        if (doneBytes === 100_000) stop.abort(new Error("enough"));
      },
    });
    await expect(adding).rejects.toThrow("enough");
    await models.add(["toy"]);
    expect(hub.requests.at(-1)?.range).toBe("bytes=100000-");
  });
});

describe("a mirror", () => {
  it("takes the place of scheme and host and keeps the path and the query", async () => {
    const { hub, store } = await storeBench();
    hub.serve("/copies/toy/model.onnx?download=true", CONTENT);
    const url = "https://hub.example/toy/model.onnx?download=true";
    const model = oneFileModel("toy", CONTENT, { files: [{ path: "model.onnx", url, bytes: CONTENT.length }] });
    await store([model], { mirror: `${hub.url}/copies/` }).add(["toy"]);
    expect(hub.requests.map(({ path }) => path)).toEqual(["/copies/toy/model.onnx?download=true"]);
  });
});

/** A publisher that redirects to a host of which no address is known. */
const redirectedAway: typeof globalThis.fetch = async (input) => {
  if (input === "https://hub.example/toy/model.onnx") {
    return new Response(null, { status: 302, headers: { location: "https://files.example/1" } });
  }
  throw new TypeError("fetch failed", { cause: Object.assign(new Error("no name"), { code: "ENOTFOUND" }) });
};
