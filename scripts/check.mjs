// `npm run check`: everything that can be said of the code without running its tests. One line per check; a check that
// saw nothing fails, because a checker that looks at the wrong folder is always content.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findNode24, NODE_ADVICE } from "./setup/node24.mjs";

const root = join(fileURLToPath(import.meta.url), "..", "..");
const node = findNode24(root);
if (node === undefined) {
  console.error(NODE_ADVICE);
  process.exit(1);
}

/** Node tools by the JavaScript file behind their command, so that the Node is ours and no shell is needed. */
const tool = (name, ...args) => {
  const manifest = JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8"));
  const bin = typeof manifest.bin === "string" ? manifest.bin : (manifest.bin[name] ?? Object.values(manifest.bin)[0]);
  return [join(root, "node_modules", name, bin), ...args];
};

const CHECKS = [
  {
    name: "format",
    args: tool("oxfmt", "--check", "."),
    seen: atLeast(/on (\d+) files/, 150),
    mend: "npm run format",
  },
  {
    name: "lint",
    args: tool("oxlint", "--type-aware", "."),
    seen: atLeast(/on (\d+) files/, 150),
  },
  {
    name: "types",
    args: tool("typescript", "-p", "tsconfig.json", "--extendedDiagnostics"),
    seen: atLeast(/^Files:\s+(\d+)/m, 300),
  },
  {
    name: "types (web)",
    args: tool("typescript", "-p", "tsconfig.web.json", "--extendedDiagnostics"),
    seen: atLeast(/^Files:\s+(\d+)/m, 20),
  },
  {
    name: "boundaries",
    args: tool("vitest", "run", "test/architecture", "--no-color"),
    seen: atLeast(/Tests\s+(\d+) passed/, 30),
  },
  {
    name: "dead code",
    args: tool("knip", "--no-progress", "--performance"),
    seen: atLeast(/parseFile\s+(\d+)/, 150),
  },
  {
    name: "generated files",
    args: [join(root, "scripts", "generate.ts"), "--check"],
    seen: atLeast(/^(\d+) generated files/m, 4),
    mend: "npm run generate",
  },
];

// Two at a time: each of them would take both cores for itself.
const PARALLEL = 2;
const waiting = [...CHECKS];
const started = Date.now();
let failed = 0;
await Promise.all(Array.from({ length: PARALLEL }, workOff));
console.log(
  failed === 0
    ? `All ${CHECKS.length} checks pass (${seconds(started)} s).`
    : `${failed} of ${CHECKS.length} checks fail.`,
);
process.exitCode = failed === 0 ? 0 : 1;

async function workOff() {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
    const begun = Date.now();
    const { status, output } = await run(check.args);
    const blind = status === 0 && !check.seen(output);
    if (status === 0 && !blind) {
      console.log(`  ok    ${check.name.padEnd(16)} ${seconds(begun)} s`);
      continue;
    }
    failed += 1;
    const why = blind ? "saw too little: is it looking at the right files?" : "";
    console.log(`  FAIL  ${check.name.padEnd(16)} ${seconds(begun)} s  ${why}\n${indent(output)}`);
    if (check.mend !== undefined) console.log(`        mend it with: ${check.mend}`);
  }
}

function run(args) {
  return new Promise((resolve) => {
    const { FORCE_COLOR: _, ...inherited } = process.env;
    const env = { ...inherited, NO_COLOR: "1" };
    const child = spawn(node, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
    child.on("error", (error) => resolve({ status: 1, output: error.message }));
    child.on("close", (status) => resolve({ status, output }));
  });
}

function atLeast(pattern, least) {
  return (output) => Number(pattern.exec(output)?.[1] ?? 0) >= least;
}

function seconds(since) {
  return ((Date.now() - since) / 1000).toFixed(1);
}

function indent(text) {
  // knip's table of timings is asked for only because it tells how many files were read.
  const lines = text
    .replace(/^Name +size +min[^]*/m, "")
    .trim()
    .split("\n");
  const shown =
    lines.length > 80 ? [...lines.slice(0, 60), `… ${lines.length - 80} lines …`, ...lines.slice(-20)] : lines;
  return shown.map((line) => `        ${line}`).join("\n");
}
