import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** Starts the installed Chromium. `switches` are added to the usual ones. Throws where none is installed: a browser test fails, it is not skipped. */
export function launchBrowser(...switches: readonly string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: findProgram(NAMES),
    // Tests may run as root in a container, which has neither sandbox nor GPU.
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

/** Path of the first of these programs that is on PATH. Throws when none of them is. */
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
