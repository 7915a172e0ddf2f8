/** True when If-None-Match holds the tag (weak comparison, RFC 9110 §13.1.2): the client has this representation. */
export function noneMatches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === "*") return true;
  const opaque = etag.replace(/^W\//, "");
  return entityTags(header).some((tag) => tag.replace(/^W\//, "") === opaque);
}

/** True when a Range may be honoured: no If-Range, or one with exactly this strong tag. Dates never match, as none is sent. */
export function ifRangeHolds(header: string | undefined, etag: string): boolean {
  return header === undefined || header.trim() === etag;
}

function entityTags(header: string): string[] {
  return header.match(/(?:W\/)?"[^"]*"/g) ?? [];
}
