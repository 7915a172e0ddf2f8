#!/usr/bin/env node
// Plain JavaScript for any Node: starts the CLI in a Node that can run it.
import { existsSync } from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findNode } from "./find-node.mjs";
import { launchIn } from "./launch.mjs";
import { whenParentIsGone } from "./parent.mjs";

const NEEDED_MAJOR = 24;
const BIN = fileURLToPath(import.meta.url);
// Only a checkout has set-up; an installed package gets its Node from npm.
const REPAIR = existsSync(join(dirname(BIN), "../../../scripts/setup.mjs"))
  ? "Run `npm run setup` in the folder of Headway, or install Node from https://nodejs.org/en/download"
  : "Install Node from https://nodejs.org/en/download";

if (Number(process.versions.node.split(".")[0]) >= NEEDED_MAJOR) {
  // As if the user had stopped it: a server ends its steps and their programs, a command without a handler ends at once.
  whenParentIsGone(() => process.kill(process.pid, "SIGTERM"));
  // Keeps stripped and compiled code from one start to the next: a start takes half the time.
  module.enableCompileCache?.();
  const { runCli } = await import("../src/cli/main.ts");
  await runCli(process.argv.slice(2));
} else {
  const node = findNode(dirname(BIN), NEEDED_MAJOR);
  if (node === undefined) {
    process.stderr.write(`Headway needs Node ${NEEDED_MAJOR} or newer; this is ${process.version}.\n${REPAIR}\n`);
    process.exitCode = 1;
  } else {
    launchIn(node, [BIN, ...process.argv.slice(2)], REPAIR);
  }
}
