import { readFileSync } from "node:fs";

/** The rows of a `.tsv` file that ships with the code, as cells. Blank lines and lines that begin with `#` are left out. */
export function readTable(file: URL): readonly (readonly string[])[] {
  return readFileSync(file, "utf8")
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => line.split("\t"));
}

/** The first cell of each row of a `.tsv` file. */
export function readWords(file: URL): ReadonlySet<string> {
  return new Set(readTable(file).map(([word = ""]) => word));
}
