const MAX_CODE_POINTS = 30;

/**
 * The id that video clients derive from a topic (SPEC §2.2): first 30 code points, space to `_`, `:` removed,
 * `/` and `\` to `_`, `" ' ? !` removed. Empty when nothing is left: the job id then stands in for it. What no path can carry
 * (NUL, half a surrogate pair) becomes U+FFFD, as where names are stored.
 */
export function generationId(topic: string): string {
  return [...topic.toWellFormed()]
    .slice(0, MAX_CODE_POINTS)
    .join("")
    .replaceAll("\0", "\uFFFD")
    .replaceAll(" ", "_")
    .replaceAll(":", "")
    .replaceAll(/[/\\]/g, "_")
    .replaceAll(/["'?!]/g, "");
}

/**
 * Names under which the owner finds a run. The compatible API's own example is one character short of its rule, so a 30-character id
 * minus its last character resolves too, after every exact match.
 */
export function generationAliases(topic: string): { readonly name: string; readonly rank: number }[] {
  const id = generationId(topic);
  const codePoints = [...id];
  const exact = id === "" ? [] : [{ name: id, rank: 0 }];
  return codePoints.length === MAX_CODE_POINTS
    ? [...exact, { name: codePoints.slice(0, -1).join(""), rank: 1 }]
    : exact;
}

const FILENAME_END = "_final.mp4";

/** Unique per run; readable, and harmless in a Content-Disposition and on every file system. */
export function videoFilename(topic: string, jobId: string): string {
  return `${generationId(topic) || jobId}_${jobId.slice(-8).toLowerCase()}${FILENAME_END}`;
}

/** The generation id of `{generation_id}_final.mp4`, which names the newest run; null for other names. */
export function generationIdOfFilename(filename: string): string | null {
  return filename.endsWith(FILENAME_END) ? filename.slice(0, -FILENAME_END.length) : null;
}
