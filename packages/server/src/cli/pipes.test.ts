import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buffer } from "node:stream/consumers";
import { beforeAll, afterAll, expect, it } from "vitest";
import { outsideNpm, startCommand, temporaryFolder, type StartedServer } from "./testing/server-processes.ts";

const BIN = fileURLToPath(new URL("../../bin/headway.mjs", import.meta.url));

let server: StartedServer;
let jobId: string;
const cleanUps: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const dataDir = await temporaryFolder((cleanUp) => cleanUps.push(cleanUp));
  server = await startCommand(process.execPath, [BIN, "serve"], {
    dataDir,
    onEnd: (cleanUp) => cleanUps.push(cleanUp),
  });
  const body = JSON.stringify({
    kind: "speech",
    input: { text: "Good day. ".repeat(500), source_language: 1, target_language: 54 },
  });
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${server.url}/v1/jobs`, { method: "POST", headers, body });
  jobId = ((await response.json()) as { job_id: string }).job_id;
});

afterAll(async () => {
  server.child.kill("SIGTERM");
  await server.ended;
  for (const cleanUp of cleanUps.toReversed()) await cleanUp();
});

/** What a reader does with the output: nothing, like `| true`; it reads the first line, like `| head -1`; or all. */
type Reading = "nothing" | "first line" | "all";

/** Runs a command whose output and remarks are read as given. */
async function piped(
  args: readonly string[],
  { output, remarks = "all" }: { readonly output: Reading; readonly remarks?: "nothing" | "all" },
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; notes: string }> {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: server.dataDir,
    env: { ...outsideNpm(), HEADWAY_DATA: server.dataDir, HEADWAY_PORT: "0", HEADWAY_PROBE: "off", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit") as Promise<[number | null]>;
  const notes = remarks === "all" ? buffer(child.stderr) : Buffer.alloc(0);
  if (remarks === "nothing") child.stderr.destroy();
  if (output === "first line") await once(child.stdout, "data");
  if (output === "all") child.stdout.resume();
  else child.stdout.destroy();
  const [code] = await ended;
  return { code, notes: (await notes).toString() };
}

it.each([
  [["--help"]],
  [["help", "jobs"]],
  [["--version"]],
  [["config"]],
  [["config", "--json"]],
  [["doctor"]],
  [["doctor", "--json"]],
  [["keys", "list"]],
  [["keys", "create", "--owner", "ada"]],
  [["keys", "create", "--owner", "ada", "--json"]],
  [["jobs", "list"]],
  [["jobs", "list", "--json"]],
  [["jobs", "show", "JOB"]],
  [["jobs", "watch", "JOB", "--json"]],
  [["backup", "FOLDER", "--json"]],
  [["jobs", "cancel", "JOB", "--json"]],
])("ends quietly and well when nobody reads what it prints: headway %s", async (args) => {
  const named = args.map((arg) =>
    arg === "JOB" ? jobId : arg === "FOLDER" ? join(server.dataDir, "..", `${server.pid}-backup`) : arg,
  );
  const { code, notes } = await piped(named, { output: "nothing" });
  expect(notes).not.toMatch(/EPIPE|Error|^ {4}at /m);
  expect(code).toBe(0);
});

it.each([
  [["config"], { HEADWAY_PORT: "many" }, 2],
  [["config", "--json"], { HEADWAY_PORT: "many" }, 2],
  [["doctor"], { PATH: "/no-programs-here" }, 1],
])("ends well when nobody reads what it prints, though it fails for a reader: headway %s", async (args, env, code) => {
  expect((await piped(args, { output: "all" }, env)).code).toBe(code);
  expect((await piped(args, { output: "nothing" }, env)).code).toBe(0);
});

it("drops its remarks when nobody reads them, and keeps its exit code", async () => {
  const unread = { output: "all", remarks: "nothing" } as const;
  expect((await piped(["config"], unread, { HEADWAY_PORT: "many" })).code).toBe(2);
});

it("stops watching a job when the reader has read enough, and leaves the job running", async () => {
  const body = JSON.stringify({
    kind: "speech",
    input: { text: "Good day. ".repeat(500), source_language: 1, target_language: 54 },
  });
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${server.url}/v1/jobs`, { method: "POST", headers, body });
  const { job_id: long } = (await response.json()) as { job_id: string };
  expect((await piped(["jobs", "watch", long, "--json"], { output: "first line" })).code).toBe(0);
  const { status } = (await (await fetch(`${server.url}/v1/jobs/${long}`)).json()) as { status: string };
  expect(status).not.toBe("cancelled");
  await fetch(`${server.url}/v1/jobs/${long}/cancel`, { method: "POST" });
});
