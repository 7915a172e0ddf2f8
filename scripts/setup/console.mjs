import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { precompress } from "./precompress.mjs";

const SOURCES = [
  "apps/console",
  "packages/client/src",
  "packages/contract/src",
  "packages/server/src/services/video/content/lessons",
];
const PASSED_OVER = new Set(["node_modules", "dist"]);

/** Builds the web console when there is one and its sources changed. Returns what to remember. The server also runs without it. */
export function buildConsole({ root, node, known, say }) {
  const home = join(root, "apps", "console");
  if (!existsSync(join(home, "index.html"))) return undefined;
  const hash = createHash("sha256").update("precompressed");
  for (const source of SOURCES) addFolder(hash, join(root, source));
  const key = hash.digest("hex");
  if (known === key && existsSync(join(home, "dist", "index.html"))) return key;

  const started = Date.now();
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const result = spawnSync(node, [vite, "build", "--logLevel", "warn"], { cwd: home, encoding: "utf8" });
  if (result.status !== 0) {
    const words = `${result.stdout ?? ""}${result.stderr ?? ""}`.trim().split("\n");
    process.stderr.write(`${words.slice(0, 8).join("\n")}\n`);
    say("the web console could not be built (see above); the server runs without it");
    return undefined;
  }
  precompress(join(home, "dist"));
  say(`web console built in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return key;
}

function addFolder(hash, folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => !PASSED_OVER.has(entry.name));
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      addFolder(hash, path);
    } else {
      const { size, mtimeMs } = statSync(path);
      hash.update(`${path} ${size} ${mtimeMs}\n`);
    }
  }
}
