import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the runtime's npm package among the dependencies of this checkout. */
export function bergamotPackage(): string {
  return dirname(fileURLToPath(import.meta.resolve("@browsermt/bergamot-translator/package.json")));
}
