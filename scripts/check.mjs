// `npm run check`: all checks that do not run the tests. Each prints one line. A check that saw less than 90 % of the
// tracked files of its kind fails, because a checker that looks at the wrong folder never finds anything.
import { execFileSync, spawn } from "node:child_process";
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

// New files count before they are added; ignored ones do not.
const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => path !== "" && !/\.generated\.|^bench\/results\//.test(path));
const code = tracked.filter((path) => /\.(?:tsx?|mjs)$/.test(path));
/** Tests that read the repository and run nothing of it. Those that run it are in other folders below `test/`. */
const STATIC_RULES = tracked.filter((path) => /^test\/(?:style\/)?[^/]+\.test\.ts$/.test(path));
const WEB = /^(?:packages\/client\/src|apps\/console)\//;

const CHECKS = [
  {
    name: "format",
    args: tool("oxfmt", "--check", "."),
    seen: most(
      count(/on (\d+) files/),
      tracked.filter((path) => /\.(?:tsx?|mjs|json|css|html)$/.test(path)),
    ),
    fix: "npm run format",
  },
  {
    name: "lint",
    args: tool("oxlint", "--type-aware", "."),
    seen: most(count(/on (\d+) files/), code),
  },
  {
    name: "types",
    args: tool("typescript", "-p", "tsconfig.json", "--listFiles"),
    seen: most(
      ownFiles,
      code.filter((path) => !path.endsWith(".mjs") && !WEB.test(path)),
    ),
  },
  {
    name: "types (web)",
    args: tool("typescript", "-p", "tsconfig.web.json", "--listFiles"),
    seen: most(
      ownFiles,
      code.filter((path) => WEB.test(path) && path.includes("/src/")),
    ),
  },
  {
    name: "static rules",
    args: tool("vitest", "run", ...STATIC_RULES, "--no-color"),
    // Each page of the documentation has several, and the planted faults are more than 80.
    seen: (output) => count(/Tests\s+(\d+) passed/)(output) >= 200,
  },
  {
    name: "spelling",
    args: tool(
      "cspell",
      "lint",
      "--no-progress",
      "--cache",
      "--cache-strategy=content",
      "--cache-location=node_modules/.cache/cspell",
    ),
    seen: most(
      count(/Files checked: (\d+)/),
      code.filter((path) => !/^packages\/(?:rule-editor|conversation-analysis)\//.test(path)),
    ),
  },
  {
    name: "dead code",
    args: tool("knip", "--no-progress", "--performance"),
    seen: most(count(/parseFile\s+(\d+)/), code),
  },
  {
    // What only tests use is dead code too.
    name: "dead code (production)",
    args: tool(
      "knip",
      "--no-progress",
      "--production",
      "-c",
      "knip.production.json",
      "--include",
      "files,exports,types,nsExports,nsTypes",
      "--performance",
    ),
    seen: most(
      count(/parseFile\s+(\d+)/),
      code.filter((path) => /^(?:packages|apps)\/.*\/src\//.test(path) && !/\.test|\/testing\//.test(path)),
    ),
  },
  {
    name: "generated files",
    args: [join(root, "scripts", "generate.ts"), "--check"],
    seen: (output) => count(/^(\d+) generated files/m)(output) >= 7,
    fix: "npm run generate",
  },
];

// Two at a time: each of them uses both cores where it can.
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
      console.log(`  ok    ${check.name.padEnd(24)} ${seconds(begun)} s`);
      continue;
    }
    failed += 1;
    const why = blind ? "saw too little: is it looking at the right files?" : "";
    console.log(`  FAIL  ${check.name.padEnd(24)} ${seconds(begun)} s  ${why}\n${indent(output)}`);
    if (check.fix !== undefined) console.log(`        fix it with: ${check.fix}`);
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

/** True of an output whose count is at least 90 % of these files. */
function most(countOf, files) {
  return (output) => files.length > 0 && countOf(output) >= 0.9 * files.length;
}

function count(pattern) {
  return (output) => Number(pattern.exec(output)?.[1] ?? 0);
}

function ownFiles(output) {
  return output.split("\n").filter((line) => line.startsWith(root) && !line.includes("/node_modules/")).length;
}

function seconds(since) {
  return ((Date.now() - since) / 1000).toFixed(1);
}

function indent(text) {
  // knip's timings and the compiler's list of files are requested only for their counts.
  const lines = text
    .replace(/^Name +size +min[^]*/m, "")
    .trim()
    .split("\n")
    .filter((line) => !/^\/.*\.(?:tsx?|mts|json)$/.test(line));
  const shown =
    lines.length > 80 ? [...lines.slice(0, 60), `… ${lines.length - 80} lines …`, ...lines.slice(-20)] : lines;
  return shown.map((line) => `        ${line}`).join("\n");
}
