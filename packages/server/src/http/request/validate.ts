import type { FieldError } from "@headway/contract";
import type { z } from "zod";
import { validationError } from "../problem.ts";

/** Where in a request the value stood; the first member of every `loc`. */
export type Place = "body" | "query" | "path";

const MAX_ERRORS = 20;

/** The parsed value, or INVALID_INPUT with one entry per problem (at most twenty). */
export function validate(schema: z.ZodType, value: unknown, place: Place): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw validationError(
    parsed.error.issues.slice(0, MAX_ERRORS).map((issue): FieldError => ({
      loc: [place, ...issue.path.map((key) => (typeof key === "symbol" ? String(key) : key))],
      msg: messageOf(issue, value),
      type: issue.code,
    })),
  );
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
