import { afterEach, describe, expect, it, vi } from "vitest";
import { currentReachability, watchedFetch } from "../src/app/reachability.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("reachability", () => {
  it("is not restored by the late answer to a request that began before the server was lost", async () => {
    vi.useFakeTimers();
    const early = Promise.withResolvers<Response>();
    const answers = [early.promise, Promise.reject(new TypeError("Failed to fetch")), Promise.resolve(new Response())];
    vi.stubGlobal("fetch", () => answers.shift());

    const slow = watchedFetch("/v1/jobs");
    await expect(watchedFetch("/v1/jobs", { method: "POST" })).rejects.toThrow(TypeError);
    expect(currentReachability()).toEqual({ isReachable: false, returns: 0 });

    early.resolve(new Response());
    await slow;
    expect(currentReachability()).toEqual({ isReachable: false, returns: 0 });

    await watchedFetch("/health");
    expect(currentReachability()).toEqual({ isReachable: true, returns: 1 });
  });
});
