import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type * as Reachability from "../src/app/reachability.ts";

let reachability: typeof Reachability;
/** What `fetch` was called with, and how each call ends. */
let calls: { readonly url: string; answer(): void; fail(): void }[];

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  calls = [];
  vi.stubGlobal("fetch", (url: string) => {
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    calls.push({ url, answer: () => resolve(new Response()), fail: () => reject(new TypeError("Failed to fetch")) });
    return promise;
  });
  reachability = await import("../src/app/reachability.ts");
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Begins a request; its end is the test's. */
function begin(url = "/v1/jobs"): { answer(): Promise<void>; fail(): Promise<void> } {
  const over = reachability.watchedFetch(url).catch(() => undefined);
  const call = calls.at(-1);
  const end = async (how: "answer" | "fail"): Promise<void> => {
    call?.[how]();
    await over;
  };
  return { answer: () => end("answer"), fail: () => end("fail") };
}

describe("reachability", () => {
  it("is not restored by the late answer to a request that began before the server was lost", async () => {
    const [early, lost] = [begin(), begin()];
    await lost.fail();
    await early.answer();
    expect(reachability.currentReachability()).toEqual({ isReachable: false, returns: 0 });
    await begin().answer();
    expect(reachability.currentReachability()).toEqual({ isReachable: true, returns: 1 });
  });

  it("is not lost by the late failure of a request that began before the newest answer: the server is asked", async () => {
    const [early, newer] = [begin(), begin()];
    await newer.answer();
    await early.fail();
    expect(reachability.currentReachability()).toEqual({ isReachable: true, returns: 0 });
    expect(calls.map(({ url }) => url).slice(2)).toEqual(["/health"]);
    calls.at(-1)?.answer();
    await vi.waitFor(() => expect(reachability.currentReachability()).toEqual({ isReachable: true, returns: 1 }));
  });

  it("is lost when the server does not answer that question either", async () => {
    const [early, newer] = [begin(), begin()];
    await newer.answer();
    await early.fail();
    calls.at(-1)?.fail();
    await vi.waitFor(() => expect(reachability.currentReachability().isReachable).toBe(false));
  });

  it("takes a failure that a request and its caller report for one", async () => {
    await begin().fail();
    const newer = begin();
    reachability.checkReachability();
    expect(calls).toHaveLength(2);
    await newer.answer();
    expect(reachability.currentReachability()).toEqual({ isReachable: true, returns: 1 });
  });

  it("asks the server once after an answer that broke off, and counts its answer", async () => {
    await begin().answer();
    reachability.checkReachability();
    reachability.checkReachability();
    expect(calls.map(({ url }) => url).slice(1)).toEqual(["/health"]);
    calls.at(-1)?.answer();
    await vi.waitFor(() => expect(reachability.currentReachability().returns).toBe(1));
  });

  it("asks again every few seconds until there is an answer", async () => {
    await begin().fail();
    for (let asked = 2; asked <= 3; asked += 1) {
      await vi.advanceTimersByTimeAsync(3_000);
      expect(calls).toHaveLength(asked);
      calls.at(-1)?.fail();
      await vi.advanceTimersByTimeAsync(0);
    }
    await vi.advanceTimersByTimeAsync(3_000);
    calls.at(-1)?.answer();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(calls).toHaveLength(4);
    expect(reachability.currentReachability()).toEqual({ isReachable: true, returns: 1 });
  });
});
