import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "@headway-jobs/tools/testing/chromium";
import { removeFolder, scratchFolder } from "./scratch.ts";

const PREFERENCES = [
  ["browser.shell.checkDefaultBrowser", false],
  ["browser.startup.page", 0],
  ["datareporting.policy.dataSubmissionEnabled", false],
  ["app.update.enabled", false],
] as const;

/** A Firefox of the system, spoken to by WebDriver BiDi over its own socket. Each page is a window, so that all are visible at once. */
export class Firefox {
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  #calls = 0;

  static async launch(): Promise<Firefox> {
    const profile = scratchFolder();
    const preferences = PREFERENCES.map(([name, value]) => `user_pref("${name}", ${value});\n`).join("");
    writeFileSync(join(profile, "user.js"), preferences);
    const args = ["--headless", "--no-remote", "--remote-debugging-port=0", "--profile", profile];
    const env = { ...process.env, HOME: profile, MOZ_DISABLE_CONTENT_SANDBOX: "1" };
    const child = spawn(findProgram(["firefox-esr", "firefox"]), args, { env, stdio: ["ignore", "ignore", "pipe"] });
    const address = await saidAddress(child);
    const socket = new WebSocket(`${address}/session`);
    await once(socket, "open");
    const firefox = new Firefox(child, profile, socket);
    await firefox.call("session.new", { capabilities: {} });
    return firefox;
  }

  private constructor(child: ChildProcess, profile: string, socket: WebSocket) {
    this.#child = child;
    this.#profile = profile;
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#take(JSON.parse(String(data)) as Answer));
  }

  async openPage(url: string): Promise<FirefoxPage> {
    const { context } = (await this.call("browsingContext.create", { type: "window" })) as { context: string };
    await this.call("browsingContext.navigate", { context, url, wait: "complete" });
    return new FirefoxPage(this, context);
  }

  call(method: string, params: object): Promise<unknown> {
    this.#calls += 1;
    const id = this.#calls;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve, reject) => this.#answers.set(id, { resolve, reject }));
  }

  async close(): Promise<void> {
    this.#socket.close();
    this.#child.kill("SIGKILL");
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, "exit");
    removeFolder(this.#profile);
  }

  #take({ id, type, result, message }: Answer): void {
    const waiting = id === undefined ? undefined : this.#answers.get(id);
    if (id === undefined || waiting === undefined) return;
    this.#answers.delete(id);
    if (type === "success") waiting.resolve(result);
    else waiting.reject(new Error(message ?? "Firefox refused a command"));
  }
}

interface Answer {
  readonly id?: number;
  readonly type: string;
  readonly result?: unknown;
  readonly message?: string;
}

export class FirefoxPage {
  readonly #firefox: Firefox;
  readonly #context: string;

  constructor(firefox: Firefox, context: string) {
    this.#firefox = firefox;
    this.#context = context;
  }

  /** Value of an expression that yields a string. */
  async evaluate(expression: string): Promise<string> {
    const answer = (await this.#firefox.call("script.evaluate", {
      expression,
      target: { context: this.#context },
      awaitPromise: true,
    })) as { readonly result?: { readonly value?: string }; readonly exceptionDetails?: { readonly text: string } };
    if (answer.exceptionDetails !== undefined) throw new Error(answer.exceptionDetails.text);
    return answer.result?.value ?? "";
  }

  async close(): Promise<void> {
    await this.#firefox.call("browsingContext.close", { context: this.#context });
  }
}

function saidAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr?.on("data", (text: Buffer) => {
      said += text.toString();
      const address = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once("exit", () => reject(new Error(`Firefox did not start:\n${said}`)));
  });
}
