import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { launchBrowser } from "@headway-jobs/tools/testing/chromium";
import { RealServer } from "./support/real-server.ts";
import { removeFolder, scratchFolder } from "./support/scratch.ts";

const SOURCE = fileURLToPath(new URL("./support/other-origin", import.meta.url));
const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };

let browser: Browser;
let built: string;
let pageServer: Server;
let origin: string;

beforeAll(async () => {
  built = scratchFolder();
  vi.stubEnv("NODE_ENV", "production");
  await build({ root: SOURCE, configFile: false, logLevel: "error", build: { outDir: built, emptyOutDir: true } });
  vi.unstubAllEnvs();
  pageServer = createServer((request, response) => {
    const name = new URL(request.url ?? "/", "http://page").pathname;
    const file = join(built, name === "/" ? "index.html" : name);
    readFile(file).then(
      (bytes) => response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "text/plain" }).end(bytes),
      () => response.writeHead(404).end(),
    );
  }).listen(0, "127.0.0.1");
  await once(pageServer, "listening");
  origin = `http://127.0.0.1:${(pageServer.address() as AddressInfo).port}`;
  browser = await launchBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  pageServer?.close();
  removeFolder(built);
});

async function open(server: RealServer): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(`${origin}/?server=${encodeURIComponent(server.url)}`);
  return page;
}

const seen = async (page: Page): Promise<Record<string, unknown>> =>
  JSON.parse(await page.locator("#seen").innerText()) as Record<string, unknown>;

describe("a page of another origin", { timeout: 120_000 }, () => {
  it("can make every call of the client and use both hooks when the server lists its origin", async () => {
    const server = await RealServer.start({ HEADWAY_ORIGINS: origin });
    try {
      const page = await open(server);
      await page.locator("#seen").waitFor();
      const outcomes = JSON.parse((await page.locator("body").getAttribute("data-outcomes")) ?? "{}") as Record<
        string,
        string
      >;
      const refused = Object.entries(outcomes).filter(([, outcome]) => outcome !== "ok");
      // Answers of the server that the page could read: these calls have nothing to work on here.
      expect(Object.fromEntries(refused)).toEqual({
        "jobs.approve": expect.stringMatching(/^(?:CONFLICT|JOB_ENDED)$/),
        "jobs.cancel": "JOB_ENDED",
        "documents.approve": expect.stringMatching(/^(?:CONFLICT|JOB_ENDED|NOT_AWAITING\w*)$/),
        "live.get": "NOT_FOUND",
        "live.chunk": "NOT_FOUND",
        "live.control": "NOT_FOUND",
        "localModels.add": "UNKNOWN_MODEL",
        "localModels.remove": "UNKNOWN_MODEL",
        download: "NOT_FOUND",
      });
      await expect.poll(() => seen(page)).toMatchObject({ connection: "ended", list: "live", error: null });
      const { types, listed } = await seen(page);
      expect(types).toEqual(expect.arrayContaining(["job.queued", "job.completed"]));
      expect(listed).toBeGreaterThan(0);
    } finally {
      await server.close();
    }
  });

  it("is told what to set when the server does not list its origin", async () => {
    const server = await RealServer.start();
    try {
      const page = await open(server);
      const message = "The server is unreachable or refuses pages of this origin.";
      await expect
        .poll(() => seen(page))
        .toMatchObject({
          error: message,
          listError: message,
          advice: `Check that the server runs. If it does, set HEADWAY_ORIGINS to ${origin} there.`,
        });
    } finally {
      await server.close();
    }
  });
});
