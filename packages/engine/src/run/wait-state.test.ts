import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  INITIAL_WAITS,
  nextWaits,
  type OpenWait,
  type WaitsEffect,
  type WaitsInput,
  type WaitsState,
} from "./wait-state.ts";

const NOW_MS = 1000;
const LATER_MS = 5000;

const at = (status: OpenWait["status"], more: Partial<OpenWait> = {}): OpenWait => ({
  status,
  isNotified: false,
  untilMs: null,
  lingerUntilMs: 0,
  ...more,
});
const looking = at("looking");
const asleep = at("asleep");
const held = at("held");

function state(waits: Readonly<Record<string, OpenWait>>, more: Partial<WaitsState> = {}): WaitsState {
  return { ...INITIAL_WAITS, waits: new Map(Object.entries(waits)), ...more };
}

const parking = { phase: "parking" } as const;
const over = state({}, { phase: "over" });
const times = { untilMs: null, lingerUntilMs: 0 };
const opened: WaitsInput = { type: "opened", id: "a", times };
const nothingFound: WaitsInput = { type: "nothingFound", id: "a", nowMs: NOW_MS };
const decide: WaitsInput = { type: "decide", isIdle: true, nowMs: NOW_MS };
const look = (id: string): WaitsEffect => ({ type: "look", id });
const decideLater: WaitsEffect = { type: "decideLater" };
const deciding = { isDeciding: true };

const TABLE: [string, WaitsState, WaitsInput, WaitsState, readonly WaitsEffect[]][] = [
  ["a wait looks for a signal at once", INITIAL_WAITS, opened, state({ a: looking }), [look("a")]],
  [
    "a wait that opens while the run parks is held",
    state({ b: asleep }, parking),
    opened,
    state({ b: asleep, a: held }, parking),
    [],
  ],
  ["a wait that opens after the end is abandoned", over, opened, over, [{ type: "abandon", id: "a" }]],
  [
    "without a signal a wait sleeps, and the run may park",
    state({ a: looking }),
    nothingFound,
    state({ a: asleep }, deciding),
    [decideLater],
  ],
  [
    "a wait that was notified while it looked looks again",
    state({ a: at("looking", { isNotified: true }) }),
    nothingFound,
    state({ a: looking }),
    [look("a")],
  ],
  [
    "a wait whose time is over expires instead of sleeping",
    state({ a: at("looking", { untilMs: NOW_MS, isNotified: true }) }),
    nothingFound,
    state({ a: at("looking", { untilMs: NOW_MS, isNotified: true }) }),
    [{ type: "expire", id: "a" }],
  ],
  [
    "a wait with a time limit watches it",
    state({ a: at("looking", { untilMs: LATER_MS }) }),
    nothingFound,
    state({ a: at("asleep", { untilMs: LATER_MS }) }, deciding),
    [{ type: "watchDue", id: "a", atMs: LATER_MS }, decideLater],
  ],
  [
    "a wait that lingers keeps the run from parking",
    state({ a: at("looking", { lingerUntilMs: LATER_MS }) }),
    nothingFound,
    state({ a: at("asleep", { lingerUntilMs: LATER_MS }) }),
    [{ type: "watchLinger", id: "a", atMs: LATER_MS }],
  ],
  [
    "after it has lingered the run may park",
    state({ a: at("asleep", { lingerUntilMs: LATER_MS }) }),
    { type: "lingered", id: "a", nowMs: LATER_MS },
    state({ a: at("asleep", { lingerUntilMs: LATER_MS }) }, deciding),
    [decideLater],
  ],
  [
    "an early timer is set again",
    state({ a: at("asleep", { lingerUntilMs: LATER_MS }) }),
    { type: "lingered", id: "a", nowMs: LATER_MS - 1 },
    state({ a: at("asleep", { lingerUntilMs: LATER_MS }) }),
    [{ type: "watchLinger", id: "a", atMs: LATER_MS }],
  ],
  [
    "a timer of a wait that looks changes nothing",
    state({ a: looking }),
    { type: "lingered", id: "a", nowMs: NOW_MS },
    state({ a: looking }),
    [],
  ],
  [
    "a notification wakes what sleeps and reaches what looks",
    state({ a: asleep, b: looking }),
    { type: "notified" },
    state({ a: looking, b: at("looking", { isNotified: true }) }),
    [look("a")],
  ],
  [
    "a notification while the run parks holds what sleeps",
    state({ a: asleep }, parking),
    { type: "notified" },
    state({ a: held }, parking),
    [],
  ],
  [
    "a wait that is due looks once more",
    state({ a: asleep, b: asleep }),
    { type: "due", id: "a" },
    state({ a: looking, b: asleep }),
    [look("a")],
  ],
  ["a wait that looks already is not due", state({ a: looking }), { type: "due", id: "a" }, state({ a: looking }), []],
  [
    "a wait that has closed is forgotten",
    state({ a: looking, b: asleep }),
    { type: "closed", id: "a" },
    state({ b: asleep }),
    [],
  ],
  [
    "an idle run with a sleeping wait may park",
    state({ a: asleep }),
    { type: "idle" },
    state({ a: asleep }, deciding),
    [decideLater],
  ],
  [
    "one decision a turn is enough",
    state({ a: asleep }, deciding),
    { type: "idle" },
    state({ a: asleep }, deciding),
    [],
  ],
  ["an idle run without waits does not park", INITIAL_WAITS, { type: "idle" }, INITIAL_WAITS, []],
  [
    "a run whose waits all sleep parks",
    state({ a: asleep, b: asleep }, deciding),
    decide,
    state({ a: asleep, b: asleep }, parking),
    [{ type: "park", ids: ["a", "b"] }],
  ],
  ["a busy run does not park", state({ a: asleep }, deciding), { ...decide, isIdle: false }, state({ a: asleep }), []],
  [
    "a run with a wait that looks does not park",
    state({ a: asleep, b: looking }, deciding),
    decide,
    state({ a: asleep, b: looking }),
    [],
  ],
  [
    "a run with a wait that lingers does not park",
    state({ a: at("asleep", { lingerUntilMs: LATER_MS }) }, deciding),
    decide,
    state({ a: at("asleep", { lingerUntilMs: LATER_MS }) }),
    [],
  ],
  ["a run whose waits have closed does not park", state({}, deciding), decide, INITIAL_WAITS, []],
  [
    "a parked run is over",
    state({ a: asleep }, parking),
    { type: "parkEnded", outcome: "parked" },
    over,
    [
      { type: "endRun", end: "parked" },
      { type: "abandon", id: "a" },
    ],
  ],
  [
    "a run whose claim is gone is over",
    state({ a: asleep }, parking),
    { type: "parkEnded", outcome: "stale" },
    over,
    [
      { type: "endRun", end: "lost" },
      { type: "abandon", id: "a" },
    ],
  ],
  [
    "a signal that came before the park makes all waits look",
    state({ a: asleep, b: held }, parking),
    { type: "parkEnded", outcome: "signalled" },
    state({ a: looking, b: looking }),
    [look("a"), look("b")],
  ],
  [
    "after a failed park held waits look now, the others later",
    state({ a: asleep, b: held }, parking),
    { type: "parkEnded", outcome: "failed" },
    state({ a: asleep, b: looking }),
    [look("b"), { type: "notifyLater" }],
  ],
  [
    "the end of the run abandons its waits",
    state({ a: asleep, b: looking }),
    { type: "over" },
    over,
    [
      { type: "abandon", id: "a" },
      { type: "abandon", id: "b" },
    ],
  ],
  ["an outcome that comes after the end changes nothing", over, { type: "parkEnded", outcome: "signalled" }, over, []],
  ["a decision after the end changes nothing", over, decide, over, []],
];

