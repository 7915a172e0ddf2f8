import type { FieldError } from "@headway-jobs/contract";
import type { z } from "zod";
import { validationError } from "../problem.ts";
import { refusals, unknownMembers } from "./unknown-members.ts";

/** Where in a request the value stood; the first member of every `loc`. */
export type Place = "body" | "query" | "path";

const MAX_ERRORS = 20;

/**
 * The parsed value. Throws INVALID_INPUT with one entry per problem (at most twenty). Members that the schema does not know are
 * dropped, or refused with `strict`.
 */
export function validate(schema: z.ZodType, value: unknown, place: Place, { strict = false } = {}): unknown {
  const unknown = strict ? refusals(unknownMembers(schema, value)) : [];
  const parsed = schema.safeParse(value);
  if (parsed.success && unknown.length === 0) return parsed.data;
  const invalid = (parsed.error?.issues ?? []).map((issue): FieldError => ({
    loc: issue.path.map((key) => (typeof key === "symbol" ? String(key) : key)),
    msg: messageOf(issue, value),
    type: issue.code,
  }));
  const errors = [...unknown, ...invalid].slice(0, MAX_ERRORS);
  throw validationError(errors.map((one) => ({ ...one, loc: [place, ...one.loc] })));
}

function messageOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === "invalid_type" && valueAt(value, issue.path) === undefined) return "is required";
  return issue.message;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}
