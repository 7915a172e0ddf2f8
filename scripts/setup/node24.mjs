import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const KEGS = ["/opt/homebrew/opt/node@24/bin/node", "/usr/local/opt/node@24/bin/node"];

export const NODE_ADVICE =
  process.platform === "darwin"
    ? "Node 24 is missing. Run: brew install node@24   then start again."
    : `Node 24 or newer is missing and npm has none for ${process.platform}-${process.arch}. Get it from https://nodejs.org/en/download , then start again.`;

/**
 * The Node 24 that npm installed, Homebrew's, or this process's own; undefined when there is none that runs.
 * `known` is what an earlier run found: trying a Node out takes longer than all the rest of set-up.
 */
export function findNode24(root, known) {
  const windows = process.platform === "win32";
  const local = windows
    ? join(root, "node_modules", `node-win-${process.arch}`, "bin", "node.exe")
    : join(root, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
  const node = [local, ...KEGS].find((path) => existsSync(path) && (path === known || runs(path)));
  // Also when this process has the right one already: the next script may be started by an older.
  if (node !== undefined && !windows) linkForScripts(root, node);
  const own = Number(process.versions.node.split(".")[0]) >= 24 ? process.execPath : undefined;
  return node ?? own;
}

/**
 * npm puts node_modules/.bin first on the PATH of every script. Older ones do not link a program called `node` there, and Homebrew keeps node@24 off the PATH.
 */
function linkForScripts(root, node) {
  const link = join(root, "node_modules", ".bin", "node");
  if (existsSync(link)) return;
  mkdirSync(dirname(link), { recursive: true });
  // What is there and leads nowhere is in the way.
  rmSync(link, { force: true });
  symlinkSync(relative(dirname(link), node), link);
}

// npm's binaries need glibc: on Alpine they are installed and do not start.
function runs(node) {
  try {
    return execFileSync(node, ["--version"], { encoding: "utf8" }).startsWith("v24.");
  } catch {
    return false;
  }
}
