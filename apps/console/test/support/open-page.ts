import type { Browser, BrowserContext, Page } from "playwright-core";

/** Pages of a browser, each as a user of its own; whatever one throws, and whatever its content security policy refuses, is kept as a fault. */
export class Pages {
  readonly faults: string[] = [];
  readonly #browser: Browser;
  readonly #contexts: BrowserContext[] = [];

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  async open(url: string, { width = 1280, height = 900, permissions = [] as string[] } = {}): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width, height }, permissions });
    this.#contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on("pageerror", (error) => this.faults.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !/Failed to load resource/.test(message.text())) {
        this.faults.push(message.text());
      }
    });
    await page.goto(url);
    return page;
  }

  /** Closes what was opened; what went wrong in it. */
  async close(): Promise<readonly string[]> {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
    return this.faults.splice(0);
  }
}
