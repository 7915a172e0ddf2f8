import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { initialStreamState, judgeEntry, nextStreamState } from "../src/stream/stream-state.ts";
import type { StreamInput, StreamState } from "../src/stream/stream-state.ts";

const LOG = { gapless: true };
const LIST = { gapless: false };

const base = { cursor: 4, losses: 0, retryMs: 1_000, everOpen: false } as const;
const connecting: StreamState = { ...base, phase: "connecting" };
const open: StreamState = { ...base, phase: "open", everOpen: true };
const waiting: StreamState = { ...base, phase: "waiting", everOpen: true, losses: 1, reason: "closed", delayMs: 1_000 };
const ended: StreamState = { ...base, phase: "ended", everOpen: true };
const failed: StreamState = { ...base, phase: "failed", error: new Error("no") };

const lost = (more: Partial<Extract<StreamInput, { type: "lost" }>> = {}): StreamInput => ({
  type: "lost",
  reason: "closed",
  openForMs: 0,
  random: 0,
  ...more,
});
const entry = (number: number, terminal = false): StreamInput => ({ type: "entry", number, terminal });

describe("the life of a stream", () => {
  const table: [string, StreamState, StreamInput, Partial<StreamState>][] = [
    ["an answered request is open", connecting, { type: "opened" }, { phase: "open", everOpen: true }],
    ["no content is the end", connecting, { type: "noContent" }, { phase: "ended" }],
    ["a refused request has failed", connecting, { type: "refused", error: new Error("no") }, { phase: "failed" }],
    [
      "an unanswered request waits",
      connecting,
      lost({ reason: "unreachable" }),
      { phase: "waiting", reason: "unreachable", losses: 1 },
    ],
    ["the next entry moves the cursor", open, entry(5), { phase: "open", cursor: 5 }],
    ["a repeated entry changes nothing", open, entry(4), open],
    ["an entry after a gap changes nothing", open, entry(6), open],
    ["the terminal entry is the end", open, entry(5, true), { phase: "ended", cursor: 5 }],
    ["a repeated terminal entry is not", open, entry(4, true), { phase: "open" }],
    ["a closed connection waits", open, lost(), { phase: "waiting", delayMs: 1_000 }],
    ["a refusal in a frame has failed", open, { type: "refused", error: new Error("no") }, { phase: "failed" }],
    ["a second opening changes nothing", open, { type: "opened" }, open],
    ["after the pause it connects", waiting, { type: "waited" }, { phase: "connecting", losses: 1 }],
    ["a loss while waiting changes nothing", waiting, lost(), waiting],
    ["an entry while waiting changes nothing", waiting, entry(5), waiting],
    ["ended stays ended", ended, lost(), ended],
    ["failed stays failed", failed, { type: "opened" }, failed],
  ];
  it.each(table)("%s", (_title, state, input, expected) => {
    expect(nextStreamState(state, input, LOG)).toMatchObject(expected);
  });

  it("forgets the losses before a gained entry", () => {
    const state = nextStreamState({ ...open, losses: 5 }, entry(5), LOG);
    expect(nextStreamState(state, lost(), LOG)).toMatchObject({ losses: 1, delayMs: 1_000 });
  });

  it("forgets the losses before a connection that lasted", () => {
    expect(nextStreamState({ ...open, losses: 5 }, lost({ openForMs: 10_000 }), LOG)).toMatchObject({ losses: 1 });
    expect(nextStreamState({ ...open, losses: 5 }, lost({ openForMs: 9_999 }), LOG)).toMatchObject({ losses: 6 });
  });
});

describe("the pause before a reconnect", () => {
  const table: [
    string,
    { retryMs?: number; losses?: number },
    Partial<Extract<StreamInput, { type: "lost" }>>,
    number,
  ][] = [
    ["is one second when the server said nothing", {}, {}, 1_000],
    ["is what the server asked for", { retryMs: 3_000 }, {}, 3_000],
    ["is none after the first loss when the server asked for none", { retryMs: 0 }, {}, 0],
    ["but grows then too", { retryMs: 0, losses: 1 }, {}, 500],
    ["doubles with each loss", { losses: 3 }, {}, 8_000],
    ["is bounded", { losses: 40 }, {}, 30_000],
    ["is bounded by the server's own interval where that is longer", { retryMs: 50_000, losses: 40 }, {}, 50_000],
    ["is lengthened by jitter", { losses: 1 }, { random: 0.5 }, 2_500],
    ["is at least Retry-After", {}, { retryAfterMs: 7_000 }, 7_000],
    ["is not shortened by Retry-After", { losses: 3 }, { retryAfterMs: 1_000 }, 8_000],
    ["believes no Retry-After above five minutes", {}, { retryAfterMs: 86_400_000 }, 300_000],
  ];
  it.each(table)("%s", (_title, before, loss, delayMs) => {
    expect(nextStreamState({ ...open, ...before }, lost(loss), LOG)).toMatchObject({ delayMs });
  });

  it("believes no `retry:` above a minute", () => {
    expect(nextStreamState(open, { type: "retry", retryMs: 9e9 }, LOG)).toMatchObject({ retryMs: 60_000 });
  });
});

describe("the judgement of an entry", () => {
  it.each([
    ["the next one of a log is handed on", LOG, 4, 5, "deliver"],
    ["one that was handed on is a repeat", LOG, 4, 4, "repeat"],
    ["an old one is a repeat", LOG, 4, 1, "repeat"],
    ["a skipped one is a gap", LOG, 4, 6, "gap"],
    ["in a list that may skip it is not", LIST, 4, 6, "deliver"],
    ["a list's first may be any", LIST, null, 17, "deliver"],
  ] as const)("%s", (_title, rules, cursor, number, verdict) => {
    expect(judgeEntry({ ...open, cursor }, number, rules)).toBe(verdict);
  });
});

it("never moves its cursor back, nor over a missing entry, whatever comes", () => {
  const input = fc.oneof(
    fc.constant<StreamInput>({ type: "opened" }),
    fc.constant<StreamInput>({ type: "waited" }),
    fc.record({ type: fc.constant("entry" as const), number: fc.nat(20), terminal: fc.boolean() }),
    fc.record({ type: fc.constant("retry" as const), retryMs: fc.nat() }),
    fc.record({
      type: fc.constant("lost" as const),
      reason: fc.constantFrom("closed" as const, "gap" as const, "silent" as const),
      openForMs: fc.nat(),
      random: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    }),
  );
  fc.assert(
    fc.property(fc.array(input, { maxLength: 60 }), (inputs) => {
      let state = initialStreamState(0);
      for (const one of inputs) {
        const next = nextStreamState(state, one, LOG);
        const step = (next.cursor ?? 0) - (state.cursor ?? 0);
        expect([0, 1]).toContain(step);
        if (next.phase === "waiting") expect(next.delayMs).toBeLessThanOrEqual(300_000);
        state = next;
      }
    }),
  );
});
