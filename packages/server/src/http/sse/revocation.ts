import { HeadwayError } from "@headway-jobs/contract";
import type { Clock, Engine } from "@headway-jobs/engine";
import type { Hub } from "./hub.ts";

/** Ends open streams whose key has been revoked or has expired, wherever that was done (this node, another one, the command line). */
export async function endStreamsOfRevokedKeys({
  engine,
  hub,
  clock,
}: {
  readonly engine: Pick<Engine, "keys">;
  readonly hub: Pick<Hub, "readers">;
  readonly clock: Clock;
}): Promise<void> {
  const keyIds = new Set<string>();
  for (const { caller } of hub.readers()) if (caller.keyId !== null) keyIds.add(caller.keyId);
  for (const keyId of keyIds) {
    if (await engine.keys.isLive(keyId)) continue;
    const error = new HeadwayError("INVALID_KEY", "The API key was revoked or has expired.");
    for (const reader of hub.readers()) if (reader.caller.keyId === keyId) reader.fail(error, clock.nowMs());
  }
}
