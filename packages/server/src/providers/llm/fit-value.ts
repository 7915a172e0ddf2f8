import { z } from "zod";

export type Fitted<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * A value of the schema made of what a model answered. Deviations that leave no doubt of what is meant are taken: the value within a wrapper
 * (`{"answer": …}`, `{"name": …, "arguments": …}`), a bare list for a schema with one list, null for a member that may be missing, numbers and
 * booleans as strings, a number for a string. Every other deviation is a problem, named by its path.
 */
export function fitValue<T>(schema: z.ZodType<T>, answer: unknown): Fitted<T> {
  let first: Fitted<T> | undefined;
  for (const candidate of candidatesOf(answer)) {
    const fitted = fixed(schema, candidate);
    if (fitted.ok) return fitted;
    first ??= fitted;
  }
  const listed = inOnlyList(schema, answer);
  if (listed !== undefined) return listed;
  return first ?? { ok: false, problems: ["the answer holds no value"] };
}

const MAX_DEPTH = 3;

/** The value itself, then what it wraps. */
function candidatesOf(answer: unknown): unknown[] {
  const found: unknown[] = [];
  let inner: unknown = answer;
  for (let depth = 0; depth < MAX_DEPTH && inner !== undefined; depth += 1) {
    found.push(inner);
    inner = wrappedIn(inner);
  }
  return found;
}

/** A bare list as the one list of the schema. Its elements must fit as they are: "[1]" is a reference in most texts. */
function inOnlyList<T>(schema: z.ZodType<T>, answer: unknown): Fitted<T> | undefined {
  const list = candidatesOf(answer).at(-1);
  const name = onlyListOf(schema);
  if (name === undefined || !Array.isArray(list) || list.length === 0) return undefined;
  const parsed = schema.safeParse({ [name]: list });
  return parsed.success ? { ok: true, value: parsed.data } : undefined;
}

/** What stands in a wrapper with one member, or in a function call that the model wrote as its answer. */
function wrappedIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 && isRecord(value[0]) ? value[0] : undefined;
  if (!isRecord(value)) return undefined;
  for (const name of ["arguments", "parameters", "input", "function"]) {
    if (Object.hasOwn(value, "name") || Object.hasOwn(value, "type") || name === "function") {
      const inner = Object.hasOwn(value, name) ? asJson(value[name]) : undefined;
      if (inner !== undefined) return inner;
    }
  }
  const members = Object.values(value);
  return members.length === 1 ? asJson(members[0]) : undefined;
}

/** A structure, also one that was written as JSON within a string. */
function asJson(value: unknown): unknown {
  if (isRecord(value) || Array.isArray(value)) return value;
  if (typeof value !== "string" || !/^\s*[{[]/.test(value)) return undefined;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

/** The name of the one required list of an object schema. */
function onlyListOf(schema: z.ZodType): string | undefined {
  if (!(schema instanceof z.ZodObject)) return undefined;
  const required = Object.entries(schema.shape).filter(
    ([, member]) => !(member as z.ZodType).safeParse(undefined).success,
  );
  const [only] = required;
  return required.length === 1 && only?.[1] instanceof z.ZodArray ? only[0] : undefined;
}

const MAX_ROUNDS = 4;

/** Fixes what the schema complains of, as long as something can be fixed. */
function fixed<T>(schema: z.ZodType<T>, value: unknown): Fitted<T> {
  let current = value;
  for (let round = 0; ; round += 1) {
    const parsed = schema.safeParse(current);
    if (parsed.success) return { ok: true, value: parsed.data };
    const next = round < MAX_ROUNDS ? withFixes(current, parsed.error.issues) : undefined;
    if (next === undefined) return { ok: false, problems: parsed.error.issues.map(problemOf) };
    current = next;
  }
}

type Issue = z.core.$ZodIssue;

function problemOf(issue: Issue): string {
  const place = issue.path.map(String).join(".") || "the answer";
  // Zod's words for a missing member speak of JavaScript's undefined.
  return `${place}: ${issue.message.endsWith("received undefined") ? "is missing" : issue.message}`;
}

/** A copy with every issue fixed that can be; undefined when none can. */
function withFixes(value: unknown, issues: readonly Issue[]): unknown {
  const copy = structuredClone(value);
  const changed = issues.map((issue) => fix(copy, issue));
  return changed.includes(true) ? copy : undefined;
}

function fix(root: unknown, issue: Issue): boolean {
  const last = issue.path.at(-1);
  const parent = issue.path.slice(0, -1).reduce<unknown>(memberOf, root);
  if (last === undefined || typeof parent !== "object" || parent === null) return false;
  const members = parent as Record<PropertyKey, unknown>;
  const present = Object.hasOwn(members, last);
  const value = present ? members[last] : undefined;
  if (present && value === null && !Array.isArray(parent)) return delete members[last];
  if (issue.code === "unrecognized_keys") return false;
  const replaced = issue.code === "invalid_type" ? inType(value, issue.expected) : undefined;
  if (replaced === undefined) return false;
  members[last] = replaced;
  return true;
}

function memberOf(value: unknown, name: PropertyKey): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.hasOwn(value, name) ? (value as Record<PropertyKey, unknown>)[name] : undefined;
}

function inType(value: unknown, expected: string): unknown {
  if ((expected === "number" || expected === "int") && typeof value === "string") return numberIn(value);
  if (expected === "boolean" && typeof value === "string") return BOOLEANS.get(value.trim().toLowerCase());
  if (expected === "string" && (typeof value === "number" || typeof value === "boolean")) return String(value);
  if (expected === "array" && (isRecord(value) || (typeof value === "string" && value !== ""))) return [value];
  return undefined;
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["yes", true],
  ["false", false],
  ["no", false],
]);

/** "12", " 3.5 "; nothing with other signs around it, as a percent sign may mean another scale. */
function numberIn(text: string): number | undefined {
  return /^\s*-?\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
