import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "@headway-jobs/tools/testing/chromium";
import { buildConsole } from "./support/built-console.ts";
import { Pages } from "./support/open-page.ts";
import { RealServer } from "./support/real-server.ts";

const SERVICES = ["../../../examples/own-job/my-jobs.ts", "./support/own-jobs.ts"].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

let browser: Browser;
let server: RealServer;
let pages: Pages;
beforeAll(async () => {
  await buildConsole();
  [browser, server] = await Promise.all([launchBrowser(), RealServer.start({ HEADWAY_SERVICES: SERVICES.join(",") })]);
  pages = new Pages(browser);
}, 60_000);
afterAll(async () => {
  await Promise.all([browser?.close(), server?.close()]);
});
afterEach(async () => {
  expect(await pages.close()).toEqual([]);
});

/** The form of the example's kind, filled in and sent. */
async function submitted(subject: string, chapters: string): Promise<Page> {
  const page = await pages.open(server.url);
  await page.getByRole("button", { name: "report" }).click();
  await page.getByLabel("Subject").fill(subject);
  await page.getByLabel("Chapters (optional)").fill(chapters);
  await page.getByRole("button", { name: "Start" }).click();
  return page;
}

describe("a job of a deployment's own in the console", { timeout: 120_000 }, () => {
  it("is made with a form of its input, watched, approved, and its file fetched", async () => {
    const page = await submitted("Tea", "2");
    await page.getByRole("heading", { name: /^Report / }).waitFor();
    await page.getByRole("heading", { name: "Publish this report?" }).waitFor();
    await page.getByLabel("Details").getByText("## 2. Tea, part 2").waitFor();
    await page.getByRole("button", { name: "Approve" }).click();
    const link = page.getByRole("link", { name: /report\.md/ });
    await link.waitFor();
    await page.getByLabel("Result").getByText("true").waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    expect(await readFile(await download.path(), "utf8")).toContain("## 2. Tea, part 2");
  });

  it("is denied with a comment, and says so in its log and result", async () => {
    const page = await submitted("Coffee", "1");
    await page.getByLabel("Comment (optional)").fill("Not now.");
    await page.getByRole("button", { name: "Deny" }).click();
    await page.getByLabel("Result").getByText("false").waitFor();
    await page.locator(".log summary").click();
    await page.getByRole("region", { name: "Events" }).getByText("job.awaiting_approval").waitFor();
  });

  it("is refused for a wrong input in the server's words, and the form keeps what was written", async () => {
    const page = await submitted("Tea", "21");
    await page.getByRole("alert").getByText("input.chapters").waitFor();
    expect(await page.getByLabel("Subject").inputValue()).toBe("Tea");
  });

  it("is one job with one upload, although its form was sent twice and its first answer was lost", async () => {
    const page = await pages.open(server.url);
    const uploads: string[] = [];
    const keys: (string | undefined)[] = [];
    await page.route("**/v1/uploads", async (route) => {
      uploads.push(route.request().method());
      await route.continue();
    });
    await page.route("**/v1/jobs", async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      keys.push(route.request().headers()["idempotency-key"]);
      // The first answer is lost after the server has made the job.
      if (keys.length > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await page.getByRole("button", { name: "copy" }).click();
    await page
      .getByLabel("Source")
      .setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("Tea") });
    await page.evaluate(`(() => {
      const form = document.querySelector(".own-form");
      form.requestSubmit();
      form.requestSubmit();
    })()`);
    // What the page says of it is over as soon as another request is answered.
    await expect.poll(() => keys.length).toBe(1);
    await page.getByRole("button", { name: "Start" }).click();
    await page.getByRole("heading", { name: /^Copy / }).waitFor();
    expect(uploads).toEqual(["POST"]);
    expect(keys).toEqual([keys[0], keys[0]]);
    await page.getByRole("link", { name: /copy\.txt/ }).waitFor();
    const { total } = (await (await page.request.get(`${server.url}/v1/jobs?kind=copy`)).json()) as { total: number };
    expect(total).toBe(1);
  });

  it("keeps its last record while it cannot be read again, says so, and asks its question when it can", async () => {
    const page = await pages.open(server.url);
    let isDown = false;
    await page.route(/\/v1\/jobs\/job_\w+$/, async (route) => {
      if (!isDown) {
        await route.continue();
        isDown = true;
        return;
      }
      const body = { code: "STORE_UNAVAILABLE", detail: "The database is temporarily unavailable.", retryable: true };
      await route.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify(body) });
    });
    await page.getByRole("button", { name: "report" }).click();
    await page.getByLabel("Subject").fill("Cocoa");
    await page.getByLabel("Chapters (optional)").fill("1");
    await page.getByRole("button", { name: "Start" }).click();
    await page.getByText("Reading the question that this job waits with").waitFor();
    await page.getByText("could not be read").waitFor();
    await page.getByRole("heading", { name: "Report on Cocoa" }).waitFor();
    await page.unroute(/\/v1\/jobs\/job_\w+$/);
    await page.getByRole("heading", { name: "Publish this report?" }).waitFor();
    expect(await page.getByText("could not be read").count()).toBe(0);
  });

  it("shows its files after their list could not be read at first", async () => {
    const page = await pages.open(server.url);
    let failures = 0;
    await page.route("**/artifacts", (route) => {
      failures += 1;
      return failures > 1 ? route.continue() : route.abort();
    });
    await copied(page, "Later");
    await page.getByRole("link", { name: /copy\.txt/ }).waitFor();
    await expect.poll(() => page.getByText("The server cannot be reached").count()).toBe(0);
  });

  it("opens a file by a new link when its page has been open for hours", async () => {
    const page = await pages.open(server.url);
    const lists: string[] = [];
    await page.clock.install();
    await copied(page, "Patience");
    page.on("request", (request) => {
      if (request.url().endsWith("/artifacts")) lists.push(request.method());
    });
    const link = page.getByRole("link", { name: /copy\.txt/ });
    await link.waitFor();
    lists.length = 0;
    await page.clock.fastForward("07:00:00");
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    expect(await readFile(await download.path(), "utf8")).toBe("Patience");
    expect(lists).toEqual(["GET"]);
  });
});

/** Has the page make a job of the kind `copy`. */
async function copied(page: Page, text: string): Promise<void> {
  await page.getByRole("button", { name: "copy" }).click();
  await page.getByLabel("Source").setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from(text) });
  await page.getByRole("button", { name: "Start" }).click();
}
