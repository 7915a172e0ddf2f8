import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const MOST_BYTES = 64 * 1024 * 1024;

/** A commit of a repository on GitHub. */
export interface Source {
  readonly repository: string;
  readonly commit: string;
}

/** Files of public repositories, from bare copies `OWNER+NAME/repo` in a folder. A commit that no copy has is fetched. */
export class Repositories {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async read(source: Source, path: string): Promise<Buffer> {
    const folder = await this.#folderOf(source);
    const options = { encoding: "buffer", maxBuffer: MOST_BYTES } as const;
    return (await run("git", ["-C", folder, "show", `${source.commit}:${path}`], options)).stdout;
  }

  async list(source: Source, path: string): Promise<string[]> {
    const folder = await this.#folderOf(source);
    const names = await run("git", ["-C", folder, "ls-tree", "-r", "--name-only", source.commit, path]);
    return names.stdout.split("\n").filter((name) => name !== "");
  }

  async #folderOf({ repository, commit }: Source): Promise<string> {
    const folder = join(this.#folder, repository.replace("/", "+"), "repo");
    const isThere = await run("git", ["-C", folder, "cat-file", "-e", commit]).then(
      () => true,
      () => false,
    );
    if (isThere) return folder;
    await mkdir(folder, { recursive: true });
    await run("git", ["init", "--bare", "--quiet", folder]);
    await run("git", ["-C", folder, "fetch", "--quiet", "--depth=1", `https://github.com/${repository}`, commit]);
    return folder;
  }
}
