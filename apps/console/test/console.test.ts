import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "@headway-jobs/tools/testing/chromium";
import { buildConsole } from "./support/built-console.ts";
import { Pages } from "./support/open-page.ts";
import { RealServer } from "./support/real-server.ts";

const LESSON = `# Tides

## Why the sea rises

The Moon pulls the water of the sea towards itself. The sea rises twice a day. People have known it for a long time.

- The Moon pulls
- The water follows

## Spring and neap

When Sun and Moon stand in one line, the tides are high. When they stand at a right angle, the tides are low.

- One line: spring tide
- Right angle: neap tide
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

const open = (url: string): Promise<Page> => pages.open(url);

async function submit(page: Page, topic: string, source: string, slides: number): Promise<void> {
  await page.getByLabel("Topic", { exact: true }).fill(topic);
  await page.getByLabel("Your own text").fill(source);
  await page.getByLabel("Slides").fill(String(slides));
  await page.getByText("480p").click();
  await page.getByLabel("Topic", { exact: true }).press("Enter");
  await page.getByRole("progressbar").waitFor();
}

async function setVisibility(page: Page, state: "hidden" | "visible"): Promise<void> {
  await page.evaluate(`
    Object.defineProperty(document, "visibilityState", { value: "${state}", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  `);
}

describe("the console", { timeout: 120_000 }, () => {
  it("makes a video, continues automatically after the server was killed in the middle, and plays it", async () => {
    const page = await open(server.url);
    await submit(page, "Tides for the console", LESSON, 2);
    await page.evaluate("window.sameDocument = true");
    await page.locator(".slide__step[data-done=true]").first().waitFor();
    await server.kill();
    await page.getByText("Reconnecting…").waitFor();
    expect(await page.getByRole("progressbar").isVisible()).toBe(true);
    await server.start();
    await page.getByRole("navigation", { name: "Chapters" }).waitFor();
    expect(await page.evaluate("window.sameDocument")).toBe(true);
    expect(await page.title()).toBe("✓ · Tides for the console");

    await page.getByRole("navigation", { name: "Chapters" }).getByRole("button").nth(1).click();
    await page.waitForFunction("document.querySelector('video').currentTime > 0.5");
    expect(await page.evaluate("document.querySelector('video').textTracks.length")).toBe(1);
    const downloads = page.getByRole("list", { name: "Downloads" }).getByRole("link");
    await downloads.nth(2).waitFor();
    const statuses = (await downloads.all()).map(async (link) => {
      const href = String(await link.getAttribute("href"));
      return (await page.request.get(new URL(href, page.url()).href)).status();
    });
    expect(await Promise.all(statuses)).toEqual([200, 200, 200]);

    await page.reload();
    await page.getByRole("heading", { name: "Outline and script" }).waitFor();
    await page.getByText("Events").click();
    const numbers = await page.locator(".log__seq").allTextContents();
    expect(numbers.map(Number)).toEqual(numbers.map((_, index) => index + 1));
    expect(await page.locator(".log code").last().textContent()).toBe("job.completed");
  });

  it("keeps one stream for the list and the job, and lets go of the job while its tab is hidden", async () => {
    const page = await open("about:blank");
    const followed: (string | undefined)[] = [];
    page.on("request", (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname.endsWith("/events")) followed.push(searchParams.get("follow")?.split(":")[0]);
    });
    await page.goto(server.url);
    await submit(page, "Tides behind another tab", LESSON, 1);
    await setVisibility(page, "hidden");
    await page.getByRole("link", { name: /Tides behind another tab.*Completed/ }).waitFor();
    expect(await page.title()).toBe("✓ · Tides behind another tab");
    expect(await page.locator("video").count()).toBe(0);
    await setVisibility(page, "visible");
    await page.locator("video").waitFor();
    const own = page.url().split("/").at(-1);
    expect(followed).toEqual([undefined, own, own]);
  });

  it("says at once that it is cut off, and takes back what it said of that when it is not any more", async () => {
    const page = await open(server.url);
    await page.getByText("Live", { exact: true }).waitFor();
    await page.context().setOffline(true);
    await page.getByText("Reconnecting…").waitFor();
    await page.getByLabel("Topic", { exact: true }).fill("Tides without a network");
    await page.getByRole("button", { name: "Create the video" }).click();
    await page.getByText("The server cannot be reached").waitFor();
    await page.context().setOffline(false);
    await page.getByText("Live", { exact: true }).waitFor();
    await page.getByText("The server cannot be reached").waitFor({ state: "detached" });
    expect(await page.getByLabel("Topic", { exact: true }).inputValue()).toBe("Tides without a network");
  });

  it("stops a job when asked twice, and runs it again", async () => {
    const page = await open(server.url);
    await submit(page, "Tides to cancel", LESSON, 2);
    const first = page.url();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Stop it" }).click();
    await page.getByText("You stopped this video.").waitFor();
    await page.getByRole("button", { name: "Run again" }).click();
    await page.waitForURL((url) => url.href !== first);
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Stop it" }).click();
    await page.getByText("You stopped this video.").waitFor();
    await page.getByRole("button", { name: "Delete" }).click();
    await page
      .getByRole("group", { name: /Delete this job/ })
      .getByRole("button", { name: "Delete" })
      .click();
    await page.getByLabel("Topic", { exact: true }).waitFor();
    await page.goto(first);
    await page.reload();
    await page.getByText("You stopped this video.").waitFor();
  });

  it("shows what another client submits while it looks on", async () => {
    const page = await open(server.url);
    await page.getByRole("navigation", { name: "Jobs" }).waitFor();
    const { job_id: jobId } = (await (
      await page.request.post(`${server.url}/v1/jobs`, {
        data: { kind: "video", input: { topic: "Made elsewhere", source: LESSON, num_slides: 1, size: "854x480" } },
      })
    ).json()) as { job_id: string };
    await page.getByRole("link", { name: /Made elsewhere/ }).waitFor();
    await page.request.post(`${server.url}/v1/jobs/${jobId}/cancel`);
    await page.getByRole("link", { name: /Made elsewhere.*Cancelled/ }).waitFor();
  });

  it("shows a refusal beside the field it speaks of", async () => {
    const page = await open(server.url);
    await page.getByLabel("Topic", { exact: true }).fill("The history of an unheard-of cheese");
    await page.getByRole("button", { name: "Create the video" }).click();
    const source = page.getByLabel("Your own text");
    await page.locator("textarea[aria-invalid=true]").waitFor();
    const note = await source.getAttribute("aria-describedby");
    expect(await page.locator(`[id="${note}"]`).textContent()).toContain("A video needs a source text");
  });

  it("says so when there is no such job", async () => {
    const page = await open(`${server.url}/#/jobs/job_01JD00000000000000000000AA`);
    await page.getByText("Job not found").waitFor();
  });

  it("asks for the key of a server that runs with keys, and keeps it for the tab", async () => {
    const locked = await RealServer.start({ HEADWAY_AUTH: "keys" });
    try {
      const key = /sk_[0-9a-f]{32}/.exec(await locked.run("keys", "create", "--owner", "console"))?.[0] ?? "";
      const page = await open(locked.url);
      await page.getByLabel("API key").fill(`sk_${"0".repeat(32)}`);
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByText("does not accept this key").waitFor();
      await page.getByLabel("API key").fill(key);
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByText("No jobs yet.").waitFor();
      await page.reload();
      await page.getByText("No jobs yet.").waitFor();
    } finally {
      await locked.close();
    }
  });
});
