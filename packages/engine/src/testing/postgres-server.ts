import { access, chown, constants, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";

const USER = "headway";
const FOLDER_PREFIX = "headway-pg-";
/** Set by tests of a machine without PostgreSQL. */
interface StartOptions {
  readonly programFolders?: readonly string[];
}

export interface PostgresServer {
  /** URL of a database of this server. */
  url(database: string): string;
  /** Ends it as `kill -9` does, and starts it again after a while. */
  crash(downMs: number): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL of its own in a temporary folder, reached through a unix socket there, with fsync on. As root it runs
 * as the user `postgres`, because PostgreSQL refuses root. It ends with `stop` or with this process.
 */
export async function startPostgres(where: StartOptions = {}): Promise<PostgresServer> {
  const programs = await findPrograms(where.programFolders ?? (await usualFolders()));
  const runner = await userToRunAs();
  await removeLeftBehind();
  const folder = await mkdtemp(join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-`));
  if (runner.uid !== undefined) await chown(folder, runner.uid, runner.gid);
  const data = join(folder, "data");
  const options = { ...runner, cwd: folder } as const;
  try {
    const initArgs = ["-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
    await execa(join(programs, "initdb"), initArgs, options);
    const settings = ["listen_addresses=", `unix_socket_directories=${folder}`, "max_connections=200"];
    const serverArgs = ["-D", data, ...settings.flatMap((setting) => ["-c", setting])];
    const pidFile = join(data, "postmaster.pid");
    const launch = async (): Promise<Launched> => {
      const server = execa(join(programs, "postgres"), serverArgs, options);
      const ended = server.then(
        () => "",
        (error: Error) => error.message,
      );
      await untilReady(pidFile, ended);
      return { kill: (signal) => server.kill(signal), ended };
    };
    let running = await launch();
    return {
      async crash(downMs) {
        running.kill("SIGKILL");
        await running.ended;
        // Its processes end automatically, some moments later.
        await sleep(downMs);
        await rm(pidFile, { force: true });
        running = await launch();
      },
      url: (database) => `postgresql://${USER}@localhost/${database}?host=${encodeURIComponent(folder)}`,
      async stop() {
        // SIGINT is PostgreSQL's fast shutdown: it does not wait for clients.
        running.kill("SIGINT");
        await running.ended;
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

interface Launched {
  readonly kill: (signal: NodeJS.Signals) => boolean;
  readonly ended: Promise<string>;
}

async function usualFolders(): Promise<readonly string[]> {
  const debian = "/usr/lib/postgresql";
  const versions = (await readdir(debian).catch(() => [])).toSorted((a, b) => Number(b) - Number(a));
  const onPath = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return [...onPath, ...versions.map((version) => join(debian, version, "bin"))];
}

async function findPrograms(folders: readonly string[]): Promise<string> {
  for (const folder of folders) {
    const found = await Promise.all(
      ["initdb", "postgres"].map((program) => exists(join(folder, program), constants.X_OK)),
    );
    if (found.every(Boolean)) return folder;
  }
  throw new Error(
    "PostgreSQL's programs initdb and postgres were not found in PATH or /usr/lib/postgresql/*/bin. " +
      "Install them: `apt-get install postgresql` (Debian, Ubuntu) or `brew install postgresql@17` (macOS).",
  );
}

type Runner = { readonly uid: number; readonly gid: number } | { readonly uid?: undefined };

async function userToRunAs(): Promise<Runner> {
  if (process.getuid?.() !== 0) return {};
  const { stdout: uid } = await execa("id", ["-u", "postgres"]);
  const { stdout: gid } = await execa("id", ["-g", "postgres"]);
  return { uid: Number(uid), gid: Number(gid) };
}

/** Folders of runs that were killed outright. A PostgreSQL that still runs in one ends automatically when its folder is gone. */
async function removeLeftBehind(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(new RegExp(`^${FOLDER_PREFIX}(\\d+)-`).exec(name)?.[1]);
    if (pid > 0 && !isAlive(pid)) await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** The server writes its state into its pid file; until that is "ready" it turns connections away, on a busy machine for a while. */
async function untilReady(pidFile: string, ended: Promise<string>): Promise<void> {
  const failure = ended.then((message) => {
    throw new Error(`PostgreSQL did not start: ${message}`);
  });
  while (!(await Promise.race([saysReady(pidFile), failure]))) await Promise.race([sleep(20), failure]);
  failure.catch(() => undefined);
}

async function saysReady(pidFile: string): Promise<boolean> {
  return readFile(pidFile, "utf8").then(
    (text) => /^ready\s*$/m.test(text),
    () => false,
  );
}

async function exists(file: string, mode: number): Promise<boolean> {
  return access(file, mode).then(
    () => true,
    () => false,
  );
}
