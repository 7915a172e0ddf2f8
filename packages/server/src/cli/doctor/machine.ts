import { existsSync } from "node:fs";
import { mkdir, open, rm, statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import type { Config } from "../../config/schema.ts";
import { isHeadway, localUrl } from "../server-link.ts";
import type { Check } from "./check.ts";

const NEEDED_NODE = 24;

export function checkNode(version = process.versions.node): Check {
  const ok = Number(version.split(".")[0]) >= NEEDED_NODE;
  const detail = `${version}  ${process.execPath}`;
  return {
    name: "Node",
    state: ok ? "ok" : "missing",
    required: true,
    detail,
    ...(ok ? {} : { fix: "install Node 24 from https://nodejs.org/en/download" }),
  };
}

const SYNCS = 21;

/** Writes to the data folder and measures what one durable write costs there (median of fdatasync, in milliseconds). */
export async function checkDataFolder({ dataDir }: Config): Promise<Check> {
  const probe = join(dataDir, `.doctor-${process.pid}`);
  let made: string | undefined;
  try {
    made = await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const times: number[] = [];
    await using file = await open(probe, "wx");
    for (let round = 0; round < SYNCS; round += 1) {
      await file.write("headway\n");
      const startedMs = performance.now();
      await file.datasync();
      times.push(performance.now() - startedMs);
    }
    const median = times.toSorted((a, b) => a - b)[Math.floor(SYNCS / 2)] ?? 0;
    return { name: "data folder", state: "ok", required: true, detail: `${dataDir}  one sync ${median.toFixed(2)} ms` };
  } catch (error) {
    return {
      name: "data folder",
      state: "missing",
      required: true,
      detail: `${dataDir} cannot be written to (${codeOf(error)})`,
      fix: "set HEADWAY_DATA to a folder of your own",
    };
  } finally {
    // A look leaves nothing behind; what cannot be removed was not there or is somebody else's.
    await rm(made ?? probe, { recursive: made !== undefined, force: true }).catch(() => undefined);
  }
}

/** Below this a longer video may not fit. */
const COMFORTABLE_BYTES = 2 ** 30;

export async function checkFreeSpace({ dataDir, minFreeBytes }: Config): Promise<Check> {
  try {
    const { bavail, bsize } = await statfs(existingFolder(dataDir));
    const free = bavail * bsize;
    const state = free < minFreeBytes ? "missing" : free < COMFORTABLE_BYTES ? "note" : "ok";
    const detail = `${(free / 2 ** 30).toFixed(1)} GB on the disk of the data folder`;
    return { name: "free space", state, required: true, detail, ...(state === "ok" ? {} : { fix: "free some space" }) };
  } catch (error) {
    return { name: "free space", state: "note", required: false, detail: `cannot be told (${codeOf(error)})` };
  }
}

/** The folder itself, or the nearest one above it that exists: the one it would be made in. */
function existingFolder(folder: string): string {
  const parent = dirname(folder);
  return existsSync(folder) || parent === folder ? folder : existingFolder(parent);
}

/** Free, or taken by Headway itself: both are fine. */
export async function checkPort(config: Config, doFetch: typeof fetch): Promise<Check> {
  const url = localUrl(config);
  if (config.port === 0) return { name: "port", state: "ok", required: true, detail: "any free one" };
  if (await isHeadway(url, doFetch))
    return { name: "port", state: "ok", required: true, detail: `${url}  Headway runs there` };
  const problem = await tryListening(config.host, config.port);
  if (problem === null) return { name: "port", state: "ok", required: true, detail: `${config.port} is free` };
  return {
    name: "port",
    state: "missing",
    required: true,
    detail:
      problem === "EADDRINUSE"
        ? `another program has ${config.host}:${config.port}`
        : `${config.host}:${config.port}: ${problem}`,
    fix: "set HEADWAY_PORT and HEADWAY_HOST to what is free here",
  };
}

function tryListening(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve(codeOf(error)));
    server.listen({ host: host.replace(/^\[(.*)\]$/, "$1"), port, exclusive: true }, () =>
      server.close(() => resolve(null)),
    );
  });
}

function codeOf(error: unknown): string {
  if (error instanceof Error) return "code" in error ? String(error.code) : error.message;
  return String(error);
}
