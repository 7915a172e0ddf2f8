import { mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const NAME = /^headway-asr-(\d+)-/;
/** Longer than any recogniser sits over one utterance or idles. */
const ABANDONED_MS = 15 * 60_000;

/** A folder of this process's own in `base`, which is made when missing. What processes that were killed left there is removed on the way. */
export async function makeScratchFolder(base = tmpdir()): Promise<string> {
  await mkdir(base, { recursive: true });
  for (const name of await readdir(base))
    if (await isAbandoned(base, name)) await rm(join(base, name), { recursive: true, force: true });
  return mkdtemp(join(base, `headway-asr-${process.pid}-`));
}

/** By its age as well: a process of another container is not to be seen from here. */
async function isAbandoned(base: string, name: string): Promise<boolean> {
  const [, pid] = NAME.exec(name) ?? [];
  if (pid === undefined || isAlive(Number(pid))) return false;
  const made = await stat(join(base, name)).catch(() => null);
  return made !== null && made.mtimeMs < Date.now() - ABANDONED_MS;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
