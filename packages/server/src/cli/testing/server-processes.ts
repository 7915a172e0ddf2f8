import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";

export interface SystemProcess {
  readonly pid: number;
  readonly parentPid: number;
  readonly command: string;
}

/** All processes of this machine. */
export async function processes(): Promise<readonly SystemProcess[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-ww", "-o", "pid=,ppid=,args="], { maxBuffer: 2 ** 26 });
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parentPid, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return command === undefined ? [] : [{ pid: Number(pid), parentPid: Number(parentPid), command }];
  });
}

/** The process itself and all that it started, first to last: from what the user started down to the server and its programs. */
export async function family(pid: number): Promise<readonly SystemProcess[]> {
  const all = await processes();
  const members = all.filter((one) => one.pid === pid);
  for (const member of members) members.push(...all.filter((one) => one.parentPid === member.pid));
  return members;
}

/** The Node of an older major on this machine, which needs the launcher; null where there is none. */
export async function olderNode(): Promise<string | null> {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  for (const node of [...folders.map((folder) => join(folder, "node")), "/usr/bin/node"].filter(existsSync)) {
    const { stdout } = await promisify(execFile)(node, ["--version"]);
    const major = Number(/^v(\d+)/.exec(stdout)?.[1]);
    if (major >= 18 && major < 24) return node;
  }
  return null;
}

export interface StartedServer {
  /** What was started, as the user would: a launcher, npm or the server. */
  readonly child: ChildProcess;
  readonly pid: number;
  readonly url: string;
  readonly dataDir: string;
  /** What it has printed until now. */
  readonly printed: () => string;
  /** Resolves with exit code and signal. */
  readonly ended: Promise<readonly [number | null, NodeJS.Signals | null]>;
}

/** Starts a command line that runs `serve`, on a free port and a data folder of its own, and waits for its banner. */
export async function startCommand(
  program: string,
  args: readonly string[],
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly cwd?: string;
    readonly dataDir?: string;
    /** Takes what ends a server that a failed test left; default: at the end of the test. */
    readonly onEnd?: (cleanUp: () => Promise<void>) => void;
  } = {},
): Promise<StartedServer> {
  const dataDir = options.dataDir ?? (await temporaryFolder());
  const child = spawn(program, args, {
    cwd: options.cwd ?? dataDir,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...outsideNpm(),
      HEADWAY_PORT: "0",
      HEADWAY_PROBE: "off",
      HEADWAY_DATA: dataDir,
      HEADWAY_SHUTDOWN_GRACE: "500ms",
      ...options.env,
    },
  });
  let text = "";
  const ended = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  const pids: number[] = [];
  (options.onEnd ?? onTestFinished)(async () => {
    for (const pid of pids) kill(pid);
  });
  const url = await new Promise<string>((resolve, reject) => {
    const take = (chunk: string): void => {
      text += chunk;
      const found = /is ready: (\S+)/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", take);
    void ended.then(() => reject(new Error(`It ended before it was ready: ${text}`)));
  });
  const pid = child.pid ?? 0;
  pids.push(...(await family(pid)).map((one) => one.pid));
  return { child, pid, url, dataDir, printed: () => text, ended };
}

export async function temporaryFolder(onEnd: (cleanUp: () => Promise<void>) => void = onTestFinished): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "headway-processes-"));
  onEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** The environment without what npm sets, when the tests themselves are run by npm. */
export function outsideNpm(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|HEADWAY_)/i.test(name)));
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended, as it should.
  }
}
