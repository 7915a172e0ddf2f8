import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "@headway-jobs/tools/testing/chromium";
import { buildConsole } from "./support/built-console.ts";
import { Pages } from "./support/open-page.ts";
import { RealServer } from "./support/real-server.ts";
import { removeFolder, scratchFolder } from "./support/scratch.ts";

const TURNS = [
  ["slt", "Good morning. I am very happy to hear from you."],
  ["rms", "I am angry. The price is too expensive for us."],
  ["slt", "I understand. Would you like to book a meeting for Monday?"],
] as const;

let folder: string;
let browser: Browser;
let server: RealServer;
let pages: Pages;
beforeAll(async () => {
  await buildConsole();
  folder = scratchFolder();
  await speakCall(join(folder, "call.wav"));
  const microphone = `--use-file-for-fake-audio-capture=${join(folder, "call.wav")}%noloop`;
  [browser, server] = await Promise.all([
    launchBrowser("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", microphone),
    RealServer.start(),
  ]);
  pages = new Pages(browser);
}, 60_000);
afterAll(async () => {
  await Promise.all([browser?.close(), server?.close()]);
  removeFolder(folder);
});
afterEach(async () => {
  expect(await pages.close()).toEqual([]);
});

/** Two voices, one after the other, with pauses between. */
async function speakCall(file: string): Promise<void> {
  const run = promisify(execFile);
  const spoken = await Promise.all(
    TURNS.map(async ([voice, text], index) => {
      const turn = join(folder, `${index}.wav`);
      await run("flite", ["-voice", voice, "-t", text, "-o", turn]);
      return turn;
    }),
  );
  const parts = spoken.map((_, index) => `[${index}]aresample=16000,apad=pad_dur=0.8[p${index}]`);
  const joined = spoken.map((_, index) => `[p${index}]`).join("");
  const filter = `${parts.join(";")};${joined}concat=n=${spoken.length}:v=0:a=1`;
  const inputs = spoken.flatMap((turn) => ["-i", turn]);
  await run("ffmpeg", ["-v", "error", "-y", ...inputs, "-filter_complex", filter, "-ar", "16000", "-ac", "1", file]);
}

async function openForm(permissions: string[] = []): Promise<Page> {
  const page = await pages.open(server.url, { permissions });
  await page.getByRole("button", { name: "conversation" }).click();
  return page;
}

const playsBehind = (seconds: number): boolean => (document.querySelector("audio")?.currentTime ?? 0) > seconds;

const lines = (page: Page) => page.locator(".utterance");

