const LONGEST_WAIT_S = 60;

export interface Prefer {
  readonly respondAsync: boolean;
  /** From `wait=N`, at most 60 s (SPEC §1); null when not asked for. */
  readonly waitMs: number | null;
}

/** Reads the Prefer header (RFC 7240). What is not understood is ignored, as the RFC asks. */
export function parsePrefer(header: string | undefined): Prefer {
  let respondAsync = false;
  let waitMs: number | null = null;
  for (const part of (header ?? "").split(",")) {
    const [name = "", value = ""] = (part.split(";")[0] ?? "").split("=", 2).map((side) => side.trim());
    if (name.toLowerCase() === "respond-async") respondAsync = true;
    const seconds = /^"?(\d{1,9})"?$/.exec(value)?.[1];
    if (name.toLowerCase() === "wait" && seconds !== undefined)
      waitMs ??= Math.min(Number(seconds), LONGEST_WAIT_S) * 1_000;
  }
  return { respondAsync, waitMs };
}
