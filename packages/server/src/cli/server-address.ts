import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";

// Where the servers that work on a data folder can be reached, so that commands find one on whatever port it listens. Each server has a file of its own:
// several may share the folder, from several machines.

const recordSchema = z.object({ url: z.url(), host: z.string(), pid: z.number().int() });

/** The newest server first. A killed server leaves its file, so a reader asks an address before it believes it. */
export async function readAddresses(dataDir: string): Promise<readonly string[]> {
  const names = await readdir(folder(dataDir)).catch(() => []);
  const found = await Promise.all(names.map((name) => readAddress(join(folder(dataDir), name))));
  return found
    .flat()
    .toSorted((a, b) => b.writtenAtMs - a.writtenAtMs)
    .map(({ url }) => url);
}

/** Writes down where this process can be reached; the returned function takes it back. */
export async function writeAddress(dataDir: string, url: string): Promise<() => Promise<void>> {
  const file = join(folder(dataDir), `${randomUUID()}.json`);
  await mkdir(folder(dataDir), { recursive: true });
  await writeFile(file, `${JSON.stringify({ url, host: hostname(), pid: process.pid })}\n`);
  return () => rm(file, { force: true });
}

async function readAddress(file: string): Promise<readonly { readonly url: string; readonly writtenAtMs: number }[]> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, "utf8"), stat(file)]);
    const { url, host, pid } = recordSchema.parse(JSON.parse(text));
    if (host !== hostname() || isAlive(pid)) return [{ url, writtenAtMs: mtimeMs }];
    await rm(file, { force: true });
    return [];
  } catch {
    // Its server ended in this moment, or died while it wrote.
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, but belongs to another user.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function folder(dataDir: string): string {
  return join(dataDir, "servers");
}
