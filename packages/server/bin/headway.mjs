#!/usr/bin/env node
// Plain JavaScript for any Node: starts the CLI in a Node that can run it.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NEEDED_MAJOR = 24;

if (Number(process.versions.node.split(".")[0]) >= NEEDED_MAJOR) {
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
    runIn(node);
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

function runIn(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the child as well; twice would mean "at once".
      if (!(signal === "SIGINT" && process.stdin.isTTY)) child.kill(signal);
    });
  }
  child.on("error", (error) => {
    process.stderr.write(`Headway could not start ${node}: ${error.message}\nRun \`npm run setup\` to repair it.\n`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    if (signal === null) {
      process.exitCode = code ?? 1;
    } else {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }
  });
}
