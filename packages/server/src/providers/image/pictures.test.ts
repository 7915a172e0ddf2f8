import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { folderPictures } from "./folder.ts";
import { modelPictures } from "./model-pictures.ts";
import { pictureKind, requirePicture } from "./picture-bytes.ts";
import { resolvePictures } from "./resolve-pictures.ts";
import { unsplashPictures } from "./unsplash.ts";
import { wikimediaPictures } from "./wikimedia.ts";
import { PNG, serve, stubFetch } from "./stub-server.testing.ts";

const commonsInfo = (origin: string, mime: string) => [
  {
    url: `${origin}/full.png`,
    thumburl: `${origin}/thumb.png`,
    mime,
    width: 900,
    height: 700,
    extmetadata: { Artist: { value: '<a href="x">Ada</a>' }, LicenseShortName: { value: "CC BY 4.0" } },
  },
];

describe("picture bytes", () => {
  it.each([
    ["PNG", PNG, { mediaType: "image/png", width: 1, height: 1 }],
    [
      "GIF",
      Buffer.from("GIF89a\u0010\u0000\u0008\u0000\u0000", "latin1"),
      { mediaType: "image/gif", width: 16, height: 8 },
    ],
    [
      "JPEG",
      Buffer.from("ffd8ffe000044a46ffc0000b080200030001011100", "hex"),
      { mediaType: "image/jpeg", width: 768, height: 512 },
    ],
    [
      "WebP",
      Buffer.from("5249464600000000574542505650382000000000000000 9d012a40012c01".replace(" ", ""), "hex"),
      { mediaType: "image/webp", width: 320, height: 300 },
    ],
  ])("of a %s are known", (_name, bytes, kind) => {
    expect(pictureKind(bytes)).toEqual(kind);
  });

  it.each([
    ["SVG", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')],
    ["HTML", Buffer.from("<html>")],
    ["nothing", Buffer.alloc(0)],
    [
      "a picture of 4 gigapixels",
      Buffer.concat([PNG.subarray(0, 16), Buffer.from("0000ffff0000ffff0806000000", "hex")]),
    ],
  ])("that are %s are refused", (_name, bytes) => {
    expect(() => requirePicture(bytes)).toThrow(expect.objectContaining({ code: "FETCH_REFUSED" }));
  });

  it("of any kind are looked at without failing", () => {
    const head = fc.constantFrom("89504e470d0a1a0a", "ffd8ff", "47494638", "52494646000000005745425056503858");
    fc.assert(
      fc.property(
        head,
        fc.uint8Array({ maxLength: 60 }),
        (start, rest) => void pictureKind(Buffer.concat([Buffer.from(start, "hex"), rest])),
      ),
    );
  });
});

describe("the user's picture folder", () => {
  it("gives the picture whose name fits the keyword best, and none from outside", async () => {
    const outside = await mkdtemp(join(tmpdir(), "headway-pictures-"));
    const folder = join(outside, "own");
    await mkdir(join(folder, "cells"), { recursive: true });
    for (const name of ["cells/plant-cell_2.png", "Plants.PNG", "notes.txt"]) await writeFile(join(folder, name), PNG);
    await writeFile(join(outside, "secret.png"), PNG);
    await symlink(join(outside, "secret.png"), join(folder, "secret-moon.png"));
    const pictures = folderPictures(folder);
    expect(await pictures.find({ keyword: "plant cell" })).toMatchObject({ mediaType: "image/png", credit: null });
    expect(await pictures.find({ keyword: "plants" })).not.toBeNull();
    expect(await pictures.find({ keyword: "secret moon" })).toBeNull();
    expect(await pictures.find({ keyword: "../../etc/passwd" })).toBeNull();
    expect(await pictures.find({ keyword: "🧠" })).toBeNull();
    await rm(outside, { recursive: true });
    await expect(pictures.find({ keyword: "plant" })).rejects.toMatchObject({ code: "PROVIDER_UNAVAILABLE" });
  });
});

describe("picture search", () => {
  it("of Wikimedia Commons takes the first fitting picture and names author and licence", async () => {
    const asked: string[] = [];
    await using server = await serve((incoming, response) => {
      asked.push(incoming.url ?? "");
      if (incoming.url === "/thumb.png") return void response.end(PNG);
      const pages = {
        a: { index: 2, imageinfo: commonsInfo(server.origin, "image/png") },
        b: { index: 1, imageinfo: commonsInfo(server.origin, "image/svg+xml") },
        c: { index: 3, imageinfo: [] },
      };
      response.end(JSON.stringify({ query: { pages } }));
    });
    const pictures = wikimediaPictures({ fetch: stubFetch(server.port), baseURL: server.origin });
    expect(await pictures.find({ keyword: 'leaf "incategory:x"' })).toMatchObject({
      mediaType: "image/png",
      credit: "Ada, CC BY 4.0, Wikimedia Commons",
    });
    expect(decodeURIComponent(asked[0] ?? "").replaceAll("+", " ")).toContain(
      "gsrsearch=filetype:bitmap leaf incategory x",
    );
  });

  it("without results finds null", async () => {
    await using server = await serve(
      (incoming, response) => void response.end(incoming.url?.startsWith("/w/") === true ? "{}" : '{"results":[]}'),
    );
    const parts = { fetch: stubFetch(server.port), baseURL: server.origin };
    expect(await wikimediaPictures(parts).find({ keyword: "x" })).toBeNull();
    expect(await unsplashPictures("key", parts).find({ keyword: "x" })).toBeNull();
  });

  it("of Unsplash sends the key to the API alone and reports the use", async () => {
    const seen: Record<string, string | undefined> = {};
    await using server = await serve((incoming, response) => {
      seen[incoming.url?.split("?")[0] ?? ""] = incoming.headers.authorization;
      if (incoming.url === "/photo") return void response.end(PNG);
      const links = { download_location: `${server.origin}/photos/1/download` };
      response.end(
        JSON.stringify({
          results: [{ urls: { regular: `http://images.test:${server.port}/photo` }, user: { name: "Ada" }, links }],
        }),
      );
    });
    const pictures = unsplashPictures("key", { fetch: stubFetch(server.port), baseURL: server.origin });
    expect(await pictures.find({ keyword: "leaf" })).toMatchObject({ credit: "Ada / Unsplash" });
    expect(seen).toEqual({
      "/search/photos": "Client-ID key",
      "/photo": undefined,
      "/photos/1/download": "Client-ID key",
    });
  });

  it.each([
    [401, "no", { code: "PROVIDER_UNAVAILABLE", retryable: false }],
    [403, "Rate Limit Exceeded", { code: "PROVIDER_RATE_LIMITED" }],
    [429, "", { code: "PROVIDER_RATE_LIMITED" }],
    [500, "", { code: "PROVIDER_UNAVAILABLE", retryable: true }],
    [200, "<html>", { code: "PROVIDER_BAD_ANSWER" }],
    [200, '{"results":[{}]}', { code: "PROVIDER_BAD_ANSWER" }],
  ])("that answers %s %j fails with its code", async (status, body, error) => {
    await using server = await serve((_, response) => response.writeHead(status).end(body));
    const parts = { fetch: stubFetch(server.port), baseURL: server.origin };
    await expect(unsplashPictures("key", parts).find({ keyword: "x" })).rejects.toMatchObject(error);
  });

  it("that finds a picture at a private address refuses it", async () => {
    await using server = await serve(
      (_, response) =>
        void response.end(
          JSON.stringify({ results: [{ urls: { regular: "http://10.0.0.1/a.png" }, user: { name: "Eve" } }] }),
        ),
    );
    const parts = { fetch: stubFetch(server.port), baseURL: server.origin };
    await expect(unsplashPictures("key", parts).find({ keyword: "x" })).rejects.toMatchObject({
      code: "FETCH_REFUSED",
    });
  });
});

describe("pictures by an image model", () => {
  it("come as checked bytes", async () => {
    await using server = await serve(
      (_, response) =>
        void response
          .writeHead(200, { "content-type": "application/json" })
          .end(JSON.stringify({ created: 1, data: [{ b64_json: PNG.toString("base64") }] })),
    );
    const env = { OPENAI_BASE_URL: `http://127.0.0.1:${server.port}/v1`, OPENAI_API_KEY: "k" };
    expect(await resolvePictures("openai:gpt-image-1", env)?.find({ keyword: "leaf" })).toMatchObject({
      mediaType: "image/png",
      credit: null,
    });
  });

  it("that never come end in PROVIDER_TIMEOUT", async () => {
    const never = modelPictures(
      "openai/test",
      () =>
        Promise.resolve({
          specificationVersion: "v4",
          provider: "stub",
          modelId: "stub",
          maxImagesPerCall: 1,
          doGenerate: ({ abortSignal }) =>
            new Promise((_, reject) =>
              abortSignal?.addEventListener("abort", () => reject(abortSignal.reason as Error)),
            ),
        }),
      30,
    );
    await expect(never.find({ keyword: "x" })).rejects.toMatchObject({ code: "PROVIDER_TIMEOUT" });
  });
});

describe("HEADWAY_IMAGES", () => {
  it("may be unset", () => expect(resolvePictures(undefined, {})).toBeUndefined());

  it.each([
    ["folder:", "expected folder:PATH"],
    ["flickr", "expected folder:PATH"],
    ["unsplash", "UNSPLASH_ACCESS_KEY"],
    ["openai:gpt-image-1", "OPENAI_API_KEY"],
  ])("of %s is refused with what was expected", (setting, words) => {
    expect(() => resolvePictures(setting, {})).toThrow(words);
  });
});
