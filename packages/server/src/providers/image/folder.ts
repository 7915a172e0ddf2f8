import { HeadwayError } from "@headway-jobs/contract";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import type { Adapter } from "../adapter.ts";
import { MAX_PICTURE_BYTES, requirePicture } from "./picture-bytes.ts";
import type { FoundPicture, PictureSource } from "@headway-jobs/ports/pictures";

const EXTENSIONS = new Set([".jpg", ".jpeg", ".png", ".webp", ".gif"]);
const MAX_FILES = 5_000;

export const folderAdapter: Adapter<PictureSource> = {
  names: ["folder"],
  detail: "PATH",
  create: (folder) => folderPictures(folder),
};

/**
 * The user's own pictures, found by the words of their file and folder names (`cells/plant-cell_2.png` for "plant cell"). Links that lead out of the
 * folder are not followed.
 */
export function folderPictures(folder: string): PictureSource {
  return {
    async find({ keyword, signal }) {
      signal?.throwIfAborted();
      const root = await rootOf(folder);
      const wanted = wordsOf(keyword);
      const files = await picturesIn(root);
      signal?.throwIfAborted();
      const best = files
        .map((file) => ({ file, score: scoreOf(wanted, wordsOf(file)) }))
        .toSorted((a, b) => b.score - a.score || (a.file < b.file ? -1 : 1))[0];
      return best === undefined || best.score < LEAST_SCORE ? null : readPicture(root, best.file);
    },
  };
}

async function rootOf(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    throw new HeadwayError(
      "PROVIDER_UNAVAILABLE",
      "The picture folder of HEADWAY_IMAGES is not there or cannot be read.",
      {
        cause: error,
        retryable: false,
      },
    );
  }
}

async function picturesIn(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && EXTENSIONS.has(extname(entry.name).toLowerCase()))
    .slice(0, MAX_FILES)
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

async function readPicture(root: string, file: string): Promise<FoundPicture | null> {
  const path = await realpath(join(root, file));
  if (!path.startsWith(root + sep)) return null;
  const { size } = await stat(path);
  if (size > MAX_PICTURE_BYTES) return null;
  const bytes = await readFile(path);
  return { bytes, mediaType: requirePicture(bytes).mediaType, credit: null };
}

/** Half of the wanted words must be in the name. */
const LEAST_SCORE = 0.5;

function scoreOf(wanted: readonly string[], name: readonly string[]): number {
  if (wanted.length === 0) return 0;
  const common = wanted.filter((word) => name.includes(word)).length;
  // Among equal matches the name with fewer other words is the better one.
  return common / wanted.length - (common === 0 ? 0 : 0.001 * name.length);
}

function wordsOf(text: string): string[] {
  const words =
    text
      .toLowerCase()
      .normalize("NFC")
      .match(/\p{L}[\p{L}\p{M}]+/gu) ?? [];
  return [
    ...new Set(words.filter((word) => !EXTENSIONS.has(`.${word}`)).map((word) => word.replace(/(?<=\p{L}{3})s$/u, ""))),
  ];
}
