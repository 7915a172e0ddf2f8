import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "@headway-jobs/tools/testing/chromium";
import { buildConsole } from "./support/built-console.ts";
import { RealServer } from "./support/real-server.ts";

let browser: Browser;
let server: RealServer;
beforeAll(async () => {
  await buildConsole();
  [browser, server] = await Promise.all([launchBrowser(), RealServer.start()]);
}, 60_000);
afterAll(async () => {
  await Promise.all([browser?.close(), server?.close()]);
});

/** As `headway exam` keeps it. */
const APERTIUM = {
  capability: "translation",
  provider: "apertium",
  language: "en>es",
  set: "UD-PUD",
  items: 300,
  measured_at: "2026-12-01T10:00:00.000Z",
  version: "0.1.0",
  chrf: 48.2,
  memory_mb: 120,
};

describe("a text in another language, from the form to the ear", () => {
  it("is translated and spoken sentence by sentence, and plays", async () => {
    await writeFile(join(server.data, "exam.json"), JSON.stringify({ results: [APERTIUM] }));
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(60_000);
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });
    await page.goto(server.url);
    await page.getByRole("button", { name: "speech" }).click();
    await page.getByLabel("Text", { exact: true }).fill("Good morning. The house is red. What is water?");
    await page.getByLabel("To", { exact: true }).selectOption({ label: "Spanish (Spain)" });
    await page.getByLabel("Voice").selectOption({ label: "Spanish (Spain), female" });
    await page.getByRole("button", { name: "Translate and speak" }).click();
    const sound = page.locator(".speech-result audio");
    await sound.waitFor();
    const rows = page.getByRole("list", { name: "Sentences" }).getByRole("listitem");
    expect(await rows.count()).toBe(3);
    expect(await rows.nth(1).innerText()).toMatch(/The house is red\.[^]*La casa es roja\.[^]*\d\.\d s/);
    await page.waitForFunction(() => {
      const audio = document.querySelector("audio");
      return audio !== null && audio.duration > 2;
    });
    await expect.poll(() => page.getByRole("list", { name: "Downloads" }).getByRole("link").count()).toBe(3);
    expect(await page.locator(".job__makers").innerText()).toMatch(
      /^Made with apertium \(chrF 48 of 100 \[en>es\] in this machine's exam of 2026-12-01\), .*espeak-ng\.$/,
    );
    expect(faults).toEqual([]);
    await page.close();
  }, 90_000);
});
