#!/usr/bin/env node
// Plain JavaScript for any Node: starts the CLI in a Node that can run it.
import { existsSync } from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { launchIn } from "./launch.mjs";
import { whenParentIsGone } from "./parent.mjs";

const NEEDED_MAJOR = 24;

if (Number(process.versions.node.split(".")[0]) >= NEEDED_MAJOR) {
  // As if the user had stopped it: a server ends its steps and their programs, a command without a handler ends at once.
  whenParentIsGone(() => process.kill(process.pid, "SIGTERM"));
  // Keeps stripped and compiled code from one start to the next: a start takes half the time.
  module.enableCompileCache?.();
  const { runCli } = await import("../src/cli/main.ts");
  await runCli(process.argv.slice(2));
} else {
  const node = findNode(dirname(fileURLToPath(import.meta.url)));
  if (node === undefined) {
    process.stderr.write(
      `Headway needs Node ${NEEDED_MAJOR} or newer; this is ${process.version}.\n` +
        "Run `npm run setup` in the folder of Headway, or install it from https://nodejs.org/en/download\n",
    );
    process.exitCode = 1;
  } else {
    launchIn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)]);
  }
}

/** The Node that set-up put into node_modules, looked for from here upwards. */
function findNode(folder) {
  const name =
    process.platform === "win32" ? join(`node-win-${process.arch}`, "bin", "node.exe") : join(".bin", "node");
  const candidate = join(folder, "node_modules", name);
  if (existsSync(candidate)) return candidate;
  const parent = dirname(folder);
  return parent === folder ? undefined : findNode(parent);
}
