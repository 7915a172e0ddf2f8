import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import {
  family,
  olderNode,
  processes,
  startCommand,
  temporaryFolder,
  type StartedServer,
} from "./testing/server-processes.ts";

const BIN = fileURLToPath(new URL("../../bin/headway.mjs", import.meta.url));
const LAUNCH = pathToFileURL(fileURLToPath(new URL("../../bin/launch.mjs", import.meta.url))).href;
const LAUNCH_IN_THIS_NODE =
  `const { launchIn } = await import(${JSON.stringify(LAUNCH)}); ` +
  `launchIn(process.execPath, [${JSON.stringify(BIN)}, ...process.argv.slice(1)]);`;

const older = await olderNode();

/** How the launcher is started: by this Node in any case, and under an older one as its users do where the machine has one. */
const launchers: readonly (readonly [name: string, program: string, args: readonly string[]])[] = [
  [`Node ${process.version}`, process.execPath, ["--input-type=module", "-e", LAUNCH_IN_THIS_NODE]],
  ...(older === null ? [] : ([[`an older Node (${older})`, older, [BIN]]] as const)),
];

/** Nothing of the server is left: no process, no port, and the data folder is free for the next one. */
async function expectNothingLeft(server: StartedServer, pids: readonly number[]): Promise<void> {
  await expect
    .poll(async () =>
      (await processes()).filter(
        ({ pid, command }) =>
          (pids.includes(pid) && !command.includes("<defunct>")) || command.includes(server.dataDir),
      ),
    )
    .toEqual([]);
  await expect(fetch(`${server.url}/health`)).rejects.toThrow("fetch failed");
  const next = await startCommand(process.execPath, [BIN, "serve"], { dataDir: server.dataDir });
  next.child.kill("SIGTERM");
  expect(await next.ended).toEqual([0, null]);
}

const pidsOf = async (server: StartedServer): Promise<readonly number[]> =>
  (await family(server.pid)).map(({ pid }) => pid);

/** Starts a video and waits until programs work for it. */
async function untilProgramsRun({ url, dataDir }: StartedServer): Promise<void> {
  const body = JSON.stringify({ kind: "video", input: { topic: "The Water Cycle" } });
  const headers = { "content-type": "application/json" };
  expect((await fetch(`${url}/v1/jobs`, { method: "POST", headers, body })).status).toBe(202);
  await expect
    .poll(async () => (await processes()).some(({ command }) => command.includes(dataDir)), { interval: 20 })
    .toBe(true);
}

describe.each(launchers)("the launcher under %s", (_name, program, args) => {
  it("takes the server and the programs of its jobs with it when it is killed outright", async () => {
    const server = await startCommand(program, [...args, "serve"]);
    await untilProgramsRun(server);
    const pids = await pidsOf(server);
    expect(pids.length).toBeGreaterThan(1);
    server.child.kill("SIGKILL");
    await expectNothingLeft(server, pids);
    expect(server.printed()).toContain("Stopping; unfinished jobs continue");
  });

  it("ends as the server does when that is killed outright", async () => {
    const server = await startCommand(program, [...args, "serve"]);
    await untilProgramsRun(server);
    const pids = await pidsOf(server);
    process.kill(pids[1] ?? 0, "SIGKILL");
    expect(await server.ended).toEqual([null, "SIGKILL"]);
    await expectNothingLeft(server, pids);
  });

  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("passes %s on once and keeps the exit code", async (signal) => {
    const server = await startCommand(program, [...args, "serve"]);
    server.child.kill(signal);
    expect(await server.ended).toEqual([0, null]);
    expect(server.printed().match(/Stopping;/g)).toHaveLength(1);
  });

  it.each([
    [["--version"], 0],
    [["no-such-command"], 2],
    [["jobs", "list", "--url", "http://127.0.0.1:9"], 3],
  ])("ends with the code of the command: %j", async (argv, code) => {
    const cwd = await temporaryFolder();
    const run = promisify(execFile)(program, [...args, ...argv], { cwd, timeout: 20_000 });
    expect(
      await run.then(
        () => 0,
        (error: { code: number }) => error.code,
      ),
    ).toBe(code);
  });
});

const nodes: readonly (readonly [string, string])[] = [
  [`Node ${process.version}`, process.execPath],
  ...(older === null ? [] : ([[`an older Node (${older})`, older]] as const)),
];

/** npm's own script, so that the test decides which Node is first on the PATH of what npm runs. */
function npmCli(): string {
  const folders = [process.env["npm_execpath"] ?? "", ...(process.env["PATH"] ?? "").split(delimiter)];
  const candidates = folders.flatMap((folder) => [
    folder.endsWith("npm-cli.js") ? folder : "",
    join(folder, "..", "lib", "node_modules", "npm", "bin", "npm-cli.js"),
    join(folder, "..", "share", "nodejs", "npm", "bin", "npm-cli.js"),
  ]);
  const found = candidates.find((path) => path !== "" && existsSync(path));
  if (found === undefined) throw new Error("npm was not found beside a node of PATH.");
  return found;
}

/** A checkout in little: `npm start` runs the server as the one of Headway does. */
async function npmStart(node: string, script: string): Promise<StartedServer> {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, "package.json"), JSON.stringify({ scripts: { start: script } }));
  const env = { PATH: [dirname(node), process.env["PATH"] ?? ""].join(delimiter) };
  return startCommand(node, [npmCli(), "start"], { cwd, env });
}

describe.each(nodes)("npm start under %s", (_name, node) => {
  // The second form keeps a shell between npm and the launcher on systems whose shell would hand over its process for a single command.
  it.each([
    ["node", `node ${BIN} serve`],
    ["a shell that waits", `node ${BIN} serve; exit $?`],
  ])(
    "leaves nothing behind when any process of the chain is killed outright, with %s",
    async (_form, script) => {
      const lengths: number[] = [];
      for (let place = 0, length = 1; place < length; place += 1) {
        const server = await npmStart(node, script);
        const pids = await pidsOf(server);
        length = pids.length;
        lengths.push(length);
        process.kill(pids[place] ?? 0, "SIGKILL");
        await expectNothingLeft(server, pids);
      }
      expect(Math.min(...lengths)).toBeGreaterThan(1);
    },
    120_000,
  );
});

it("continues when the shell that started it in the background has ended", async () => {
  const cwd = await temporaryFolder();
  const server = await startCommand("sh", ["-c", `"${process.execPath}" "${BIN}" serve & wait`], { cwd });
  const [, started] = await pidsOf(server);
  server.child.kill("SIGKILL");
  await server.ended;
  // A whole period of the check that would end it.
  await expect.poll(async () => (await processes()).find(({ pid }) => pid === started)?.parentPid).not.toBe(server.pid);
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  process.kill(started ?? 0, "SIGTERM");
  await expect.poll(async () => (await processes()).some(({ pid }) => pid === started)).toBe(false);
});
