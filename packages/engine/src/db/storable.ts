import { createHash } from "node:crypto";

/** PostgreSQL indexes at most 2,704 bytes; four per code unit and some columns beside this one fit. */
const LONGEST_KEY_CHARS = 300;

/**
 * Text as both databases keep it: PostgreSQL refuses U+0000 in any text, and half a surrogate pair has no UTF-8. Both become U+FFFD, at
 * writing and at looking up alike. For names and messages; JSON escapes both.
 */
export function storable(text: string): string {
  return text.replaceAll("\0", "\uFFFD").toWellFormed();
}

/** The same for text that is indexed: a text that is too long keeps its beginning and gets a hash. */
export function storableKey(text: string): string {
  const kept = storable(text);
  if (kept.length <= LONGEST_KEY_CHARS) return kept;
  const hash = createHash("sha256").update(text).digest("hex");
  return `${kept.slice(0, LONGEST_KEY_CHARS - 65).toWellFormed()} ${hash}`;
}
