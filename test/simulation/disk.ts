import type { NodeProcess } from "./node-process.ts";
import type { Random } from "./random.ts";
import { EPOCH_MS } from "./node-process.ts";
import type { Schedule } from "./schedule.ts";

interface File {
  bytes: Buffer;
  mtimeMs: number;
}

/** A folder that the nodes of a world share, in memory. Paths are relative to it, without a leading slash. */
export class Disk {
  readonly files = new Map<string, File>();
  readonly #directories = new Set<string>([""]);
  readonly #schedule: Schedule;
  /** Told before a file goes from its place. */
  onRemove: (path: string) => void = () => undefined;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  get nowMs(): number {
    return EPOCH_MS + this.#schedule.nowMs;
  }

  /** The first directory that was made; undefined when all were there. */
  mkdir(path: string): string | undefined {
    let made: string | undefined;
    let built = "";
    for (const part of path.split("/")) {
      built = built === "" ? part : `${built}/${part}`;
      if (this.files.has(built)) throw failure("ENOTDIR", built);
      if (!this.#directories.has(built)) made ??= built;
      this.#directories.add(built);
    }
    return made;
  }

  write(path: string, bytes: Uint8Array, options: { readonly exclusive?: boolean } = {}): void {
    if (!this.#directories.has(parentOf(path))) throw failure("ENOENT", path);
    if (options.exclusive === true && this.files.has(path)) throw failure("EEXIST", path);
    this.files.set(path, { bytes: Buffer.from(bytes), mtimeMs: this.nowMs });
  }

  read(path: string): Buffer {
    return this.#file(path).bytes;
  }

  stat(path: string): { readonly mtimeMs: number; readonly size: number; isFile(): boolean; isDirectory(): boolean } {
    if (this.#directories.has(path)) return { mtimeMs: 0, size: 0, isFile: () => false, isDirectory: () => true };
    const { mtimeMs, bytes } = this.#file(path);
    return { mtimeMs, size: bytes.byteLength, isFile: () => true, isDirectory: () => false };
  }

  touch(path: string, mtimeMs: number): void {
    this.#file(path).mtimeMs = mtimeMs;
  }

  link(from: string, to: string): void {
    if (this.files.has(to)) throw failure("EEXIST", to);
    if (!this.#directories.has(parentOf(to))) throw failure("ENOENT", to);
    this.files.set(to, this.#file(from));
  }

  rename(from: string, to: string): void {
    const file = this.#file(from);
    if (!this.#directories.has(parentOf(to))) throw failure("ENOENT", to);
    // Two links of one file: POSIX does nothing.
    if (this.files.get(to) === file && from !== to) return;
    this.onRemove(from);
    this.files.delete(from);
    this.files.set(to, file);
  }

  readdir(path: string): readonly string[] {
    if (!this.#directories.has(path)) throw failure("ENOENT", path);
    const prefix = path === "" ? "" : `${path}/`;
    const below = [...this.files.keys(), ...this.#directories].filter((one) => one.startsWith(prefix) && one !== path);
    return [...new Set(below.map((one) => one.slice(prefix.length).split("/")[0] ?? ""))].toSorted();
  }

  remove(path: string, options: { readonly recursive: boolean; readonly force: boolean }): void {
    if (this.files.has(path)) {
      this.onRemove(path);
      this.files.delete(path);
      return;
    }
    if (!this.#directories.has(path)) {
      if (options.force) return;
      throw failure("ENOENT", path);
    }
    if (!options.recursive) throw failure("EISDIR", path);
    for (const one of this.files.keys()) if (one.startsWith(`${path}/`)) this.files.delete(one);
    for (const one of this.#directories) if (one === path || one.startsWith(`${path}/`)) this.#directories.delete(one);
  }

  isThere(path: string): boolean {
    return this.files.has(path) || this.#directories.has(path);
  }

  #file(path: string): File {
    const file = this.files.get(path);
    if (file === undefined) throw failure(this.#directories.has(path) ? "EISDIR" : "ENOENT", path);
    return file;
  }
}

function parentOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

export function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: '${path}'`), { code });
}

/** A disk as one process reaches it: each call takes a while, and none of a killed process arrives. */
export interface Mount {
  readonly disk: Disk;
  readonly node: NodeProcess;
  readonly random: Random;
}

const FAST_MS = 1.5;
const SLOW_MS = 400;
const SLOW_SHARE = 0.02;

/** Runs a call on the disk as a step of the world's schedule. */
export function diskCall<T>({ node, random }: Mount, label: string, work: () => T): Promise<T> {
  const delayMs = random.between(0.01, random.chance(SLOW_SHARE) ? SLOW_MS : FAST_MS);
  return new Promise<T>((resolve, reject) => {
    node.after(delayMs, `disk ${label}`, () => {
      try {
        resolve(work());
      } catch (error) {
        reject(error);
      }
    });
  });
}
