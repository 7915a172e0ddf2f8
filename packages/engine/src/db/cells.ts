import type { SqlValue } from "./port.ts";

/** The value of a text column. Throws TypeError for any other: a statement and its reader disagree. */
export function text(value: SqlValue | undefined): string {
  if (typeof value !== "string") throw new TypeError("expected a text column");
  return value;
}

/** The value of a number column. Throws TypeError for any other. */
export function number(value: SqlValue | undefined): number {
  if (typeof value !== "number") throw new TypeError("expected a number column");
  return value;
}

/** The value of a text column that may be null. */
export function textOrNull(value: SqlValue | undefined): string | null {
  return value === null || value === undefined ? null : text(value);
}

/** The value of a number column that may be null. */
export function numberOrNull(value: SqlValue | undefined): number | null {
  return value === null || value === undefined ? null : number(value);
}
