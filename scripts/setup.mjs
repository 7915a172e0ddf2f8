// Makes a fresh clone ready to run. Plain JavaScript for any Node from 18 on, because it is what fetches Node 24.
// Run by npm before `start`, `test`, `demo`, `check` and `bench`; costs next to nothing when all is there.
// `test` as an argument adds what only the tests need. HEADWAY_SETUP_SYSTEM=0 leaves the system's packages alone.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildConsole } from "./setup/console.mjs";
import { installModules } from "./setup/modules.mjs";
import { findNode24, NODE_ADVICE } from "./setup/node24.mjs";
import { readStamp, writeStamp } from "./setup/stamp.mjs";
import { installSystemPackages } from "./setup/system-packages.mjs";

const root = join(fileURLToPath(import.meta.url), "..", "..");
const say = (line) => process.stdout.write(`headway setup: ${line}\n`);
const started = Date.now();

try {
  main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function main() {
  const asked = process.env.npm_lifecycle_event === "setup";
  const known = readStamp(root);
  const stamp = { ...known };

  stamp.modules = installModules({ root, known: known.modules, say });
  if (process.env.HEADWAY_SETUP_SYSTEM !== "0") {
    const groups = process.argv.includes("test") || asked ? ["run", "test"] : ["run"];
    stamp.system = installSystemPackages({ groups, known: asked ? undefined : known.system, say });
  }
  const node = findNode24(root, stamp.modules === known.modules ? known.node : undefined);
  if (node === undefined) say(NODE_ADVICE);
  stamp.node = node;
  if (node !== undefined) stamp.console = buildConsole({ root, node, known: known.console, say });

  const changed = JSON.stringify(stamp) !== JSON.stringify(known);
  if (changed) writeStamp(root, stamp);
  if (changed || asked) say(`ready after ${((Date.now() - started) / 1000).toFixed(1)} s`);
}
