import { access, constants, mkdir, rmdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { adviceFor, dictionary, HeadwayError, type ErrorCode } from "@headway-jobs/contract";
import { ServicesError } from "../compose/services-error.ts";
import type { Config } from "../config/schema.ts";
import { CliError, type EXIT } from "./exit-codes.ts";

type Where = Pick<Config, "host" | "port" | "dataDir" | "databaseUrl">;

/** Starts a server or opens a store in its data folder, as `inDataFolder` does; what fails is thrown as one sentence (CliError). */
export async function startIn<T>(where: Where, start: () => Promise<T>): Promise<T> {
  return inDataFolder(where.dataDir, async () => {
    try {
      return await start();
    } catch (error) {
      throw startFailure(error, where);
    }
  });
}

/**
 * Works in a data folder, which is made when it is not there (CliError when it cannot be). Folders that were made for work that failed are removed again
 * while nothing is in them.
 */
export async function inDataFolder<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  const made = await prepareDataFolder(dataDir);
  try {
    return await work();
  } catch (error) {
    await removeEmpty(made);
    throw error;
  }
}

/**
 * Makes sure of the data folder before anything else is loaded: there, a folder, and writable. Folder by folder: on some file systems (`/proc`) Node's own recursive mkdir never
 * ends. Returns the folders that it made, the outermost first. Throws CliError `failed` with one sentence.
 */
async function prepareDataFolder(dataDir: string): Promise<readonly string[]> {
  const choose = "Set HEADWAY_DATA to a folder of your own.";
  try {
    const made = await makeFolder(dataDir);
    if (!(await stat(dataDir)).isDirectory()) throw new CliError("failed", `${dataDir} is no folder. ${choose}`);
    await access(dataDir, constants.W_OK | constants.X_OK);
    return made;
  } catch (error) {
    if (error instanceof CliError) throw error;
    const why = FOLDER_REASONS[codeOf(error)] ?? codeOf(error);
    throw new CliError("failed", `The data folder ${dataDir} cannot be used: ${why}. ${choose}`, { cause: error });
  }
}

const FOLDER_REASONS: Readonly<Record<string, string>> = dictionary({
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "its file system is read-only",
  ENOTDIR: "a part of the path is a file",
  EEXIST: "a part of the path is a file",
  ENOENT: "no folder can be made there",
  ENOSPC: "the disk is full",
  ENAMETOOLONG: "the path is too long",
  ELOOP: "the path leads through a circle of links",
});

async function makeFolder(folder: string): Promise<readonly string[]> {
  try {
    await mkdir(folder, { mode: 0o700 });
    return [folder];
  } catch (error) {
    if (codeOf(error) === "EEXIST") return [];
    if (codeOf(error) !== "ENOENT" || dirname(folder) === folder) throw error;
  }
  const parents = await makeFolder(dirname(folder));
  try {
    await mkdir(folder, { mode: 0o700 });
    return [...parents, folder];
  } catch (error) {
    // Another process may have made it in this moment. Where it still cannot be made although its parent is there (`/proc`), it never can.
    if (codeOf(error) === "EEXIST") return parents;
    await removeEmpty(parents);
    throw error;
  }
}

async function removeEmpty(folders: readonly string[]): Promise<void> {
  // What another process has put there meanwhile keeps its folder.
  for (const folder of folders.toReversed()) await rmdir(folder).catch(() => undefined);
}

/** Why a server or a store did not start, as one sentence that names the place and says what to do; errors that nobody expects come back as they are. */
function startFailure(error: unknown, where: Where): unknown {
  if (error instanceof CliError) return error;
  if (error instanceof ServicesError) return new CliError("usage", error.message, { cause: error });
  if (codeOf(error) === "FST_ERR_DUPLICATED_ROUTE" && error instanceof Error) return takenRoute(error);
  const listening = listenFailure(error, where);
  const sentence =
    listening ?? (where.databaseUrl === undefined ? embedded(error, where) : postgres(error, where.databaseUrl));
  if (sentence !== undefined) return new CliError("failed", sentence, { cause: error });
  if (!(error instanceof HeadwayError)) return error;
  const reason: keyof typeof EXIT = error.code === "INVALID_INPUT" ? "usage" : "failed";
  return new CliError(reason, `${error.message} ${adviceFor(error.code, "terminal")}`, { cause: error });
}

/** Fastify names the method and the path. */
function takenRoute(error: Error): CliError {
  const sentence = `Two services have the same route: ${error.message}. Change the path of yours (HEADWAY_SERVICES).`;
  return new CliError("usage", sentence, { cause: error });
}

