import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wantsJsonOnly } from "./accept.ts";
import { ifRangeHolds, noneMatches } from "./conditional.ts";
import { idempotencyKey, requestHash } from "./idempotency.ts";
import { parsePrefer } from "./prefer.ts";

describe("Prefer", () => {
  it.each([
    [undefined, false, null],
    ["respond-async", true, null],
    ["wait=10", false, 10_000],
    ["respond-async, wait=10", true, 10_000],
    ["Wait = 3; foo, RESPOND-ASYNC", true, 3_000],
    ['wait="7"', false, 7_000],
    ["wait=0", false, 0],
    ["wait=3600", false, 60_000],
    ["wait=-1", false, null],
    ["wait=1.5", false, null],
    ["return=minimal", false, null],
  ])("%j means async %j, wait %j", (header, respondAsync, waitMs) => {
    expect(parsePrefer(header)).toEqual({ respondAsync, waitMs });
  });

  it("reads anything without failing, and waits a minute at most", () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        expect(parsePrefer(header).waitMs ?? 0).toBeLessThanOrEqual(60_000);
      }),
    );
  });
});

describe("Accept", () => {
  it.each([
    [undefined, false],
    ["*/*", false],
    ["application/json", true],
    ["application/json, */*;q=0.1", true],
    ["text/event-stream, application/json", false],
    ["application/json;q=0", false],
    ["TEXT/event-stream", false],
  ])("%j asks for JSON only: %j", (header, expected) => {
    expect(wantsJsonOnly(header)).toBe(expected);
  });
});

describe("conditional requests", () => {
  it.each([
    [undefined, false],
    ['"a"', true],
    ['W/"a"', true],
    ['"b", W/"a"', true],
    ["*", true],
    ['"b"', false],
    ["a", false],
  ])("If-None-Match %j matches: %j", (header, expected) => {
    expect(noneMatches(header, 'W/"a"')).toBe(expected);
  });

  it("honours a range only for exactly this strong tag", () => {
    expect(ifRangeHolds(undefined, '"a"')).toBe(true);
    expect(ifRangeHolds('"a"', '"a"')).toBe(true);
    expect(ifRangeHolds('W/"a"', '"a"')).toBe(false);
    expect(ifRangeHolds("Fri, 20 Nov 2026 09:00:00 GMT", '"a"')).toBe(false);
  });
});

describe("idempotency", () => {
  it("has one hash for equal JSON, whatever the order of its members, and another for any other", () => {
    const json = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(json, json, (a, b) => {
        const reordered = JSON.parse(JSON.stringify(a), (_key, value) =>
          typeof value === "object" && value !== null && !Array.isArray(value)
            ? Object.fromEntries(Object.entries(value).toReversed())
            : value,
        );
        expect(requestHash(reordered)).toBe(requestHash(JSON.parse(JSON.stringify(a))));
        const equal = requestHash(a) === requestHash(b);
        if (equal) expect(JSON.parse(JSON.stringify(b))).toEqual(JSON.parse(JSON.stringify(a)));
      }),
    );
  });

  it("takes printable keys up to 255 characters and refuses others", () => {
    expect(idempotencyKey(undefined)).toBeUndefined();
    expect(idempotencyKey("k-1")).toBe("k-1");
    expect(() => idempotencyKey("ä")).toThrow("printable");
    expect(() => idempotencyKey("x".repeat(256))).toThrow("255");
  });
});
