import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** A Chromium of the system, with switches of the test's own behind the usual ones. */
export function launchBrowser(...switches: readonly string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: findProgram(NAMES),
    // Tests may run as root in a container, where the sandbox and the GPU are not to be had.
    chromiumSandbox: false,
    args: [
      "--disable-dev-shm-usage",
      "--disable-gpu",
      "--disable-quic",
      "--disable-background-networking",
      ...switches,
    ],
  });
}

/** The first of these programs that is on PATH. Throws when there is none: a test of a browser does not pass without one. */
export function findProgram(names: readonly string[]): string {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    for (const name of names) {
      const path = join(folder, name);
      if (isExecutable(path)) return path;
    }
  }
  throw new Error(`None of ${names.join(", ")} is on PATH; \`npm run setup\` installs it.`);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
