import { createHash } from "node:crypto";
import { HeadwayError } from "@headway-jobs/contract";

/** The Idempotency-Key header; undefined when none was sent. Throws INVALID_INPUT for one that could not be stored faithfully. */
export function idempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined || header === "") return undefined;
  if (!/^[\u0020-\u007e]{1,255}$/.test(header)) {
    throw new HeadwayError("INVALID_INPUT", "Idempotency-Key must have 1 to 255 printable ASCII characters.");
  }
  return header;
}

/** Equal for inputs that are equal as JSON, whatever the order of their members. Lower-case hex SHA-256. */
export function requestHash(input: unknown): string {
  return createHash("sha256").update(canonicalJson(input)).digest("hex");
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}
