import { mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const NAME = /^headway-asr-(\d+)-/;
/** Longer than any recogniser sits over one utterance or idles. */
const ABANDONED_MS = 15 * 60_000;

/**
 * A folder of this process's own in `base`, which is made when missing. What processes that were killed left there is removed on the way.
 * `nowMs` is the time in milliseconds since the Unix epoch.
 */
export async function makeScratchFolder(nowMs: number, base = tmpdir()): Promise<string> {
  await mkdir(base, { recursive: true });
  for (const name of await readdir(base))
    if (await isAbandoned(join(base, name), nowMs)) await rm(join(base, name), { recursive: true, force: true });
  return mkdtemp(join(base, `headway-asr-${process.pid}-`));
}

/** By its age as well: a process of another container is not to be seen from here. */
async function isAbandoned(folder: string, nowMs: number): Promise<boolean> {
  const [, pid] = NAME.exec(basename(folder)) ?? [];
  if (pid === undefined || isAlive(Number(pid))) return false;
  const made = await stat(folder).catch(() => null);
  return made !== null && made.mtimeMs < nowMs - ABANDONED_MS;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
