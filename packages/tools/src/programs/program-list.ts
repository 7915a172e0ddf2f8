import { findTool, type ToolEnv } from "./find-tool.ts";
import type { ToolName } from "./tools.ts";

/** A list that grows while the server runs, e.g. when a language pair is installed, is asked for again after this. */
const MAX_AGE_MS = 30_000;

/**
 * What an installed program lists of itself (voices, language pairs), asked for once in half a minute: every sentence wants to know, and a
 * program takes a tenth of a second to answer. Empty while the program is missing; a failed listing is not remembered.
 */
export function programList<T>(
  tool: ToolName,
  env: ToolEnv,
  list: () => Promise<readonly T[]>,
  nowMs: () => number = () => performance.now(),
): () => Promise<readonly T[]> {
  let listed: { readonly atMs: number; readonly entries: Promise<readonly T[]> } | undefined;
  return async () => {
    if ((await findTool(tool, env)) === null) return [];
    if (listed === undefined || nowMs() - listed.atMs > MAX_AGE_MS) {
      const asked = { atMs: nowMs(), entries: list() };
      listed = asked;
      asked.entries.catch(() => {
        if (listed === asked) listed = undefined;
      });
    }
    return listed.entries;
  };
}
