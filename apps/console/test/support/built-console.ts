import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { vi } from "vitest";
import { removeFolder, scratchFolder } from "./scratch.ts";

const HOME = fileURLToPath(new URL("../..", import.meta.url));

/** Brings `dist` up to date with the sources. An equal build is left untouched: other servers may be serving it. */
export async function buildConsole(): Promise<void> {
  // Vitest says "test", which would build the development version of React.
  vi.stubEnv("NODE_ENV", "production");
  const fresh = scratchFolder();
  try {
    await build({
      root: HOME,
      configFile: join(HOME, "vite.config.ts"),
      logLevel: "error",
      build: { outDir: fresh, emptyOutDir: true },
    });
    const page = join(HOME, "dist", "index.html");
    // Names of assets are hashes of their content, so equal pages mean equal builds.
    if (existsSync(page) && readFileSync(page, "utf8") === readFileSync(join(fresh, "index.html"), "utf8")) return;
    cpSync(fresh, join(HOME, "dist"), { recursive: true });
  } finally {
    vi.unstubAllEnvs();
    removeFolder(fresh);
  }
}