describe("the waits of a run", () => {
  it.each(TABLE)("%s", (_title, before, input, after, effects) => {
    expect(nextWaits(before, input)).toEqual({ state: after, effects });
  });

  it("never stop: a run whose waits all sleep parks, watches a time, or has a decision before it", () => {
    const ids = fc.constantFrom("a", "b", "c");
    const inputs = fc.oneof(
      fc.record({
        type: fc.constant("opened" as const),
        id: ids,
        times: fc.record({
          untilMs: fc.option(fc.constantFrom(NOW_MS, LATER_MS)),
          lingerUntilMs: fc.constantFrom(0, NOW_MS, LATER_MS),
        }),
      }),
      fc.record({ type: fc.constant("nothingFound" as const), id: ids, nowMs: fc.constantFrom(0, NOW_MS, LATER_MS) }),
      fc.record({ type: fc.constant("closed" as const), id: ids }),
      fc.constant<WaitsInput>({ type: "notified" }),
      fc.record({ type: fc.constant("due" as const), id: ids }),
      fc.constant<WaitsInput>({ type: "idle" }),
      fc.constant<WaitsInput>(decide),
      fc.record({
        type: fc.constant("parkEnded" as const),
        outcome: fc.constantFrom("signalled" as const, "failed" as const),
      }),
    );
    fc.assert(
      fc.property(fc.array(inputs, { maxLength: 40 }), (all) => {
        let current = INITIAL_WAITS;
        const watched = new Set<string>();
        let isLater = false;
        // The call that a wait was is over with it, so the run may be idle.
        for (const input of withIdle(all)) {
          if (input.type === "opened" && current.waits.has(input.id)) continue;
          if (input.type === "decide" && !current.isDeciding) continue;
          if (input.type === "closed" && current.waits.get(input.id)?.status === "asleep") continue;
          const { state: next, effects } = nextWaits(current, input);
          for (const effect of effects) {
            if (effect.type === "watchDue" || effect.type === "watchLinger") watched.add(effect.id);
            if (effect.type === "look") watched.delete(effect.id);
            if (effect.type === "notifyLater") isLater = true;
          }
          // An asleep wait that does not linger has brought a decision about when it fell asleep.
          if (effects.some(({ type }) => type === "decideLater")) expect(next.isDeciding).toBe(true);
          current = next;
        }
        const sleeping = [...current.waits].filter(([, { status }]) => status === "asleep").map(([id]) => id);
        const looks = [...current.waits.values()].some(({ status }) => status === "looking");
        const isStuck =
          current.phase === "open" && sleeping.length === current.waits.size && sleeping.length > 0 && !looks;
        if (isStuck && !current.isDeciding && !isLater) expect(sleeping.some((id) => watched.has(id))).toBe(true);
      }),
    );
  });
});

function withIdle(inputs: readonly WaitsInput[]): readonly WaitsInput[] {
  return inputs.flatMap((one): readonly WaitsInput[] => (one.type === "closed" ? [one, { type: "idle" }] : [one]));
}
