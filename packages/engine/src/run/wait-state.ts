/**
 * When the waits of a run ask the store for a signal, sleep, run out, and when the run parks: a pure state machine, so that every rule
 * of it is a line in a table of tests. `waits.ts` performs the effects.
 *
 *   a wait    opened ──► looking ── nothing found ──► asleep ── notified, due ──► looking
 *                           │ ▲                          │
 *                     found │ │ parking failed           │ notified or due while the run parks
 *                           ▼ │                          ▼
 *                        closed └──────────────────── held
 *
 *   the run   open ── decide: all waits asleep, nothing else under way, none lingers ──► parking ── parked, stale ──► over
 *              ▲                                                                           │
 *              └───────────────────────────── signalled, failed ───────────────────────────┘
 */
export interface WaitsState {
  readonly phase: "open" | "parking" | "over";
  /** By id, in the order in which they were opened. */
  readonly waits: ReadonlyMap<string, OpenWait>;
  /** A decision on parking is due at the end of the turn. */
  readonly isDeciding: boolean;
}

/** Times are milliseconds since the Unix epoch. */
export interface WaitTimes {
  /** When the wait runs out; null = never. */
  readonly untilMs: number | null;
  /** Until then the run does not park. */
  readonly lingerUntilMs: number;
}

export interface OpenWait extends WaitTimes {
  /** looking = the store is asked for a signal · asleep = there was none · held = to look when the park under way has failed. */
  readonly status: "looking" | "asleep" | "held";
  /** A signal may have come while the store was asked. */
  readonly isNotified: boolean;
}

export type WaitsInput =
  | { readonly type: "opened"; readonly id: string; readonly times: WaitTimes }
  /** The store has no signal for the wait. */
  | { readonly type: "nothingFound"; readonly id: string; readonly nowMs: number }
  /** The wait got its signal, or failed. */
  | { readonly type: "closed"; readonly id: string }
  /** A signal may have come, for any of the waits. */
  | { readonly type: "notified" }
  /** The wait's time is over. */
  | { readonly type: "due"; readonly id: string }
  /** The wait has lingered; timers may come a little early. */
  | { readonly type: "lingered"; readonly id: string; readonly nowMs: number }
  /** Nothing but waits of the run is under way. */
  | { readonly type: "idle" }
  /** The turn has ended: what a finished step set free has started the next one. */
  | { readonly type: "decide"; readonly isIdle: boolean; readonly nowMs: number }
  | { readonly type: "parkEnded"; readonly outcome: "parked" | "stale" | "signalled" | "failed" }
  /** The run is over. */
  | { readonly type: "over" };

export type WaitsEffect =
  /** Ask the store for a signal; the timers of the wait are not wanted any more. */
  | { readonly type: "look"; readonly id: string }
  /** Fail the wait: its time is over. */
  | { readonly type: "expire"; readonly id: string }
  /** Report `due` at `untilMs`. */
  | { readonly type: "watchDue"; readonly id: string; readonly atMs: number }
  /** Report `lingered` at `lingerUntilMs`. */
  | { readonly type: "watchLinger"; readonly id: string; readonly atMs: number }
  /** Report `decide` at the end of the turn. */
  | { readonly type: "decideLater" }
  | { readonly type: "park"; readonly ids: readonly string[] }
  /** Report `notified` after a pause. */
  | { readonly type: "notifyLater" }
  | { readonly type: "endRun"; readonly end: "parked" | "lost" }
  /** The run is over: the wait is never answered. */
  | { readonly type: "abandon"; readonly id: string };

export interface WaitsStep {
  readonly state: WaitsState;
  readonly effects: readonly WaitsEffect[];
}

export const INITIAL_WAITS: WaitsState = { phase: "open", waits: new Map(), isDeciding: false };

/** The state after `input`, and what has to be done. An input that has no meaning in a state leaves it as it is. */
export function nextWaits(state: WaitsState, input: WaitsInput): WaitsStep {
  switch (input.type) {
    case "opened":
      return opened(state, input.id, input.times);
    case "nothingFound":
      return nothingFound(state, input.id, input.nowMs);
    case "closed":
      return { state: { ...state, waits: without(state.waits, input.id) }, effects: [] };
    case "notified":
      return lookAgain(state, [...state.waits.keys()]);
    case "due":
      return state.waits.get(input.id)?.status === "asleep" ? lookAgain(state, [input.id]) : unchanged(state);
    case "lingered":
      return lingered(state, input.id, input.nowMs);
    case "idle":
      return decideLater(state);
    case "decide":
      return decide(state, input.isIdle, input.nowMs);
    case "parkEnded":
      return parkEnded(state, input.outcome);
    case "over":
      return over(state);
  }
}

