import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";

const KEGS = ["/opt/homebrew/opt/node@24/bin/node", "/usr/local/opt/node@24/bin/node"];

export const NODE_ADVICE =
  process.platform === "darwin"
    ? "Node 24 is missing. Run: brew install node@24   then start again."
    : `Node 24 or newer is missing and npm has none for ${process.platform}-${process.arch}. Get it from https://nodejs.org/en/download , then start again.`;

/**
 * The Node 24 that npm installed, this process's own, or Homebrew's; undefined when there is none that runs.
 * `known` is what an earlier run found: trying a Node out takes longer than all the rest of set-up.
 */
export function findNode24(root, known) {
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  const local =
    process.platform === "win32"
      ? join(root, "node_modules", `node-win-${process.arch}`, "bin", "node.exe")
      : join(root, "node_modules", ".bin", "node");
  if (existsSync(local) && (known === local || runs(local))) return local;
  const keg = KEGS.find((path) => existsSync(path));
  if (keg === undefined) return undefined;
  // Homebrew keeps node@24 off the PATH; npm puts node_modules/.bin first on the PATH of every script.
  mkdirSync(join(root, "node_modules", ".bin"), { recursive: true });
  symlinkSync(keg, local);
  return keg;
}

// npm's binaries need glibc: on Alpine they are installed and do not start.
function runs(node) {
  // No output at all when it could not be started.
  return String(spawnSync(node, ["--version"], { encoding: "utf8" }).stdout).startsWith("v24.");
}
