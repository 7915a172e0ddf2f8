import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { z } from "zod";
import { compile } from "./compile.ts";
import { filesBelow } from "./files-below.ts";
import { packageAt } from "./packages.ts";
import { stagePackage } from "./stage.ts";

/** What `npm pack` changed in a package's folder. */
const changeSchema = z.object({
  /** The package's folder, from the root, with slashes. */
  folder: z.string(),
  /** Files that it put there, with the SHA-256 of what it wrote. */
  put: z.record(z.string(), z.string()),
  /** Former contents (base64) of those that it replaced. */
  replaced: z.record(z.string(), z.string()),
});
type Change = z.infer<typeof changeSchema>;

/**
 * `prepack` of a package: puts the built files and the tarball's package.json into its folder. While npm packs, the checkout's own imports of this
 * package lead to the built files; `restore` puts back what was there. Refuses to begin while another package of the checkout is prepared: two packs
 * would read and remove each other's files. Use `packAll` where something else runs in the checkout.
 */
export function prepare(root: string, folder: string): void {
  const path = pathOf(root, folder);
  reserve(root, { folder: path, put: {}, replaced: {} });
  const work = mkdtempSync(join(tmpdir(), "headway-pack-"));
  const staged = join(work, "staged");
  try {
    const one = packageAt(root, folder);
    if (one.sources.length > 0) compile(root, [one], join(work, "compiled"));
    stagePackage(root, one, join(work, "compiled"), staged);
    const files = filesBelow(staged);
    const there = files.filter((file) => existsSync(join(folder, file)));
    writeRecord(root, {
      folder: path,
      put: Object.fromEntries(files.map((file) => [file, digestOf(readFileSync(join(staged, file)))])),
      replaced: Object.fromEntries(there.map((file) => [file, readFileSync(join(folder, file), "base64")])),
    });
    cpSync(staged, folder, { recursive: true });
  } catch (error) {
    restore(root, folder);
    throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * `postpack` of a package: undoes `prepare`. Does nothing where nothing was prepared. A file that was edited meanwhile stays as it is; then this
 * throws at its end and names the folder that keeps the file's former content.
 */
export function restore(root: string, folder: string): void {
  const change = readRecord(root);
  if (change === null || change.folder !== pathOf(root, folder)) return;
  const files = Object.entries(change.put).map(([file, digest]) => ({ file, digest, former: change.replaced[file] }));
  const edited = files.filter((one) => isEdited(folder, one));
  const untouched = files.filter((one) => !edited.includes(one));
  for (const { file, former } of untouched) {
    if (former === undefined) rmSync(join(folder, file), { force: true });
    else writeFileSync(join(folder, file), former, "base64");
  }
  removeEmptied(folder, untouched);
  const kept = join(placeOf(root), "edited", ...change.folder.split("/"));
  for (const { file, former } of edited) {
    if (former === undefined) continue;
    mkdirSync(dirname(join(kept, file)), { recursive: true });
    writeFileSync(join(kept, file), former, "base64");
  }
  rmSync(recordOf(root));
  if (edited.length === 0) return;
  const names = edited.map(({ file }) => file).join(", ");
  throw new Error(
    `Edited while ${change.folder} was packed, and left as edited: ${names}. What was there before the pack is in ${kept}.`,
  );
}

interface PutFile {
  readonly file: string;
  readonly digest: string;
  readonly former: string | undefined;
}

/** Neither what the pack wrote nor what was there before it: a killed pack may have written only some of its files. */
function isEdited(folder: string, { file, digest, former }: PutFile): boolean {
  const path = join(folder, file);
  if (!existsSync(path)) return false;
  const now = readFileSync(path);
  return digestOf(now) !== digest && now.toString("base64") !== former;
}

/** A folder with nothing but files of the pack is removed with them. */
function removeEmptied(folder: string, files: readonly PutFile[]): void {
  const made = files.filter(({ former, file }) => former === undefined && file.includes("/"));
  for (const path of new Set(made.map(({ file }) => join(folder, file.split("/")[0] ?? "")))) {
    if (existsSync(path) && filesBelow(path).length === 0) rmSync(path, { recursive: true });
  }
}

/** Makes the record of a pack, which only one can have. */
function reserve(root: string, change: Change): void {
  mkdirSync(placeOf(root), { recursive: true });
  try {
    writeFileSync(recordOf(root), JSON.stringify(change), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const folder = readRecord(root)?.folder ?? ".";
    const script = relative(join(root, folder), join(root, "scripts", "pack.ts"));
    throw new Error(
      `${folder} is being packed. If that pack was killed, restore the folder: cd ${join(root, folder)} && node ${script} restore`,
      { cause: error },
    );
  }
}

function writeRecord(root: string, change: Change): void {
  // By a rename, so that a pack that is killed leaves a whole record.
  const temporary = `${recordOf(root)}.new`;
  writeFileSync(temporary, JSON.stringify(change));
  renameSync(temporary, recordOf(root));
}

function readRecord(root: string): Change | null {
  if (!existsSync(recordOf(root))) return null;
  return changeSchema.parse(JSON.parse(readFileSync(recordOf(root), "utf8")));
}

/** Below node_modules, so that git does not see it. */
const placeOf = (root: string): string => join(root, "node_modules", ".headway-pack");
const recordOf = (root: string): string => join(placeOf(root), "record.json");
const pathOf = (root: string, folder: string): string => relative(root, folder).split(sep).join("/");
const digestOf = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");
