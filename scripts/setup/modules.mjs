import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { findNode24 } from "./node24.mjs";

// Raised when a tree that an older version of this script made must be made again.
const SETUP_VERSION = 1;

/** Runs `npm ci` unless node_modules already is what the lockfile says. Returns the key to remember. */
export function installModules({ root, known, say }) {
  const lockText = readFileSync(join(root, "package-lock.json"));
  const platform = `${SETUP_VERSION} ${process.platform} ${process.arch}`;
  const key = createHash("sha256").update(platform).update(lockText).digest("hex");
  if (known === key && existsSync(join(root, "node_modules", ".package-lock.json"))) return key;
  const lock = JSON.parse(lockText.toString("utf8"));
  // A developer's own `npm install` leaves a good tree without our stamp: no need to make it again.
  if (treeMatches(root, lock)) return key;

  const started = Date.now();
  say("installing npm packages …");
  npm(root, npmCommand(), ["ci"]);
  // An npm that runs on an older Node leaves out binaries made for newer ones, without a word. Now there is a newer one.
  if (!treeMatches(root, lock)) completeUnderNode24(root);
  say(`npm packages installed in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return key;
}

function completeUnderNode24(root) {
  const node = findNode24(root);
  const { command, prefix } = npmCommand();
  if (node === undefined || node === command || prefix.length === 0) return;
  // A copy, because npm may replace the one in node_modules while it runs on it.
  const folder = mkdtempSync(join(tmpdir(), "headway-node-"));
  const copy = join(folder, basename(node));
  try {
    copyFileSync(node, copy);
    npm(root, { command: copy, prefix }, ["install", "--no-save"]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function npm(root, { command, prefix }, args) {
  const all = [...prefix, ...args, "--include=optional", "--loglevel=error", "--no-progress"];
  const result = spawnSync(command, all, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32" && prefix.length === 0,
    env: withoutNpmSettings(process.env),
  });
  if (result.error) throw new Error(`npm could not be started (${result.error.message}). Install npm, then try again.`);
  if (result.status !== 0) throw new Error(`\`npm ${args.join(" ")}\` failed; see its message above, then try again.`);
}

/** Compares npm's own record of what it installed with the lockfile. */
function treeMatches(root, lock) {
  let installed;
  try {
    installed = JSON.parse(readFileSync(join(root, "node_modules", ".package-lock.json"), "utf8")).packages;
  } catch {
    return false;
  }
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (!path.startsWith("node_modules/") && !path.includes("/node_modules/")) return true;
    const found = installed[path];
    if (found === undefined) return wanted.optional === true && !fitsHere(wanted);
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

/** True for binaries made for this very platform. What only another platform's binary needs names none. */
function fitsHere({ os, cpu, libc }) {
  const fits = names(os, process.platform) && names(cpu, process.arch);
  return fits && (libc === undefined || names(libc, ofMusl() ? "musl" : "glibc"));
}

/** Whether programs here are linked to musl (Alpine) and not to glibc: by the loader, as asking Node takes longer than all the rest. */
function ofMusl() {
  const loaders = ["/lib", "/lib64"].flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []));
  return loaders.some((name) => name.startsWith("ld-musl-")) && !loaders.some((name) => name.startsWith("ld-linux"));
}

const names = (wanted, value) => [wanted ?? []].flat().includes(value);

/**
 * npm under the Node that runs npm: the `node` on PATH may be the one inside node_modules, which `npm ci` deletes.
 * Run without npm, the npm beside this Node or the one on PATH is used.
 */
function npmCommand() {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  if (script && node && /npm-cli\.[cm]?js$/.test(script) && existsSync(node))
    return { command: node, prefix: [script] };
  const folder = dirname(process.execPath);
  const scripts = [join(folder, "..", "lib"), join(folder, "..", "share"), folder].map((place) =>
    join(place, "node_modules", "npm", "bin", "npm-cli.js"),
  );
  const beside = scripts.find((path) => existsSync(path));
  if (beside !== undefined) return { command: process.execPath, prefix: [beside] };
  return { command: "npm", prefix: [] };
}

// `npm start --something` hands its settings to scripts as npm_config_*; those that would change what gets installed are dropped.
function withoutNpmSettings(env) {
  const dropped = new Set([
    "npm_config_omit",
    "npm_config_production",
    "npm_config_global",
    "npm_config_workspace",
    "npm_config_workspaces",
  ]);
  const kept = Object.entries(env).filter(([name]) => !dropped.has(name.toLowerCase()));
  // NODE_ENV=production makes npm leave out the tools that build the console and run the tests.
  return Object.fromEntries([...kept.filter(([name]) => name !== "NODE_ENV"), ["NODE_ENV", "development"]]);
}
