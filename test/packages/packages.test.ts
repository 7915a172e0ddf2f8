import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build, type Rolldown } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startCommand, type StartedServer } from "../../packages/server/src/cli/testing/server-processes.ts";
import type { Tarball } from "../../scripts/pack/pack-all.ts";
import { isTestModule } from "../layers.ts";
import { foreignNode } from "./foreign-node.ts";
import { type InstalledManifest, installTarballs, linkPackages, storeOf } from "./install.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");
const run = promisify(execFile);

// Compiling and packing take 10 s of an idle machine; the suite may run on a busy one.
const SETUP_LIMIT_MS = 300_000;
const TEST_LIMIT_MS = 120_000;

const cleanUps: (() => Promise<void> | void)[] = [];
let outside = "";
let tarballs: readonly Tarball[] = [];
let installed: readonly InstalledManifest[] = [];

beforeAll(async () => {
  outside = realpathSync(mkdtempSync(join(tmpdir(), "headway-outside-")));
  cleanUps.push(() => rmSync(outside, { recursive: true, force: true, maxRetries: 5 }));
  const script = join(ROOT, "scripts", "pack.ts");
  const packed = await run(process.execPath, [script, join(outside, "tarballs"), "--json"], { maxBuffer: 2 ** 26 });
  tarballs = JSON.parse(packed.stdout) as Tarball[];
  installed = installTarballs(ROOT, tarballs, outside);
}, SETUP_LIMIT_MS);

afterAll(async () => {
  for (const cleanUp of cleanUps.toReversed()) await cleanUp();
});

/** A copy of one of the small projects beside this file, with what it has installed. */
function project(name: string, packages: readonly string[]): string {
  const folder = join(outside, name);
  cpSync(fileURLToPath(new URL(`projects/${name}`, import.meta.url)), folder, { recursive: true });
  linkPackages(ROOT, outside, folder, packages);
  return folder;
}

describe("the tarballs", { timeout: TEST_LIMIT_MS }, () => {
  it("are of one version, name each other by it, and hold licence, built modules and their types, but no source and no test", () => {
    const versions = new Set(tarballs.map(({ version }) => version));
    expect(versions.size).toBe(1);
    const named = installed.flatMap(({ dependencies }) => Object.entries(dependencies));
    const internal = named.filter(([name]) => name.startsWith("@headway-jobs/"));
    expect(internal.filter(([, version]) => !versions.has(version))).toEqual([]);
    const names = new Set(tarballs.map(({ name }) => name));
    for (const wanted of ["client", "contract", "engine", "server"]) expect(names).toContain(`@headway-jobs/${wanted}`);
    expect(internal.filter(([name]) => !names.has(name))).toEqual([]);
    for (const { name, files } of tarballs) {
      const paths = files.map(({ path }) => path);
      expect(paths, name).toContain("LICENSE");
      expect(
        paths.filter((path) => /(?<!\.d)\.tsx?$/.test(path) || isTestModule(path)),
        name,
      ).toEqual([]);
    }
  });

  it("are understood by a strict compiler that checks their types too", async () => {
    const packages = [
      "@headway-jobs/client",
      "@headway-jobs/contract",
      "@headway-jobs/server",
      "zod",
      "@types/node",
      "@types/react",
    ];
    const folder = project("types", packages);
    const options = { strict: true, noEmit: true, skipLibCheck: false, target: "es2023", module: "nodenext" };
    const settings = { compilerOptions: { ...options, types: ["node"] }, include: ["*.ts"] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    const compiler = join(ROOT, "node_modules", "typescript", "bin", "tsc");
    const compiled = await run(process.execPath, [compiler, "-p", folder]).catch((error: unknown) => error);
    expect(compiled).toMatchObject({ stdout: "" });
  });

  it("are bundled into a page by Vite, the hook included and the schemas left out", async () => {
    const packages = ["@headway-jobs/client", "react", "react-dom"];
    const folder = project("web", packages);
    const bundle = (await build({
      root: folder,
      configFile: false,
      logLevel: "error",
      build: { write: false },
    })) as Rolldown.RolldownOutput;
    const modules = bundle.output.flatMap((file) => (file.type === "chunk" ? Object.keys(file.modules) : []));
    expect(modules.some((id) => id.endsWith("/client/dist/react/use-job.js"))).toBe(true);
    expect(modules.filter((id) => /[/\\]zod[/\\]/.test(id))).toEqual([]);
  });
});

describe("the server from its tarball, with a job of its user's", { timeout: TEST_LIMIT_MS }, () => {
  let server: StartedServer;

  beforeAll(async () => {
    const bin = join(storeOf(outside, "@headway-jobs/server"), "bin", "headway.mjs");
    const dataDir = join(outside, "data");
    mkdirSync(dataDir);
    const ownJob = fileURLToPath(new URL("projects/types/greeting.ts", import.meta.url));
    cpSync(ownJob, join(dataDir, "greeting.ts"));
    server = await startCommand(foreignNode(), [bin, "serve"], {
      dataDir,
      env: { HEADWAY_SERVICES: join(dataDir, "greeting.ts") },
      onEnd: (end) => cleanUps.push(end),
    });
  }, TEST_LIMIT_MS);

  it("answers, and serves the console", async () => {
    const health = await fetch(`${server.url}/health`);
    expect(await health.json()).toEqual({ status: "healthy" });
    const page = await (await fetch(server.url, { headers: { accept: "text/html" } })).text();
    const script = /<script[^>]* src="([^"]+)"/.exec(page)?.[1] ?? "";
    expect((await fetch(new URL(script, server.url))).status).toBe(200);
  });

  it("works for a script that uses the client on the machine's own Node", async () => {
    const folder = project("node", ["@headway-jobs/client", "@headway-jobs/contract"]);
    const { stdout } = await run(foreignNode(), [join(folder, "follow-job.mjs"), server.url]);
    const seen = JSON.parse(stdout) as { readonly seqs: readonly number[] };
    expect(seen).toMatchObject({ status: "completed", code: "NOT_FOUND", advice: expect.stringMatching(/\S/) });
    expect(seen.seqs.length).toBeGreaterThan(2);
    expect(seen.seqs).toEqual(seen.seqs.map((_, index) => index + 1));
  });

  it("runs the user's job", async () => {
    const headers = { "content-type": "application/json", prefer: "wait=20" };
    const body = JSON.stringify({ kind: "greeting", input: { name: "Ann" } });
    const job = await fetch(`${server.url}/v1/jobs`, { method: "POST", headers, body });
    expect(await job.json()).toMatchObject({ status: "completed", result: { text: "Hello, Ann." } });
  });

  it("ends on SIGTERM", async () => {
    server.child.kill("SIGTERM");
    expect(await server.ended).toEqual([0, null]);
  });
});
