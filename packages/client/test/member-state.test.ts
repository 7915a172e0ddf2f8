import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  initialMember,
  nextMember,
  type MemberEffect,
  type MemberInput,
  type MemberState,
} from "../src/shared/member-state.ts";

const needs = (any: boolean): MemberInput => ({ type: "needs", any });
const visibility = (isHidden: boolean): MemberInput => ({ type: "visibility", isHidden });
const othersVisible = (any: boolean): MemberInput => ({ type: "othersVisible", any });
const [granted, lost, heard, tick]: readonly MemberInput[] = [
  { type: "granted" },
  { type: "lost" },
  { type: "heard" },
  { type: "tick" },
];

function run(inputs: readonly (MemberInput | undefined)[]): {
  role: MemberState["role"];
  last: readonly MemberEffect[];
} {
  let state = initialMember(false);
  let last: readonly MemberEffect[] = [];
  for (const input of inputs) if (input !== undefined) ({ state, effects: last } = nextMember(state, input));
  return { role: state.role, last };
}

describe("the tab that may hold the shared connection", () => {
  it.each<[string, (MemberInput | undefined)[], MemberState["role"], MemberEffect[]]>([
    ["waits for the lock as soon as it needs something", [needs(true)], "queued", ["join", "queue"]],
    ["opens the connection when it has the lock", [needs(true), granted], "leading", ["lead"]],
    ["leaves when it needs nothing", [needs(true), needs(false)], "idle", ["withdraw", "leave"]],
    [
      "gives all back when it leads and needs nothing",
      [needs(true), granted, needs(false)],
      "idle",
      ["stop", "release", "leave"],
    ],
    ["waits again when it was replaced", [needs(true), granted, lost], "queued", ["stop", "queue"]],
    ["asks a silent leader", [needs(true), tick, tick], "queued", ["ping"]],
    ["replaces a leader that stays silent", [needs(true), tick, tick, tick], "queued", ["withdraw", "steal"]],
    ["trusts a leader that answers", [needs(true), tick, tick, heard, tick], "queued", []],
    ["leaves a silent leader alone while hidden", [needs(true), visibility(true), tick, tick, tick], "queued", []],
    [
      "hands over to a visible tab when hidden",
      [needs(true), granted, othersVisible(true), visibility(true)],
      "queued",
      ["stop", "release", "queue"],
    ],
    ["stays when all others are hidden too", [needs(true), granted, visibility(true)], "leading", []],
    [
      "hands over when a visible tab comes",
      [needs(true), granted, visibility(true), othersVisible(true)],
      "queued",
      ["stop", "release", "queue"],
    ],
  ])("%s", (_what, inputs, role, last) => {
    expect(run(inputs)).toEqual({ role, last });
  });

  it("never leads without the lock, nor keeps it without needs, whatever comes", () => {
    const input = fc.oneof(
      fc.boolean().map(needs),
      fc.boolean().map(visibility),
      fc.boolean().map(othersVisible),
      fc.constantFrom(granted, lost, heard, tick),
    );
    fc.assert(
      fc.property(fc.array(input, { maxLength: 40 }), (inputs) => {
        let state = initialMember(false);
        let isHolding = false;
        let isLeading = false;
        for (const one of inputs) {
          if (one === undefined) continue;
          if (one.type === "granted" && state.role === "queued") isHolding = true;
          if (one.type === "lost") isHolding = false;
          const next = nextMember(state, one);
          ({ state } = next);
          for (const effect of next.effects) {
            if (effect === "lead") isLeading = true;
            if (effect === "stop") isLeading = false;
            if (effect === "release") isHolding = false;
          }
          expect(isLeading).toBe(state.role === "leading");
          if (isLeading) expect(isHolding).toBe(true);
          if (state.role === "idle") expect(isHolding).toBe(false);
        }
      }),
    );
  });
});
