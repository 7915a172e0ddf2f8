import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "@headway-jobs/tools/testing/chromium";
import { buildConsole } from "./support/built-console.ts";
import { Pages } from "./support/open-page.ts";
import { RealServer } from "./support/real-server.ts";

const MEMO = `# Memo

In order to win, we need to move at this point in time.

Due to the fact that it rains, we stay in the house.

We recieve a large number of letters from from abroad.
`;

let browser: Browser;
let server: RealServer;
let pages: Pages;
beforeAll(async () => {
  await buildConsole();
  [browser, server] = await Promise.all([launchBrowser(), RealServer.start()]);
  pages = new Pages(browser);
}, 60_000);
afterAll(async () => {
  await Promise.all([browser?.close(), server?.close()]);
});
afterEach(async () => {
  expect(await pages.close()).toEqual([]);
});

async function openForm(): Promise<Page> {
  const page = await pages.open(server.url);
  await page.getByRole("button", { name: "document" }).click();
  return page;
}

/** A job that has proposed three changes to the memo; the page shows its review. */
async function openReview(): Promise<Page> {
  const page = await openForm();
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "memo.md", mimeType: "text/markdown", buffer: Buffer.from(MEMO) });
  await page.getByText("memo.md", { exact: true }).waitFor();
  await page.getByLabel("What should be changed?").fill("Make all sections more concise");
  await page.getByRole("button", { name: "Edit the document" }).click();
  await page.getByRole("heading", { name: "3 proposed changes" }).waitFor();
  return page;
}

const card = (page: Page, number: number) => page.locator(".change").nth(number - 1);
const paper = (page: Page) => page.frameLocator("iframe.paper").locator("body");

