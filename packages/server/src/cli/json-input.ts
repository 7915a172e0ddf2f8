import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { CliError } from "./exit-codes.ts";

/** What `--input` takes, for its help. */
export const JSON_INPUT = "a JSON object, or a file that holds one";

/** The object that `--input` gives: JSON itself when it begins with `{`, else the file of that name. Throws CliError `usage`. */
export async function readJsonInput(given: string, cwd: string): Promise<Readonly<Record<string, unknown>>> {
  const isJson = given.trimStart().startsWith("{");
  let value: unknown;
  try {
    value = JSON.parse(isJson ? given : await readFile(resolve(cwd, given), "utf8"));
  } catch (error) {
    throw new CliError("usage", `--input ${given} cannot be read as JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new CliError("usage", `--input ${given} must hold one JSON object.`);
}
