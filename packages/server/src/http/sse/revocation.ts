import { HeadwayError } from "@headway-jobs/contract";
import type { Edge } from "../route.ts";

/** Ends open streams whose key has been revoked or has expired, on whatever node or command line that happened. */
export async function endStreamsOfRevokedKeys({
  engine,
  hub,
  clock,
}: Pick<Edge, "engine" | "hub" | "clock">): Promise<void> {
  const keyIds = new Set<string>();
  for (const { caller } of hub.readers()) if (caller.keyId !== null) keyIds.add(caller.keyId);
  for (const keyId of keyIds) {
    if (await engine.keys.isLive(keyId)) continue;
    const error = new HeadwayError("INVALID_KEY", "The API key was revoked or has expired.");
    for (const reader of hub.readers()) if (reader.caller.keyId === keyId) reader.fail(error, clock.nowMs());
  }
}
