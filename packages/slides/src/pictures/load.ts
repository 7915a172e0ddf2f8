import { readFile } from "node:fs/promises";
import { loadImage, type Image } from "@napi-rs/canvas";
import { isBlank } from "../clean-text.ts";
import type { Stage } from "../stage.ts";
import type { Picture } from "../visual.ts";

/** A picture that can be drawn: files are read and decoded, what has no content has become an illustration. */
export type LoadedPicture =
  | Exclude<Picture, { kind: "image" }>
  | { readonly kind: "image"; readonly image: Image; readonly credit: string };

/** Larger files are not slide pictures; decoding them could take the server's memory. */
const MAX_BYTES = 40 * 1024 * 1024;
const MAX_PIXELS = 80_000_000;

/** Reads what the picture needs. A file that cannot be shown gives a warning and an illustration of `keyword`. */
export async function loadPicture(stage: Stage, picture: Picture, keyword: string): Promise<LoadedPicture> {
  const illustration: LoadedPicture = { kind: "illustration", keyword };
  switch (picture.kind) {
    case "image":
      return (await decode(stage, picture.path, picture.credit ?? "")) ?? illustration;
    case "illustration":
      return isBlank(picture.keyword) ? illustration : picture;
    case "formula":
      return isBlank(picture.expression) ? illustration : picture;
    case "code":
      return isBlank(picture.code) ? illustration : picture;
    case "table":
      return [picture.header, ...picture.rows].flat().every(isBlank) ? illustration : picture;
    case "quote":
      return isBlank(picture.text) ? illustration : picture;
  }
}

async function decode(stage: Stage, path: string, credit: string): Promise<LoadedPicture | undefined> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > MAX_BYTES) throw new Error("the file is larger than 40 MB");
    const image = await loadImage(bytes);
    if (image.width < 1 || image.height < 1 || image.width * image.height > MAX_PIXELS)
      throw new Error(`${image.width} × ${image.height} pixels cannot be shown`);
    return { kind: "image", image, credit };
  } catch (error) {
    stage.warn(
      "image_unreadable",
      `The picture could not be read, an illustration is shown instead: ${reasonOf(error)}`,
    );
    return undefined;
  }
}

/** The reason without the file's path, which must not be published. */
function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === "string" && code.startsWith("E")) return code === "ENOENT" ? "the file is missing" : code;
  return error instanceof Error ? (error.message.split("\n")[0]?.slice(0, 120) ?? "unknown") : "unknown";
}
