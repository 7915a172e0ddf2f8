import { readdir, readFile } from "node:fs/promises";
import type { Clock } from "@headway-jobs/contract";

const EVERY_MS = 50;

/**
 * The largest memory, in MB, that `work` has used: the resident memory of all programs and models that it started, and what this process grew by. Looked at
 * twenty times a second, so that a program that runs for less may be missed. Null where none was seen, and where the system does not list the children of a
 * process (all but Linux).
 */
export async function withPeakMemory<T>(
  clock: Pick<Clock, "after">,
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly memoryMb: number | null }> {
  const beforeBytes = process.memoryUsage.rss();
  let peakKb: number | null = null;
  let isOver = false;
  let cancel: (() => void) | undefined;
  const look = async (): Promise<void> => {
    const childrenKb = await memoryBelow(process.pid);
    const grownKb = Math.max(0, process.memoryUsage.rss() - beforeBytes) / 1024;
    if (childrenKb !== null) peakKb = Math.max(peakKb ?? 0, childrenKb + grownKb);
    if (!isOver) cancel = clock.after(EVERY_MS, () => void look());
  };
  await look();
  try {
    const value = await work();
    await look();
    const peakMb = Math.round((peakKb ?? 0) / 1024);
    return { value, memoryMb: peakMb === 0 ? null : peakMb };
  } finally {
    isOver = true;
    cancel?.();
  }
}

/** Kilobytes of all processes below one, each at its largest; null where it cannot be known. */
async function memoryBelow(pid: number): Promise<number | null> {
  const children = await childrenOf(pid);
  if (children === null) return null;
  const sizes = await Promise.all(
    children.map(async (child) => (await largestKb(child)) + ((await memoryBelow(child)) ?? 0)),
  );
  return sizes.reduce((sum, kb) => sum + kb, 0);
}

/** Each thread lists the processes that it started. */
async function childrenOf(pid: number): Promise<readonly number[] | null> {
  try {
    const threads = await readdir(`/proc/${pid}/task`);
    const lists = await Promise.all(
      threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, "utf8").catch(() => "")),
    );
    return lists.flatMap((list) => list.split(" ").flatMap((text) => (text === "" ? [] : [Number(text)])));
  } catch {
    return null;
  }
}

/** 0 for a process that has ended meanwhile. */
async function largestKb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0);
}
