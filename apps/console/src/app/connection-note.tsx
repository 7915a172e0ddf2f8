import type { ClientError } from "@headway-jobs/client";
import type { ConnectionState } from "@headway-jobs/client/react";
import { useEffect, useState } from "react";
import { useReachability } from "./reachability.ts";

/** A short loss is healed before anybody could read about it. */
const SHOW_AFTER_MS = 700;

/** Says how the page stands with the server, and nothing it does not know. */
export function ConnectionNote({
  connection,
  error,
  onReconnect,
}: {
  readonly connection: ConnectionState;
  readonly error: ClientError | null;
  readonly onReconnect: () => void;
}) {
  const { isReachable } = useReachability();
  const isLost = useLasting(connection === "reconnecting", SHOW_AFTER_MS);
  const away = error === null && (isLost || !isReachable);
  const state = error !== null ? "failed" : away ? "away" : connection === "connecting" ? "connecting" : "live";
  return (
    <div className="connection" data-state={state}>
      <span className="connection__dot" aria-hidden="true" />
      <span role="status">{TEXT[state](error)}</span>
      {state === "away" && (
        <button type="button" className="link" onClick={onReconnect}>
          Retry
        </button>
      )}
    </div>
  );
}

const TEXT = {
  live: () => "Live",
  connecting: () => "Connecting…",
  away: () => "Reconnecting…",
  failed: (error: ClientError | null) => (error?.status === 401 ? "Key needed" : (error?.message ?? "Not connected")),
} as const;

/** True once `now` has been true for `afterMs`. */
function useLasting(now: boolean, afterMs: number): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!now) {
      setLasting(false);
      return undefined;
    }
    const timer = setTimeout(() => setLasting(true), afterMs);
    return () => clearTimeout(timer);
  }, [now, afterMs]);
  return lasting && now;
}
