import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "./support/browser.ts";
import { buildConsole } from "./support/built-console.ts";
import { CountingProxy } from "./support/counting-proxy.ts";
import { Firefox } from "./support/firefox.ts";
import { RealServer } from "./support/real-server.ts";

const MEMO = `<h1>Memo</h1><p>In order to win, we need to move at this point in time.</p>
<p>Due to the fact that it rains, we stay in the house.</p>`;

/** One tab, in the few words that both drivers know. */
interface Tab {
  evaluate(expression: string): Promise<string>;
  close(): Promise<void>;
}

interface TestBrowser {
  openTab(url: string): Promise<Tab>;
  close(): Promise<void>;
}

const BROWSERS: readonly (readonly [name: string, launch: () => Promise<TestBrowser>])[] = [
  ["Chromium", launchChromium],
  ["Firefox", launchFirefox],
];

let server: RealServer;
beforeAll(async () => {
  await buildConsole();
  server = await RealServer.start();
}, 60_000);
afterAll(async () => {
  await server?.close();
});

describe.each(BROWSERS)("six tabs of %s", { timeout: 180_000 }, (_name, launch) => {
  let browser: TestBrowser;
  let proxy: CountingProxy;
  beforeAll(async () => {
    proxy = await CountingProxy.start(server.url);
    browser = await launch();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await proxy?.close();
  });

  it("all follow a job that waits for approval, decide in the sixth, and outlive the tab that held the connection", async () => {
    const jobId = await submitForReview(proxy.url);
    const tabs: Tab[] = [];
    for (let number = 1; number <= 6; number += 1) {
      const tab = await browser.openTab(`${proxy.url}/#/jobs/${jobId}`);
      tabs.push(tab);
      await shows(tab, "proposed change");
    }
    const [first, , , , , sixth] = tabs;
    if (first === undefined || sixth === undefined) throw new Error("there are not six tabs");
    proxy.forgetMoments();
    await press(sixth, "Approve");
    await shows(sixth, "Approved");
    // At once: the decision waits for no connection of another tab to be given up, and its event comes on the stream that is open.
    expect(proxy.moments).toEqual(["decision sent", "decision answered"]);
    for (const tab of tabs) await shows(tab, "Approved");

    await first.close();
    await press(sixth, "Approve the last one");
    for (const tab of tabs.slice(1)) await shows(tab, "Go on with this document");
    for (const tab of tabs.slice(1))
      expect(await tab.evaluate(`document.querySelector(".connection").dataset.state`)).toBe("live");
    // One for all tabs; a second for the moment in which another tab takes over.
    expect(proxy.openStreams).toBe(1);
    expect(proxy.mostStreams).toBeLessThanOrEqual(2);
  });
});

async function submitForReview(url: string): Promise<string> {
  const response = await fetch(`${url}/v1/jobs`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      kind: "document",
      input: {
        message: "Make all sections more concise",
        session_id: `tabs-${crypto.randomUUID()}`,
        document_html: MEMO,
        approval_mode: "ask_every_time",
      },
    }),
  });
  const { job_id: jobId } = (await response.json()) as { job_id: string };
  return jobId;
}

async function shows(tab: Tab, text: string): Promise<void> {
  await expect.poll(() => tab.evaluate("document.body.innerText")).toContain(text);
}

/** Presses the first button of this name, as soon as there is one. */
async function press(tab: Tab, name: string): Promise<void> {
  const expression = `(() => {
    const button = [...document.querySelectorAll("button")].find((one) => one.textContent.trim() === ${JSON.stringify(name)});
    button?.click();
    return button === undefined ? "absent" : "pressed";
  })()`;
  await expect.poll(() => tab.evaluate(expression)).toBe("pressed");
}

async function launchChromium(): Promise<TestBrowser> {
  const browser = await launchBrowser();
  const context = await browser.newContext();
  return {
    async openTab(url) {
      const page = await context.newPage();
      await page.goto(url);
      return { evaluate: (expression) => page.evaluate<string>(expression), close: () => page.close() };
    },
    close: () => browser.close(),
  };
}

async function launchFirefox(): Promise<TestBrowser> {
  const firefox = await Firefox.launch();
  return { openTab: (url) => firefox.openPage(url), close: () => firefox.close() };
}
