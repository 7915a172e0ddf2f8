/**
 * Which tab holds the shared connection: a pure state machine of one tab.
 *
 *   idle ── needs ──► queued ── granted ──► leading
 *    ▲                  │  ▲                   │
 *    └──── no needs ────┘  └── lost, resigned ─┘
 *
 * Every tab with needs waits for one lock, and the browser gives it to the next one as soon as its holder closes, crashes or resigns.
 */
export interface MemberState {
  readonly role: "idle" | "queued" | "leading";
  readonly isHidden: boolean;
  /** Ticks in a row in which the leader has said nothing. */
  readonly silentTicks: number;
  /** Some other tab with needs is visible; known to the leader only. */
  readonly othersVisible: boolean;
}

export type MemberInput =
  | { readonly type: "needs"; readonly any: boolean }
  | { readonly type: "visibility"; readonly isHidden: boolean }
  | { readonly type: "granted" }
  /** Another tab took the lock, because this one was silent. */
  | { readonly type: "lost" }
  | { readonly type: "heard" }
  | { readonly type: "tick" }
  | { readonly type: "othersVisible"; readonly any: boolean };

export type MemberEffect =
  /** Open the channel to the other tabs, and close it. */
  | "join"
  | "leave"
  /** Wait for the lock, stop waiting for it, take it from a holder that is silent. */
  | "queue"
  | "withdraw"
  | "steal"
  /** Open the connection; close it; give the lock back. */
  | "lead"
  | "stop"
  | "release"
  | "ping";

/** After this many silent ticks the leader is asked, and one tick later replaced: a frozen page keeps its lock. */
const PING_AFTER_TICKS = 2;
const STEAL_AFTER_TICKS = 3;

export function initialMember(isHidden: boolean): MemberState {
  return { role: "idle", isHidden, silentTicks: 0, othersVisible: false };
}

/** The state after `input`, and what is to be done, in order. */
export function nextMember(
  state: MemberState,
  input: MemberInput,
): { readonly state: MemberState; readonly effects: readonly MemberEffect[] } {
  switch (input.type) {
    case "needs":
      return afterNeeds(state, input.any);
    case "visibility":
      return handOver({ ...state, isHidden: input.isHidden, silentTicks: 0 });
    case "othersVisible":
      return handOver({ ...state, othersVisible: input.any });
    case "granted":
      return state.role === "queued"
        ? { state: { ...state, role: "leading", othersVisible: false }, effects: ["lead"] }
        : { state, effects: [] };
    case "lost":
      return state.role === "leading"
        ? { state: { ...state, role: "queued", silentTicks: 0 }, effects: ["stop", "queue"] }
        : { state, effects: [] };
    case "heard":
      return { state: state.silentTicks === 0 ? state : { ...state, silentTicks: 0 }, effects: [] };
    case "tick":
      return afterTick(state);
  }
}

function afterNeeds(state: MemberState, any: boolean): ReturnType<typeof nextMember> {
  if (any === (state.role !== "idle")) return { state, effects: [] };
  if (any) return { state: { ...state, role: "queued", silentTicks: 0 }, effects: ["join", "queue"] };
  const effects: MemberEffect[] = state.role === "leading" ? ["stop", "release", "leave"] : ["withdraw", "leave"];
  return { state: { ...state, role: "idle", othersVisible: false }, effects };
}

/** A hidden page's timers are slowed down: a visible one had better hold the connection. */
function handOver(state: MemberState): ReturnType<typeof nextMember> {
  if (state.role !== "leading" || !state.isHidden || !state.othersVisible) return { state, effects: [] };
  return { state: { ...state, role: "queued", silentTicks: 0 }, effects: ["stop", "release", "queue"] };
}

function afterTick(state: MemberState): ReturnType<typeof nextMember> {
  // Nobody looks at a hidden page, and it cannot tell silence from its own slowed timers.
  if (state.role !== "queued" || state.isHidden) return { state, effects: [] };
  const silentTicks = state.silentTicks + 1;
  if (silentTicks < PING_AFTER_TICKS) return { state: { ...state, silentTicks }, effects: [] };
  if (silentTicks < STEAL_AFTER_TICKS) return { state: { ...state, silentTicks }, effects: ["ping"] };
  return { state: { ...state, silentTicks: 0 }, effects: ["withdraw", "steal"] };
}
