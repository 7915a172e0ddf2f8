import { TERMINAL_EVENTS, toWireJson } from "@headway-jobs/contract";
import type { JobEvent } from "@headway-jobs/engine";
import type { Dialect } from "../../packages/server/src/service-kit/dialect.ts";

interface Fold {
  readonly count: number;
}

/** Each frame says how many events the fold has seen: a fold that missed or repeated one shows at once. */
export const countingDialect: Dialect<Fold> = {
  name: "simulated-counting",
  initialState: { count: 0 },
  stateless: false,
  frames(event, { count }) {
    const state = { count: count + 1 };
    return { frames: [{ id: String(event.seq), event: event.type, data: toWireJson({ count: state.count }) }], state };
  },
  open: () => [],
  idle: { everyMs: 5000, frames: () => [] },
  parseCursor: () => null,
  failure: () => [],
};

/** The log as it is. */
export const plainDialect: Dialect<null> = {
  name: "simulated-plain",
  initialState: null,
  stateless: true,
  frames: (event: JobEvent, state) => ({
    frames: [{ id: String(event.seq), event: event.type, data: event.dataJson }],
    state,
  }),
  open: () => [],
  idle: { everyMs: 5000, frames: () => [] },
  parseCursor: () => null,
  failure: () => [],
};

export function endsStream(type: string): boolean {
  return TERMINAL_EVENTS.has(type);
}
