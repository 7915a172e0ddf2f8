import fs from "node:fs";
import promises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { type Disk, diskCall, failure, type Mount } from "./disk.ts";

/** Paths below it belong to mounted disks, everything else to the machine. */
const ROOT = "/simulated";

const mounts = new Map<string, Mount>();

/**
 * Makes a disk reachable through `node:fs`, below a path that belongs to one process alone; returns the path. The product's code calls
 * `node:fs` itself: this is how its calls become steps of a schedule.
 */
export function mount(name: string, mounted: Mount): string {
  interpose();
  mounts.set(name, mounted);
  return `${ROOT}/${name}`;
}

export function unmountAll(): void {
  mounts.clear();
}

interface Place {
  readonly mounted: Mount;
  readonly path: string;
}

function placeOf(path: unknown): Place | null {
  if (typeof path !== "string" || !path.startsWith(`${ROOT}/`)) return null;
  const [name = "", ...rest] = path.slice(ROOT.length + 1).split("/");
  const mounted = mounts.get(name);
  if (mounted === undefined) throw failure("ENOENT", path);
  return { mounted, path: rest.join("/") };
}

let isInterposed = false;

type Call = (...given: never[]) => unknown;
type Simulated = (disk: Disk, path: string, ...rest: readonly unknown[]) => unknown;

function interpose(): void {
  if (isInterposed) return;
  isInterposed = true;
  const target = promises as unknown as Record<string, Call>;
  for (const [name, simulated] of Object.entries(ASYNC)) {
    const real = target[name] as Call;
    target[name] = (...given: never[]) => {
      const place = placeOf(given[0]);
      if (place === null) return real(...given);
      const { mounted, path } = place;
      const rest = given.slice(1).map((one: unknown) => pathOr(one));
      return diskCall(mounted, `${name} ${path}`, () => simulated(mounted.disk, path, ...rest)).then((value) =>
        value instanceof Opened ? handleOf(mounted, value) : value === MADE_UP ? given[0] : value,
      );
    };
  }
  interposeSync();
  syncBuiltinESMExports();
}

function pathOr(value: unknown): unknown {
  return placeOf(value)?.path ?? value;
}

/** Stands for "the path as it was given". */
const MADE_UP = Symbol("path");

class Opened {
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }
}

const ASYNC: Readonly<Record<string, Simulated>> = {
  access: (disk, path) => assertThere(disk, path),
  mkdir: (disk, path) => disk.mkdir(path),
  statfs: () => ({ bavail: 1e9, bsize: 4096 }),
  readdir: (disk, path) => disk.readdir(path),
  realpath: (disk, path) => (assertThere(disk, path), MADE_UP),
  rename: (disk, path, to) => disk.rename(path, String(to)),
  link: (disk, path, to) => disk.link(path, String(to)),
  copyFile: (disk, path, to) => disk.write(String(to), disk.read(path)),
  rm: (disk, path, options) => disk.remove(path, { recursive: false, force: false, ...(options as object) }),
  unlink: (disk, path) => disk.remove(path, { recursive: false, force: false }),
  rmdir: (disk, path) => disk.remove(path, { recursive: true, force: false }),
  stat: (disk, path) => disk.stat(path),
  lstat: (disk, path) => disk.stat(path),
  utimes: (disk, path) => disk.touch(path, disk.nowMs),
  readFile: (disk, path) => disk.read(path),
  writeFile: (disk, path, bytes) => disk.write(path, Buffer.from(bytes as Uint8Array)),
  open: (disk, path, flags) => {
    if (flags === "wx") disk.write(path, Buffer.alloc(0), { exclusive: true });
    else assertThere(disk, path);
    return new Opened(path);
  },
};

function assertThere(disk: Disk, path: string): void {
  if (!disk.isThere(path)) throw failure("ENOENT", path);
}

function handleOf(mounted: Mount, { path }: Opened): object {
  return {
    writeFile: (bytes: Uint8Array) => diskCall(mounted, `write ${path}`, () => mounted.disk.write(path, bytes)),
    sync: () => diskCall(mounted, `sync ${path}`, () => undefined),
    datasync: () => diskCall(mounted, `sync ${path}`, () => undefined),
    utimes: () => diskCall(mounted, `utimes ${path}`, () => mounted.disk.touch(path, mounted.disk.nowMs)),
    stat: () => diskCall(mounted, `stat ${path}`, () => mounted.disk.stat(path)),
    close: async () => undefined,
  };
}

function interposeSync(): void {
  const target = fs as unknown as Record<string, Call>;
  const mkdirSync = target["mkdirSync"] as Call;
  target["mkdirSync"] = (...given: never[]) => {
    const place = placeOf(given[0]);
    return place === null ? mkdirSync(...given) : place.mounted.disk.mkdir(place.path);
  };
  const createReadStream = target["createReadStream"] as Call;
  target["createReadStream"] = (...given: never[]) => {
    const place = placeOf(given[0]);
    return place === null ? createReadStream(...given) : chunksOf(place);
  };
}

async function* chunksOf({ mounted, path }: Place): AsyncGenerator<Buffer> {
  yield await diskCall(mounted, `read ${path}`, () => mounted.disk.read(path));
}
