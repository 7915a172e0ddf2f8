import { HeadwayError } from "@headway-jobs/contract";
import { constants } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isModelPath, type ModelManifest } from "../manifest/model-manifest.ts";
import { differenceOf, readHashes, sizeOf } from "./content-hashes.ts";
import { namingDiskFull } from "@headway-jobs/tools/programs/disk-full";
import { recogniseModel, type Recognised, type Unrecognised } from "./recognise-model.ts";
import { filesBelow, readInstalled, subfolders } from "./store-folders.ts";

/** A model in a folder of the user's, not yet copied. */
export interface FoundModel extends Recognised {
  readonly folder: string;
  /** The folder that was searched: packages of the library are looked for there. */
  readonly searched: string;
}

const MAX_FILES = 20_000;

/**
 * The models in a folder, or in its subfolders. Throws INVALID_INPUT when there is none, and for a folder that looks like a model and lacks something.
 */
export async function modelsIn(searched: string, known: readonly ModelManifest[]): Promise<readonly FoundModel[]> {
  if ((await subfolders(searched)).length === 0 && (await pathsOf(searched)).length === 0) {
    throw new HeadwayError("INVALID_INPUT", `${searched} does not exist or is empty.`);
  }
  const own = await modelAt(searched, known);
  if (!("problem" in own)) return [{ ...own, folder: searched, searched }];
  if (!own.isEmpty) throw new HeadwayError("INVALID_INPUT", own.problem);
  const found: FoundModel[] = [];
  const problems: string[] = [];
  for (const name of await subfolders(searched)) {
    const folder = join(searched, name);
    const model = await modelAt(folder, known);
    if (!("problem" in model)) found.push({ ...model, folder, searched });
    else if (!model.isEmpty) problems.push(model.problem);
  }
  if (problems.length > 0) throw new HeadwayError("INVALID_INPUT", problems.join(" "));
  if (found.length === 0) throw new HeadwayError("INVALID_INPUT", own.problem);
  return found;
}

async function modelAt(folder: string, known: readonly ModelManifest[]): Promise<Recognised | Unrecognised> {
  const installed = await readInstalled(folder);
  if (installed !== null) {
    const { manifest } = installed;
    return { manifest, targets: new Map(manifest.files.map(({ path }) => [path, path])) };
  }
  const paths = await pathsOf(folder);
  const recognised = await recogniseModel(folder, paths);
  if ("problem" in recognised) return recognised;
  const refused = [...recognised.targets.values()].find((path) => !isModelPath(path));
  if (refused !== undefined) {
    return { problem: `${folder} has a file whose name cannot be used on every system: ${refused}.`, isEmpty: false };
  }
  return (await asKnownModel(folder, recognised, known)) ?? recognised;
}

/** Files by hand from the publisher are the known model, with its name and licence. */
async function asKnownModel(
  folder: string,
  { manifest, targets }: Recognised,
  known: readonly ModelManifest[],
): Promise<Recognised | null> {
  const candidates = known.filter(
    ({ format, files }) => format === manifest.format && files.some(({ sha256 }) => sha256 !== undefined),
  );
  if (candidates.length === 0) return null;
  const byHash = new Map<string, string>();
  for (const path of targets.keys()) byHash.set((await readHashes(join(folder, path))).sha256, path);
  for (const candidate of candidates) {
    const pairs = candidate.files.flatMap(({ path, sha256 }) => {
      const source = sha256 === undefined ? undefined : byHash.get(sha256);
      return source === undefined ? [] : [[source, path] as const];
    });
    const hashed = candidate.files.filter(({ sha256 }) => sha256 !== undefined);
    if (pairs.length === hashed.length) return { manifest: candidate, targets: new Map([...targets, ...pairs]) };
  }
  return null;
}

async function pathsOf(folder: string): Promise<readonly string[]> {
  const paths = await filesBelow(folder).catch(() => []);
  if (paths.length > MAX_FILES) throw new HeadwayError("INVALID_INPUT", `${folder} has more than ${MAX_FILES} files.`);
  return paths;
}

/** Copies the files of a found model. Throws MODEL_DAMAGED for one that is not as its `model.json` says. */
export async function copyModel(
  { folder, manifest, targets }: FoundModel,
  staging: string,
  { signal, onBytes }: { signal: AbortSignal; onBytes: (bytes: number) => void },
): Promise<void> {
  const expected = new Map(manifest.files.map((file) => [file.path, file]));
  let bytes = 0;
  for (const [path, target] of targets) {
    signal.throwIfAborted();
    const copy = join(staging, target);
    await mkdir(dirname(copy), { recursive: true });
    // A clone where the file system can: it takes no space.
    await copyFile(join(folder, path), copy, constants.COPYFILE_FICLONE).catch((error: unknown) => {
      throw namingDiskFull(error, manifest.name);
    });
    const file = expected.get(target);
    const difference = file === undefined ? null : differenceOf(file, await readHashes(copy, signal));
    if (difference !== null) throw new HeadwayError("MODEL_DAMAGED", `${target} of ${manifest.name} ${difference}.`);
    bytes += (await sizeOf(copy)) ?? 0;
    onBytes(bytes);
  }
}