function listenFailure(error: unknown, { host, port }: Where): string | undefined {
  const syscall = error instanceof Error && "syscall" in error ? error.syscall : undefined;
  if (syscall !== "listen" && syscall !== "getaddrinfo") return undefined;
  const said: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} on ${host} is in use. Stop the program that has it, or choose another: HEADWAY_PORT=${port === 8787 ? 8788 : 8787}`,
    EADDRNOTAVAIL: `${host} is no address of this machine. Correct HEADWAY_HOST; 127.0.0.1 is for this machine only.`,
    EACCES: `This user may not listen on port ${port}. Choose one above 1023: HEADWAY_PORT=8787`,
    ENOTFOUND: `No machine has the name ${host}. Correct HEADWAY_HOST; 127.0.0.1 is for this machine only.`,
    EAI_AGAIN: `The name ${host} cannot be resolved now. Correct HEADWAY_HOST; 127.0.0.1 is for this machine only.`,
  };
  return (
    said[codeOf(error)] ??
    `Headway cannot listen on ${host}, port ${port} (${codeOf(error)}). Correct HEADWAY_HOST and HEADWAY_PORT.`
  );
}

function embedded(error: unknown, { dataDir }: Where): string | undefined {
  if (!(error instanceof HeadwayError)) return undefined;
  const file = join(dataDir, "headway.db");
  const said: Partial<Record<ErrorCode, string>> = {
    DATA_IN_USE: `Another Headway server works on ${dataDir}. Stop it, or choose another folder: HEADWAY_DATA`,
    DISK_FULL: `The disk that holds ${dataDir} is full. Free some space, or choose another folder: HEADWAY_DATA`,
    STORE_UNAVAILABLE: `The database ${file} cannot be opened${reasonOf(error.cause)}. See that it belongs to this user, or choose another folder: HEADWAY_DATA`,
    STORE_UNREADABLE: `${file} is damaged, or not a database of Headway. Restore a backup (headway restore FOLDER --force), or choose another folder: HEADWAY_DATA`,
    STORE_TOO_NEW: `${file} was written by a newer Headway: ${error.message} Start that version, or choose another folder: HEADWAY_DATA`,
  };
  return said[error.code];
}

/** Failures of `pg` come coded, or raw when the server answered and refused (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
function postgres(error: unknown, databaseUrl: string): string | undefined {
  const { server, database, user } = partsOf(databaseUrl);
  const correct = "Correct HEADWAY_DATABASE_URL.";
  if (error instanceof HeadwayError) {
    const said: Partial<Record<ErrorCode, string>> = {
      DISK_FULL: `The disk of PostgreSQL at ${server} is full.`,
      STORE_UNAVAILABLE: `PostgreSQL at ${server} does not answer${reasonOf(error.cause)}. Start it, or correct HEADWAY_DATABASE_URL.`,
      STORE_UNREADABLE: `The database ${database} at ${server} has another program's tables. Make one for Headway (createdb NAME) and name it in HEADWAY_DATABASE_URL.`,
      STORE_TOO_NEW: `The database ${database} at ${server} was written by a newer Headway: ${error.message} Start that version, or name another database in HEADWAY_DATABASE_URL.`,
    };
    return said[error.code];
  }
  const said: Readonly<Record<string, string>> = {
    "28P01": `PostgreSQL at ${server} refuses the password of ${user}. ${correct}`,
    "28000": `PostgreSQL at ${server} does not let ${user} in. ${correct}`,
    "3D000": `PostgreSQL at ${server} has no database ${database}. Make it (createdb ${database}), or correct HEADWAY_DATABASE_URL.`,
    "42501": `${user} may not make tables in the database ${database} at ${server}. Grant it, or correct HEADWAY_DATABASE_URL.`,
  };
  const sentence = said[codeOf(error)];
  if (sentence !== undefined) return sentence;
  const message = error instanceof Error ? error.message : String(error);
  if (/SASL|password|SSL/i.test(message))
    return `PostgreSQL at ${server} does not let ${user} in: ${message}. ${correct}`;
  return undefined;
}

/** Without the password, which a URL may hold. */
function partsOf(databaseUrl: string): { readonly server: string; readonly database: string; readonly user: string } {
  const url = new URL(databaseUrl);
  const host = url.searchParams.get("host") ?? (url.hostname === "" ? "localhost" : decodeURIComponent(url.hostname));
  const user = decodeURIComponent(url.username);
  return {
    server: host.startsWith("/") ? host : `${host}:${url.port === "" ? "5432" : url.port}`,
    database: decodeURIComponent(url.pathname.slice(1)) || user,
    user: user === "" ? "this user" : user,
  };
}

/** Where jobs are kept, for people. */
export function describeDatabase({ databaseUrl, dataDir }: Pick<Where, "databaseUrl" | "dataDir">): string {
  if (databaseUrl === undefined) return `SQLite, ${join(dataDir, "headway.db")}`;
  const { server, database } = partsOf(databaseUrl);
  return `PostgreSQL, ${database} at ${server}`;
}

function reasonOf(cause: unknown): string {
  const code = codeOf(cause);
  return code === "" || code.startsWith("ERR_") ? "" : ` (${code})`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
