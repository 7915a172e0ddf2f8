import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { vi } from "vitest";

const HOME = fileURLToPath(new URL("../..", import.meta.url));

/** Brings `dist` up to date with the sources. An equal build is left untouched: other servers may be serving it. */
export async function buildConsole(): Promise<void> {
  // Vitest says "test", which would build the development version of React.
  vi.stubEnv("NODE_ENV", "production");
  const fresh = mkdtempSync(join(tmpdir(), "headway-console-"));
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
    rmSync(fresh, { recursive: true, force: true });
  }
}
