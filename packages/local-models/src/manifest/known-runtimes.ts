import { z } from "zod";
import runtimes from "./catalogue/runtimes.json" with { type: "json" };
import { RuntimePackageSchema, type RuntimePackage } from "./runtime-package.ts";

let libraries: readonly RuntimePackage[] | undefined;

/** The libraries that load models and are fetched with them. Read once. */
export function knownRuntimes(): readonly RuntimePackage[] {
  libraries ??= z.array(RuntimePackageSchema).parse(runtimes);
  return libraries;
}
