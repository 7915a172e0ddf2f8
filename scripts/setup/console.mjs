import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { precompress } from "./precompress.mjs";

/** What the built console is made of: its own sources, the packages that it imports and their manifests, what compiles them, and the versions of all others. */
const SOURCES = [
  "apps/console",
  "packages/client",
  "packages/contract",
  "packages/server/package.json",
  // The titles of the bundled lessons, and what reads them.
  "packages/server/src/services/video/content",
  "packages/tools/package.json",
  "packages/tools/src/data",
  "package-lock.json",
  "tsconfig.base.json",
  "tsconfig.json",
  "scripts/setup/precompress.mjs",
];
const PASSED_OVER = new Set(["node_modules", "dist", "test"]);

/** Builds the web console when there is one and its sources changed. Returns what to remember. The server also runs without it. */
export function buildConsole({ root, node, known, say }) {
  const home = join(root, "apps", "console");
  if (!existsSync(join(home, "index.html"))) return undefined;
  const key = consoleKey(root);
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

/** Another one whenever a source of the console has changed: by names, sizes and times, as reading them all takes longer. */
export function consoleKey(root) {
  const hash = createHash("sha256");
  for (const source of SOURCES) addSource(hash, root, source);
  return hash.digest("hex");
}

function addSource(hash, root, source) {
  const stats = statSync(join(root, source));
  if (!stats.isDirectory()) {
    hash.update(`${source} ${stats.size} ${stats.mtimeMs}\n`);
    return;
  }
  const names = readdirSync(join(root, source)).filter((name) => !PASSED_OVER.has(name));
  for (const name of names.sort()) addSource(hash, root, `${source}/${name}`);
}
