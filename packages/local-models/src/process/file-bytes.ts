import { statSync } from "node:fs";
import { isAbsolute } from "node:path";

/** How many bytes the files have that plain data names with absolute paths: roughly what a model takes once it is loaded. */
export function fileBytesOf(data: unknown): number {
  if (typeof data === "string") return isAbsolute(data) ? sizeOf(data) : 0;
  if (typeof data !== "object" || data === null) return 0;
  return Object.values(data).reduce<number>((sum, part) => sum + fileBytesOf(part), 0);
}

function sizeOf(path: string): number {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() === true ? found.size : 0;
  } catch {
    // Loading says what is wrong with it.
    return 0;
  }
}
