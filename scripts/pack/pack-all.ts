import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { compile } from "./compile.ts";
import { publishedPackages } from "./packages.ts";
import { stagePackage } from "./stage.ts";

export interface Tarball {
  readonly name: string;
  readonly version: string;
  /** Absolute path. */
  readonly file: string;
  readonly size: number;
  /** Paths in the tarball. */
  readonly files: readonly { readonly path: string }[];
}

const packedSchema = z.array(
  z.object({
    name: z.string(),
    version: z.string(),
    filename: z.string(),
    size: z.number(),
    files: z.array(z.object({ path: z.string() })),
  }),
);

/**
 * Packs every published package into tarballs in `target`. Works in a temporary folder: the checkout stays as it is, so that what runs there meanwhile is not
 * disturbed. `npm` is the command line that starts npm.
 */
export function packAll(root: string, target: string, npm: readonly [string, ...string[]] = ["npm"]): Tarball[] {
  const work = mkdtempSync(join(tmpdir(), "headway-pack-"));
  try {
    const packages = publishedPackages(root);
    compile(root, packages, join(work, "compiled"));
    const staged = packages.map((one) => {
      const folder = join(work, "staged", one.path);
      stagePackage(root, one, join(work, "compiled"), folder);
      return folder;
    });
    mkdirSync(target, { recursive: true });
    const [command, ...prefix] = npm;
    // One npm for all of them: its start takes longer than a package.
    const args = [...prefix, "pack", "--json", "--ignore-scripts", "--pack-destination", target, ...staged];
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: work, encoding: "utf8" });
    if (status !== 0) throw new Error(`npm pack failed.\n${stderr}`);
    const packed: unknown = JSON.parse(stdout);
    // npm 12 answers by name.
    const list = packedSchema.parse(Array.isArray(packed) ? packed : Object.values(Object(packed)));
    return list.map(({ filename, ...rest }) => ({ ...rest, file: join(target, filename) }));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
