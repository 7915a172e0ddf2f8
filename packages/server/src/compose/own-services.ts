import { access } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { JOB_KIND_PATTERN } from "@headway-jobs/contract";
import { z } from "zod";
import type { AnyService } from "../service-kit/service.ts";
import { loadFailure } from "./load-failure.ts";
import { resolveForServices } from "./resolve-for-services.ts";
import { ServicesError } from "./services-error.ts";

/** Their events would look like those of every job, or like frames of a stream. */
const RESERVED_KINDS: ReadonlySet<string> = new Set(["job", "stream"]);

/**
 * Loads the modules that HEADWAY_SERVICES names (absolute paths) and returns every service that they export. `taken` are the kinds that there are already.
 * Throws ServicesError with all problems at once.
 */
export async function loadOwnServices(
  files: readonly string[],
  taken: readonly string[],
): Promise<readonly AnyService[]> {
  if (files.length === 0) return [];
  resolveForServices();
  const problems: string[] = [];
  const services: AnyService[] = [];
  const owners = new Map(taken.map((kind) => [kind, "Headway"]));
  for (const file of new Set(files)) {
    const loaded = await loadModule(file);
    if (typeof loaded === "string") problems.push(loaded);
    for (const service of typeof loaded === "string" ? [] : loaded) {
      const wrong = complaint(service, file, owners);
      if (wrong !== null) problems.push(wrong);
      else services.push(service);
      owners.set(service.kind, owners.get(service.kind) ?? file);
    }
  }
  if (problems.length > 0) throw new ServicesError(problems);
  return services;
}

/** The services that a module exports, or a sentence that says why there are none. */
async function loadModule(file: string): Promise<readonly AnyService[] | string> {
  if (!(await exists(file))) {
    const correct = "Correct the path; a relative one begins at the folder of the start.";
    return `HEADWAY_SERVICES names ${file}, and there is no such file. ${correct}`;
  }
  try {
    const exported: unknown[] = Object.values((await import(pathToFileURL(file).href)) as object);
    const found = [...new Set(exported.filter(isService))];
    if (found.length > 0) return found;
    const example = 'export const report = defineJob({ kind: "report", … });';
    return `${file} exports no job. Export what defineJob returns: ${example}`;
  } catch (error) {
    return loadFailure(file, error);
  }
}

/** By its members: the module may have another copy of the package that defines services. */
function isService(value: unknown): value is AnyService {
  if (typeof value !== "object" || value === null) return false;
  const { kind, workflow, prepare, input } = value as Partial<Record<keyof AnyService, unknown>>;
  return (
    typeof kind === "string" && typeof workflow === "function" && typeof prepare === "function" && input !== undefined
  );
}

/** An object that a module exports: its author may have written it without `defineService`. */
type Incomplete = Pick<AnyService, "kind" | "input"> & Partial<Pick<AnyService, "routes" | "streams" | "readiness">>;

/** Why a service cannot be used beside those that there are; null when it can. */
function complaint(
  { kind, input, routes, streams, readiness }: Incomplete,
  file: string,
  owners: ReadonlyMap<string, string>,
): string | null {
  if (!JOB_KIND_PATTERN.test(kind) || RESERVED_KINDS.has(kind)) {
    const choose = "Choose lower-case letters, digits and _, with a letter first, at most 40; not job or stream.";
    return `The kind "${kind}" in ${file} cannot be used. ${choose}`;
  }
  const owner = owners.get(kind);
  if (owner !== undefined) {
    return `The kind "${kind}" in ${file} is taken by ${owner === file ? "another export of this file" : owner}. Choose another kind.`;
  }
  if (routes === undefined || streams === undefined || readiness === undefined) {
    const write = `export const ${kind} = defineService({ kind: "${kind}", … });`;
    return `The kind "${kind}" in ${file} lacks routes, streams or readiness. Export what defineService returns, which adds them: ${write}`;
  }
  const unfit = unfitInput(input);
  if (unfit !== null) return `The input of the kind "${kind}" in ${file} ${unfit}`;
  const open = routes.find(({ method, scope }) => method !== "GET" && scope === undefined);
  if (open === undefined) return null;
  const write = 'Write scope: "submit", "approve" or "read".';
  return `The route ${open.method} ${open.path} of the kind "${kind}" in ${file} names no scope that a key needs. ${write}`;
}

function unfitInput(input: unknown): string | null {
  if (typeof input !== "object" || input === null || !("_zod" in input)) {
    return "is no schema of zod 4. Write input: z.object({ … }), with z from the package zod in version 4.";
  }
  try {
    const { type, oneOf, anyOf, allOf } = z.toJSONSchema(input as z.ZodType, { io: "input" });
    const mayBeObject = type === "object" || (oneOf ?? anyOf ?? allOf) !== undefined;
    return mayBeObject ? null : "is no object. Write input: z.object({ … }).";
  } catch (error) {
    return `is nothing that JSON can hold: ${(error as Error).message}. Take strings for dates (z.iso.datetime()) and what else JSON does not have.`;
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