describe("a conversation in the console", { timeout: 120_000 }, () => {
  it("is read along while a recording is listened to, and played from its transcript", async () => {
    const page = await openForm();
    await page.getByRole("button", { name: "Analyse the recording" }).click();
    await page.getByText("Choose a recording first.").waitFor();
    await page.locator("input[type=file]").setInputFiles(join(folder, "call.wav"));
    await page.getByLabel("Goal of the conversation").fill("Book a meeting");
    await page.getByLabel("Speakers").selectOption("2");
    await page.getByRole("button", { name: "Analyse the recording" }).click();
    await lines(page).first().waitFor();
    await page.getByRole("heading", { name: "Summary" }).waitFor();
    await expect.poll(() => lines(page).count()).toBe(3);
    await expect.poll(() => lines(page).first().innerText()).toMatch(/happy to hear/);
    await expect.poll(() => lines(page).nth(1).locator(".feeling").innerText()).toMatch(/anger/);

    await lines(page)
      .nth(1)
      .getByRole("button", { name: /Play from/ })
      .click();
    await page.waitForFunction(playsBehind, 3);
    await page.locator(".utterance[data-playing=true]").waitFor();
    await page.locator(".course canvas").waitFor();
    await page.getByText("As a table").click();
    await expect.poll(() => page.locator(".course__scroll tbody tr").count()).toBe(3);
    const moments = page.getByRole("navigation", { name: "Moments" }).getByRole("button");
    expect(await moments.count()).toBeGreaterThan(0);
    const links = page.getByRole("list", { name: "Downloads" }).getByRole("link");
    const statuses = (await links.all()).map(async (link) => {
      const href = String(await link.getAttribute("href"));
      return (await page.request.get(new URL(href, page.url()).href)).status();
    });
    expect(await Promise.all(statuses)).toEqual([200, 200, 200, 200, 200, 200]);
    await page.setViewportSize({ width: 360, height: 780 });
    await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  });

  it("says how much of a large recording is sent, and why it is not taken", async () => {
    const page = await openForm();
    const network = await page.context().newCDPSession(page);
    await network.send("Network.enable");
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 2 ** 20 };
    await network.send("Network.emulateNetworkConditions", slow);
    const told = new Set<string>();
    await page.exposeFunction("tell", (text: string) => void told.add(text));
    await page.getByRole("button", { name: "Analyse the recording" }).waitFor();
    await page.evaluate(`
      const button = document.querySelector("button[type=submit]");
      const observer = new MutationObserver(() => tell(button.textContent));
      observer.observe(button, { childList: true, characterData: true, subtree: true });
    `);
    const buffer = Buffer.alloc(2 ** 21, "no sound ");
    await page.locator("input[type=file]").setInputFiles({ name: "call.wav", mimeType: "audio/wav", buffer });
    await page.getByRole("button", { name: "Analyse the recording" }).click();
    await page.getByText(/not a recording that can be read.* or flac\.$/).waitFor();
    expect([...told].filter((text) => /^Uploading… [1-9]\d? %$/.test(text)).length).toBeGreaterThan(1);
  });

  it("is recorded live, continues after the server is killed, is watched from another tab, and summed up", async () => {
    const page = await openForm(["microphone"]);
    await page.getByText("Record live").click();
    await page.getByRole("button", { name: "Start recording" }).click();
    await page.getByText("Recording", { exact: true }).waitFor();
    await page.waitForFunction(() => (document.querySelector("meter")?.value ?? 0) > 0.2);
    await lines(page).first().waitFor();
    await server.kill();
    await page.getByText("The server cannot be reached.").waitFor();
    await server.start();
    await page.getByText("The server cannot be reached.").waitFor({ state: "hidden" });

    const other = await pages.open(page.url());
    await other.getByText("recorded in another tab").waitFor();
    await lines(other).nth(2).waitFor();
    await page.getByRole("button", { name: "Stop and sum up" }).click();
    await page.getByRole("heading", { name: "Summary" }).waitFor();
    const heard = await page.getByRole("region", { name: "Transcript" }).innerText();
    expect(heard).toMatch(/happy to hear[^]*angry[^]*understand/i);
    await lines(page)
      .nth(1)
      .getByRole("button", { name: /Play from/ })
      .click();
    await page.waitForFunction(playsBehind, 3);
    await other.getByRole("heading", { name: "Summary" }).waitFor();
  });

  it("can be summed up after the recording tab was closed", async () => {
    const page = await openForm(["microphone"]);
    await page.getByText("Record live").click();
    await page.getByRole("button", { name: "Start recording" }).click();
    await lines(page).first().waitFor();
    const address = page.url();
    await page.close({ runBeforeUnload: false });
    const later = await pages.open(address);
    await later.getByRole("button", { name: "Create the summary" }).click();
    await later.getByRole("heading", { name: "Summary" }).waitFor();
  });

  it("says what to do where there is no microphone, and what a file is that holds no speech", async () => {
    const page = await openForm();
    await page.evaluate(`Object.defineProperty(navigator, "mediaDevices", { value: undefined })`);
    await page.getByText("Record live").click();
    await page.getByRole("button", { name: "Start recording" }).click();
    await page.getByText(/only on pages from https or localhost/).waitFor();
    await page.getByText("A recording", { exact: true }).click();
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "notes.wav", mimeType: "audio/wav", buffer: Buffer.from("no sound at all") });
    await page.getByRole("button", { name: "Analyse the recording" }).click();
    await page.locator(".conversation-form .field__problem").waitFor();
    expect(await page.title()).toBe("Headway");
  });
});
