import { z } from "zod";
import { MODEL_RUNTIMES, ModelArchiveSchema, type ModelArchive } from "./model-manifest.ts";

/** A package of npm, as its registry serves it. `os` and `cpu` are values of Node's `process.platform` and `process.arch`; without them it fits all. */
const NpmPackageSchema = z.strictObject({
  name: z.string().regex(/^(?:@[a-z0-9-]+\/)?[a-z0-9-]+$/),
  os: z.string().optional(),
  cpu: z.string().optional(),
  archive: ModelArchiveSchema,
});

/**
 * The library that loads models, which is fetched together with the first of them: the folder `MODELS/.runtimes/NAME@VERSION/node_modules` holds the
 * packages. No script of a package is run.
 */
export const RuntimePackageSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  runtime: z.enum(MODEL_RUNTIMES),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  licence: z.string().min(1).max(100),
  homepage: z.url({ protocol: /^https?$/ }),
  packages: z.array(NpmPackageSchema).min(1),
});

export type RuntimePackage = z.infer<typeof RuntimePackageSchema>;

export interface Machine {
  /** Node's `process.platform`. */
  readonly os: string;
  /** Node's `process.arch`. */
  readonly cpu: string;
}

export interface RuntimeArchive {
  readonly name: string;
  readonly archive: ModelArchive;
}

/** The packages that a machine needs; null when the library has none for it. */
export function archivesFor({ packages }: RuntimePackage, machine: Machine): readonly RuntimeArchive[] | null {
  const fitting = packages.filter(
    ({ os, cpu }) => (os ?? machine.os) === machine.os && (cpu ?? machine.cpu) === machine.cpu,
  );
  const native = packages.some(({ os }) => os !== undefined);
  return native && fitting.every(({ os }) => os === undefined) ? null : fitting;
}

/** Where the packages of a library are, below the folder of models. */
export const runtimeFolderName = ({ name, version }: Pick<RuntimePackage, "name" | "version">): string =>
  `${name}@${version}`;