function opened(state: WaitsState, id: string, times: WaitTimes): WaitsStep {
  if (state.phase === "over") return { state, effects: [{ type: "abandon", id }] };
  // While the run parks, no wait takes a signal: the job would park although its workflow goes on.
  const isHeld = state.phase === "parking";
  const wait: OpenWait = { ...times, status: isHeld ? "held" : "looking", isNotified: false };
  return { state: withWait(state, id, wait), effects: isHeld ? [] : [{ type: "look", id }] };
}

function nothingFound(state: WaitsState, id: string, nowMs: number): WaitsStep {
  const wait = state.waits.get(id);
  if (wait?.status !== "looking") return unchanged(state);
  if (wait.untilMs !== null && wait.untilMs <= nowMs) return { state, effects: [{ type: "expire", id }] };
  // A signal that came while the store was asked would otherwise be missed.
  if (wait.isNotified)
    return { state: withWait(state, id, { ...wait, isNotified: false }), effects: [{ type: "look", id }] };
  const asleep = withWait(state, id, { ...wait, status: "asleep" });
  // While other work keeps the run from parking, this timer is the only one that watches the time.
  const due: readonly WaitsEffect[] = wait.untilMs === null ? [] : [{ type: "watchDue", id, atMs: wait.untilMs }];
  const lingering = lingered(asleep, id, nowMs);
  return { state: lingering.state, effects: [...due, ...lingering.effects] };
}

/** Sleeping waits look; those that look already do so once more. */
function lookAgain(state: WaitsState, ids: readonly string[]): WaitsStep {
  const waits = new Map(state.waits);
  const effects: WaitsEffect[] = [];
  for (const id of ids) {
    const wait = waits.get(id);
    if (wait?.status === "looking") waits.set(id, { ...wait, isNotified: true });
    if (wait?.status !== "asleep") continue;
    const isHeld = state.phase === "parking";
    waits.set(id, { ...wait, status: isHeld ? "held" : "looking" });
    if (!isHeld) effects.push({ type: "look", id });
  }
  return { state: { ...state, waits }, effects };
}

function lingered(state: WaitsState, id: string, nowMs: number): WaitsStep {
  const wait = state.waits.get(id);
  if (wait?.status !== "asleep") return unchanged(state);
  if (wait.lingerUntilMs <= nowMs) return decideLater(state);
  return { state, effects: [{ type: "watchLinger", id, atMs: wait.lingerUntilMs }] };
}

function decideLater(state: WaitsState): WaitsStep {
  const isSleeping = [...state.waits.values()].some(({ status }) => status === "asleep");
  if (state.phase !== "open" || state.isDeciding || !isSleeping) return unchanged(state);
  return { state: { ...state, isDeciding: true }, effects: [{ type: "decideLater" }] };
}

function decide(state: WaitsState, isIdle: boolean, nowMs: number): WaitsStep {
  const decided = { ...state, isDeciding: false };
  const waits = [...state.waits.values()];
  const mayPark = waits.every(({ status, lingerUntilMs }) => status === "asleep" && lingerUntilMs <= nowMs);
  if (state.phase !== "open" || !isIdle || waits.length === 0 || !mayPark) return unchanged(decided);
  return { state: { ...decided, phase: "parking" }, effects: [{ type: "park", ids: [...state.waits.keys()] }] };
}

function parkEnded(state: WaitsState, outcome: "parked" | "stale" | "signalled" | "failed"): WaitsStep {
  if (state.phase !== "parking") return unchanged(state);
  if (outcome === "parked" || outcome === "stale") {
    const ended = over(state);
    return { ...ended, effects: [{ type: "endRun", end: outcome === "parked" ? "parked" : "lost" }, ...ended.effects] };
  }
  const waits = new Map(state.waits);
  const effects: WaitsEffect[] = [];
  for (const [id, wait] of waits) {
    if (wait.status === "asleep" && outcome === "failed") continue;
    waits.set(id, { ...wait, status: "looking" });
    effects.push({ type: "look", id });
  }
  if (outcome === "failed") effects.push({ type: "notifyLater" });
  return { state: { ...state, phase: "open", waits }, effects };
}

function over(state: WaitsState): WaitsStep {
  const effects = [...state.waits.keys()].map((id) => ({ type: "abandon", id }) as const);
  return { state: { phase: "over", waits: new Map(), isDeciding: false }, effects };
}

function unchanged(state: WaitsState): WaitsStep {
  return { state, effects: [] };
}

function withWait(state: WaitsState, id: string, wait: OpenWait): WaitsState {
  return { ...state, waits: new Map(state.waits).set(id, wait) };
}

function without(waits: WaitsState["waits"], id: string): WaitsState["waits"] {
  const rest = new Map(waits);
  rest.delete(id);
  return rest;
}