describe("a document in the console", { timeout: 120_000 }, () => {
  it("is reviewed change by change, made, downloaded, gone on with, and taken back", async () => {
    const page = await openReview();
    await expect.poll(() => card(page, 1).locator("del").first().innerText()).toContain("In order to");
    await expect.poll(() => card(page, 1).locator("ins").first().innerText()).toContain("To");

    await card(page, 1).getByRole("button", { name: "Approve" }).click();
    await card(page, 1).getByText("Approved", { exact: true }).waitFor();
    // The focus has gone on to the next card, which takes keys.
    await page.keyboard.press("d");
    await card(page, 2).getByText("Denied", { exact: true }).waitFor();
    await card(page, 3).getByRole("button", { name: "Deny with feedback" }).click();
    await page.getByLabel("What should be different?").fill("Only fix the spelling");
    await page.getByRole("button", { name: "Deny and ask again" }).click();

    await page.getByRole("heading", { name: "One new proposal" }).waitFor();
    await page.getByRole("button", { name: "Approve it" }).click();
    await page.getByRole("heading", { name: "Continue with this document" }).waitFor();
    const text = await paper(page).innerText();
    expect(text).toContain("To win, we");
    expect(text).toContain("Due to the fact that it rains");
    expect(text).toContain("We receive");
    await expect.poll(() => paper(page).locator("[data-mark]").count()).toBe(2);

    const changes = page.getByRole("navigation", { name: "Changes" }).getByRole("button");
    await changes.first().click();
    await expect.poll(() => paper(page).locator("[data-shown]").innerText()).toContain("To win");

    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Markdown" }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/\.md$/);
    expect(await readFile(await file.path(), "utf8")).toContain("To win, we");

    await page.getByLabel("What next?").fill("Replace “rains” by “snows”");
    await page.getByText("Ask before each change").click();
    await page.getByRole("button", { name: "Edit the document" }).click();
    await page.getByRole("heading", { name: "Replace “rains”" }).waitFor();
    await page.getByRole("heading", { name: "Continue with this document" }).waitFor();
    await expect.poll(() => paper(page).innerText()).toContain("snows");
    await expect.poll(() => page.locator(".turn").count()).toBe(2);

    await page.locator(".turn").nth(1).getByRole("button", { name: "Back to before this" }).click();
    await page.getByRole("button", { name: "Take it back" }).click();
    await page.getByText("This turn was taken back").waitFor();
    await expect.poll(() => paper(page).innerText()).toContain("it rains");
    await expect.poll(() => page.getByLabel("What next?").inputValue()).toBe("Replace “rains” by “snows”");
  });

  it("keeps a review through a reload and a killed server, and shows what another tab decides", async () => {
    const page = await openReview();
    await card(page, 2).getByRole("button", { name: "Approve" }).click();
    await card(page, 2).getByText("Approved", { exact: true }).waitFor();
    await server.kill();
    await server.start();
    await page.reload();
    await card(page, 2).getByText("Approved", { exact: false }).waitFor();
    await page.getByText("1 approved, 2 remaining").waitFor();

    const other = await pages.open(page.url(), { width: 390, height: 844 });
    await card(other, 1).getByRole("button", { name: "Deny", exact: true }).click();
    await card(page, 1).getByText("Denied elsewhere").waitFor();
    await page.getByRole("button", { name: "Approve the last one" }).click();
    await other.getByRole("heading", { name: "Continue with this document" }).waitFor();
    await expect.poll(() => paper(other).innerText()).toContain("In order to win");
  });

  it("says that another person decided first when two decide differently at the same time", async () => {
    const page = await openReview();
    const jobId = page.url().split("/").at(-1);
    const job = (await (await page.request.get(`${server.url}/v1/jobs/${jobId}`)).json()) as { session_id: string };
    // The page must not have read the job again before it decides.
    await page.route(`**/v1/jobs/${jobId}`, (route) => route.abort());
    await page.request.post(`${server.url}/v1/chat/${job.session_id}/approve`, {
      data: { job_id: jobId, approved: false, change_id: "ch_1" },
    });
    await card(page, 1).getByRole("button", { name: "Approve" }).click();
    await card(page, 1)
      .getByText(/It was already decided elsewhere.*already denied/)
      .waitFor();
    await page.unroute(`**/v1/jobs/${jobId}`);
    await card(page, 1).getByText("Denied elsewhere").waitFor();
  });

  it("is written by hand, with formatting, and sent with what was typed", async () => {
    const page = await openForm();
    await page.getByRole("button", { name: "Edit the document" }).click();
    await page.getByText("Add a document first").waitFor();
    await page.getByRole("button", { name: "Write or paste" }).click();
    const sheet = page.getByRole("textbox", { name: "Document text" });
    await sheet.click();
    await page.getByRole("button", { name: "Heading 1" }).click();
    await page.keyboard.type("Plan");
    await page.keyboard.press("Enter");
    await page.keyboard.type("We recieve letters.");
    await page.getByRole("button", { name: "Done" }).click();
    await expect.poll(() => paper(page).locator("h1").innerText()).toBe("Plan");
    await page.getByRole("button", { name: "Fix spelling" }).click();
    await page.getByText("Ask before each change").click();
    await page.getByRole("button", { name: "Edit the document" }).click();
    await page.getByRole("heading", { name: "Continue with this document" }).waitFor();
    await expect.poll(() => paper(page).innerText()).toContain("We receive letters.");
  });

  it("keeps the server's ids and its tables through editing by hand", async () => {
    const page = await openForm();
    const html = "<h1>Plan</h1><table><tr><th>A</th><td><p>One</p></td></tr></table><p>Text</p>";
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "plan.html", mimeType: "text/html", buffer: Buffer.from(html) });
    await page.getByText("plan.html", { exact: true }).waitFor();
    const idsOf = () =>
      paper(page)
        .locator("[data-chunk-id]")
        .evaluateAll((all) => all.map((one) => [one.localName, one.dataset["chunkId"]]));
    await paper(page).locator("h1").waitFor();
    const before = await idsOf();
    await page.getByRole("button", { name: "Edit by hand" }).click();
    await page.getByRole("textbox", { name: "Document text" }).getByText("Text").click();
    await page.keyboard.press("End");
    await page.keyboard.type(" more");
    await page.getByRole("button", { name: "Done" }).click();
    await paper(page).getByText("Text more").waitFor();
    const after = await idsOf();
    expect(after).toEqual(before);
  });

  it("shows what nobody may run as what it is, and refuses what is no document", async () => {
    const page = await openForm();
    await page.locator("input[type=file]").setInputFiles({
      name: "cat.png",
      mimeType: "image/png",
      buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]),
    });
    await page.locator(".source-panel .field__problem").waitFor();
    const sly = `<p onclick="alert(1)">Hello</p><script>parent.document.title = "taken"</script><img src=x onerror="parent.document.title='taken'">`;
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "sly.html", mimeType: "text/html", buffer: Buffer.from(sly) });
    await paper(page).getByText("Hello").waitFor();
    expect(await page.title()).toBe("Headway");
  });
});
