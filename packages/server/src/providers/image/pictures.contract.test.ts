import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ImageModelV4 } from "@ai-sdk/provider";
import { testPictures } from "@headway-jobs/ports/testing/pictures";
import { afterAll, beforeAll } from "vitest";
import { folderPictures } from "./folder.ts";
import { modelPictures } from "./model-pictures.ts";
import { unsplashPictures } from "./unsplash.ts";
import { wikimediaPictures } from "./wikimedia.ts";
import { PNG, serve, stubFetch } from "./stub-server.testing.ts";

let folder: string;
let search: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headway-pictures-"));
  await writeFile(join(folder, "plant-cell.png"), PNG);
  search = await serve((incoming, response) => {
    const url = new URL(incoming.url ?? "", search.origin);
    if (url.pathname === "/picture.png") return void response.end(PNG);
    const isKnown = (url.searchParams.get("gsrsearch") ?? url.searchParams.get("query") ?? "").includes("plant");
    response.end(JSON.stringify(isKnown ? found(search.origin) : { results: [] }));
  });
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await search[Symbol.asyncDispose]();
});

/** An answer that both searches read. */
function found(origin: string): object {
  const url = `${origin}/picture.png`;
  const artist = `<a href="x">${"Ada ".repeat(100)}</a>`;
  const extmetadata = { Artist: { value: artist }, LicenseShortName: { value: "CC BY 4.0" } };
  const info = { url, mime: "image/png", width: 900, height: 700, extmetadata };
  return {
    query: { pages: { a: { index: 1, imageinfo: [info] } } },
    results: [{ urls: { regular: url }, user: { name: "Ada ".repeat(100) }, links: {} }],
  };
}

const parts = () => ({ fetch: stubFetch(search.port), baseURL: search.origin });
const KEYWORDS = { keyword: "plant", missing: "submarine" };

testPictures("the user's folder", async () => ({ pictures: folderPictures(folder), ...KEYWORDS }));
testPictures("Wikimedia Commons", async () => ({ pictures: wikimediaPictures(parts()), ...KEYWORDS }));
testPictures("Unsplash", async () => ({ pictures: unsplashPictures("key", parts()), ...KEYWORDS }));
testPictures("an image model", async () => ({
  pictures: modelPictures("stub/painter", async () => painter),
  keyword: "plant",
}));

const painter: ImageModelV4 = {
  specificationVersion: "v4",
  provider: "stub",
  modelId: "painter",
  maxImagesPerCall: 1,
  async doGenerate({ abortSignal }) {
    abortSignal?.throwIfAborted();
    const response = { timestamp: new Date(0), modelId: "painter", headers: undefined };
    return { images: [new Uint8Array(PNG)], warnings: [], response };
  },
};
