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
