import { access } from "node:fs/promises";
import { join } from "node:path";

const MAX_NAME_CHARS = 40;

/** A name for a result that the user did not name: the first words of what it is about, with a number where a file of that name is there. */
export async function newFile(folder: string, about: string, extension: string): Promise<string> {
  const words = about
    .normalize("NFKC")
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? ["headway"];
  let name = "";
  for (const word of words) {
    if (name !== "" && name.length + word.length >= MAX_NAME_CHARS) break;
    name = name === "" ? word.slice(0, MAX_NAME_CHARS) : `${name}-${word}`;
  }
  for (let number = 1; ; number += 1) {
    const file = join(folder, `${name}${number === 1 ? "" : `-${number}`}.${extension}`);
    if (!(await exists(file))) return file;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
