import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "./support/browser.ts";
import { buildConsole } from "./support/built-console.ts";
import { Pages } from "./support/open-page.ts";
import { RealServer } from "./support/real-server.ts";

const EXAMPLE = fileURLToPath(new URL("../../../examples/own-job/my-jobs.ts", import.meta.url));

let browser: Browser;
let server: RealServer;
let pages: Pages;
beforeAll(async () => {
  await buildConsole();
  [browser, server] = await Promise.all([launchBrowser(), RealServer.start({ HEADWAY_SERVICES: EXAMPLE })]);
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
});
