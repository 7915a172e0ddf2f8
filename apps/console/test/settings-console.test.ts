import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "@headway-jobs/tools/testing/chromium";
import { buildConsole } from "./support/built-console.ts";
import { Hub, ModelsServer } from "./support/models-server.ts";
import { Pages } from "./support/open-page.ts";

let browser: Browser;
let hub: Hub;
let pages: Pages;
let server: ModelsServer | undefined;
beforeAll(async () => {
  await buildConsole();
  [browser, hub] = await Promise.all([launchBrowser(), Hub.start()]);
  pages = new Pages(browser);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  hub?.close();
});
afterEach(async () => {
  expect(await pages.close()).toEqual([]);
  await server?.close();
  hub.refused.clear();
});

async function openSettings(options: readonly string[] = [], view = {}): Promise<Page> {
  server = await ModelsServer.start(hub, ...options);
  return pages.open(`${server.url}/#/settings`, view);
}

const rowOf = (page: Page, name: string): Locator =>
  page.getByRole("listitem").filter({ has: page.getByRole("heading", { name, exact: true }) });

async function add(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: `Add ${name}` }).click();
  await page.getByRole("button", { name: "Fetch" }).click();
}

describe("the page of settings", { timeout: 120_000 }, () => {
  it("adds a model after it has shown size and licence, with live progress, and removes it with what takes over", async () => {
    const page = await openSettings();
    hub.hold("voice-en");
    await page.getByRole("button", { name: "Add voice-en" }).click();
    await page.getByRole("group", { name: "Fetch 2.0 MB under the licence MIT?" }).waitFor();
    await page.getByRole("button", { name: "Fetch" }).click();
    const row = rowOf(page, "voice-en");
    await expect.poll(() => row.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("49");
    await row.getByText("voice-en: 1.0 MB of 2.0 MB").waitFor();
    hub.release("voice-en");
    await row.getByText("Installed").waitFor();
    await page.getByRole("button", { name: "Remove voice-en" }).click();
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    await page
      .getByRole("status")
      .getByText(/^No model is installed any more\. In force again: voice: /)
      .waitFor();
    await page.getByRole("button", { name: "Add voice-en" }).waitFor();
  });

  it("adds what is recommended by one press, as one job with a page of its own", async () => {
    const page = await openSettings();
    await page.getByRole("button", { name: "Add all that is recommended for English" }).click();
    await page.getByRole("button", { name: "Fetch" }).click();
    await page.getByRole("heading", { name: "Everything recommended for English is installed" }).waitFor();
    await page.getByRole("link", { name: /Recommended models \(2\).*Completed/ }).click();
    await page.getByLabel("Result").getByText("voice-en, ear are installed.").waitFor();
    await page.getByText("Events").click();
    await page.getByRole("region", { name: "Events" }).getByText("ear is as its publisher states it, 2.0 MB").waitFor();
  });

  it("shows why a model could not be fetched, with advice, until it is tried again", async () => {
    const page = await openSettings();
    hub.refused.add("ear");
    await add(page, "ear");
    const alert = rowOf(page, "ear").getByRole("alert");
    await alert.getByText("Accept the terms first").waitFor();
    await alert.getByText("The administrator can download the files from the model's page").waitFor();
    hub.refused.clear();
    await add(page, "ear");
    await rowOf(page, "ear").getByText("Installed").waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  it("stops a download, keeps what has arrived, and continues it", async () => {
    const page = await openSettings();
    hub.hold("en-es");
    await add(page, "en-es");
    const row = rowOf(page, "en-es");
    await row.getByText("1.0 MB of 2.0 MB").waitFor();
    await page.getByRole("button", { name: "Stop the download: en-es" }).click();
    await row.getByText("Interrupted").waitFor();
    await page.getByRole("button", { name: "Continue en-es" }).click();
    await page.getByRole("group", { name: "Fetch 1.0 MB under the licence MPL-2.0?" }).waitFor();
    await page.getByRole("button", { name: "Fetch" }).click();
    await row.getByText("Installed").waitFor();
  });

  it("follows a download that began before it was opened, in another tab too", async () => {
    const first = await openSettings();
    hub.hold("ear");
    await add(first, "ear");
    const second = await pages.open(first.url());
    await rowOf(second, "ear").getByRole("progressbar").waitFor();
    hub.release("ear");
    await rowOf(second, "ear").getByText("Installed").waitFor();
    await rowOf(first, "ear").getByText("Installed").waitFor();
  });

  it("says what is in force for each capability, and what would improve it", async () => {
    const page = await openSettings();
    const providers = page.getByRole("region", { name: "Providers in force" });
    const voice = providers.locator(".providers__row", { hasText: "Voice" });
    await voice.getByText("HEADWAY_SPEECH").waitFor();
    expect(await providers.locator("dt").allTextContents()).toEqual([
      "Voice",
      "Recognition",
      "Translation",
      "Language model",
      "Pictures",
    ]);
    await providers.getByText("documents are edited by rules").waitFor();
  });

  it("finds models by language, by state and by words", async () => {
    const page = await openSettings();
    const names = (): Promise<string[]> => page.getByRole("heading", { level: 4 }).allTextContents();
    await page.getByLabel("Language").selectOption({ label: "Spanish" });
    await expect.poll(names).toEqual(["voice-es", "ear", "en-es"]);
    await page.getByLabel("Search").fill("english → spanish");
    await expect.poll(names).toEqual(["en-es"]);
    await page.getByLabel("Show").selectOption({ label: "On this machine" });
    await page.getByText("No model fits.").waitFor();
  });

  it("shows everything and no buttons to a key without the scope admin, and says who can change it", async () => {
    const page = await openSettings(["--auth", "keys"]);
    const enter = async (key: string | undefined): Promise<void> => {
      await page.getByLabel("API key").fill(key ?? "");
      await page.getByRole("button", { name: "Continue" }).click();
    };
    await enter(server?.keys[0]);
    await page.getByText("may look at the models and not change them").waitFor();
    await rowOf(page, "ear").getByText("2.0 MB").waitFor();
    expect(await page.getByRole("button", { name: /^Add / }).count()).toBe(0);
    await page.getByRole("button", { name: "Forget key" }).click();
    await enter(server?.keys[1]);
    await page.getByRole("button", { name: "Add ear" }).waitFor();
  });

  it("works with the keyboard alone, and the focus stays at the model", async () => {
    const page = await openSettings();
    const focused = (): Promise<unknown> => page.evaluate("document.activeElement.textContent.trim()");
    await page.getByRole("button", { name: "Add ear" }).focus();
    await page.keyboard.press("Enter");
    expect(await focused()).toBe("Fetch");
    await page.keyboard.press("Escape");
    expect(await focused()).toBe("Add");
    hub.hold("ear");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await rowOf(page, "ear").getByRole("progressbar").waitFor();
    await expect.poll(focused).toBe("ear");
    hub.release("ear");
  });

  it("is reached from the bar on a phone, and is not wider than its screen", async () => {
    const page = await openSettings([], { width: 360, height: 740 });
    await page.getByRole("heading", { name: "Models on this machine" }).waitFor();
    await page.getByRole("link", { name: "Start page", exact: true }).click();
    await page.getByRole("link", { name: "Settings" }).click();
    await rowOf(page, "voice-en").waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  });
});
