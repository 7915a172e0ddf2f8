import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip, zstdDecompress } from "node:zlib";

/** The files of one direction, unpacked, and how its matrices are stored. */
export interface MarianFiles {
  readonly model: Uint8Array;
  /** Absent for models that come without one: they look at their whole vocabulary. */
  readonly shortlist: Uint8Array | undefined;
  /** One for both languages, or one for each. */
  readonly vocabularies: readonly Uint8Array[];
  readonly gemmPrecision: string;
}

const PACKED = /\.(?:gz|zst)$/;

/**
 * Reads the files of a model by the names that Mozilla's models have: `model.*.bin`, `lex.*.bin`, `vocab.*.spm`, or `srcvocab.*.spm` with
 * `trgvocab.*.spm`. They may be compressed by gzip or zstd. Throws BrokenModelFile for what is missing or not whole: the runtime itself reads
 * past the end of such a file.
 */
export async function readMarianFiles(folder: string, gemmPrecision?: string): Promise<MarianFiles> {
  const names = (await readdir(folder)).toSorted();
  const find = (pattern: RegExp): string | undefined => names.find((name) => pattern.test(name.replace(PACKED, "")));
  const model = find(/^model\b.*\.bin$/);
  const shortlist = find(/^lex\b.*\.bin$/);
  const source = find(/^srcvocab\b.*\.spm$/);
  const target = find(/^trgvocab\b.*\.spm$/);
  const shared = find(/^vocab\b.*\.spm$/);
  const vocabularies = source !== undefined && target !== undefined ? [source, target] : [shared];
  if (model === undefined) throw new BrokenModelFile("model.*.bin is missing");
  return {
    model: await readChecked(folder, model, isWholeModel),
    shortlist: shortlist === undefined ? undefined : await readChecked(folder, shortlist, isWholeShortlist),
    vocabularies: await Promise.all(
      vocabularies.map((name) => {
        if (name === undefined) throw new BrokenModelFile("vocab.*.spm is missing");
        return readChecked(folder, name, ({ length }) => length > 0);
      }),
    ),
    gemmPrecision: gemmPrecision ?? precisionOf(model),
  };
}

/** The message names the file, without its folder. */
export class BrokenModelFile extends Error {
  override readonly name = "BrokenModelFile";
}

/** By the name, as the makers of the models encode it: with multipliers that were computed before, or without. */
function precisionOf(name: string): string {
  return /\.intgemm8\.bin/.test(name) ? "int8shiftAll" : "int8shiftAlphaAll";
}

async function readChecked(folder: string, name: string, isWhole: (bytes: Buffer) => boolean): Promise<Buffer> {
  const bytes = await readUnpacked(join(folder, name)).catch((cause: unknown) => {
    throw new BrokenModelFile(`${name} cannot be unpacked`, { cause });
  });
  if (!isWhole(bytes)) throw new BrokenModelFile(`${name} is not whole`);
  return bytes;
}

/** Whether a binary model of Marian has all that its header announces (`saveItems` in its `common/binary.cpp`). */
function isWholeModel(bytes: Buffer): boolean {
  const header = 16;
  if (bytes.length < header || bytes.readBigUInt64LE(0) !== 1n) return false;
  const items = Number(bytes.readBigUInt64LE(8));
  let needed = header + items * 32;
  if (bytes.length < needed) return false;
  let data = 0;
  for (let at = header; at < header + items * 32; at += 32) {
    needed += Number(bytes.readBigUInt64LE(at)) + 4 * Number(bytes.readBigUInt64LE(at + 16));
    data += Number(bytes.readBigUInt64LE(at + 24));
  }
  if (bytes.length < needed + 8) return false;
  return bytes.length >= needed + 8 + Number(bytes.readBigUInt64LE(needed)) + data;
}

export const SHORTLIST_MAGIC = 0xf11a48d5013417f5n;

/** The same for a binary shortlist. Its checksum depends on the machine that wrote it: the WASM computes another one. */
function isWholeShortlist(bytes: Buffer): boolean {
  const header = 48;
  if (bytes.length < header || bytes.readBigUInt64LE(0) !== SHORTLIST_MAGIC) return false;
  return bytes.length === header + 8 * Number(bytes.readBigUInt64LE(32)) + 4 * Number(bytes.readBigUInt64LE(40));
}

async function readUnpacked(file: string): Promise<Buffer> {
  const bytes = await readFile(file);
  if (file.endsWith(".gz")) return promisify(gunzip)(bytes);
  return file.endsWith(".zst") ? promisify(zstdDecompress)(bytes) : bytes;
}
