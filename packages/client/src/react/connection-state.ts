import type { ClientError } from "../client-error.ts";
import type { StreamState } from "../stream/stream-state.ts";

/** How a stream stands, as an indicator shows it. `reconnecting` = it was or should be open and is not; nothing is lost meanwhile. */
export type ConnectionState = "connecting" | "live" | "reconnecting" | "ended" | "failed";

export function connectionState(state: StreamState): ConnectionState {
  switch (state.phase) {
    case "connecting":
      return state.losses === 0 && !state.everOpen ? "connecting" : "reconnecting";
    case "open":
      return "live";
    case "waiting":
      return "reconnecting";
    case "ended":
    case "failed":
      return state.phase;
  }
}

const LOSSES_WORTH_TELLING = 3;

/**
 * Why a stream has not come about: after some attempts without one byte, what they failed of. Null as soon as it is open, and for one that was
 * open before, which will come back.
 */
export function connectionError(state: StreamState): ClientError | null {
  const isTold = state.phase === "waiting" && !state.everOpen && state.losses >= LOSSES_WORTH_TELLING;
  return isTold && state.reason === "unreachable" ? (state.error ?? null) : null;
}

/** A state that says nothing new about the error leaves it: between two attempts it must not vanish. */
export function tellsOfError(state: StreamState): boolean {
  return state.phase === "waiting" || state.phase === "open";
}
