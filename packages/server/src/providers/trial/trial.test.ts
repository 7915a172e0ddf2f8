import { HeadwayError } from "@headway-jobs/contract";
import { describe, expect, it } from "vitest";
import { runTrial, type Trial } from "./trial.ts";

const NEVER = new AbortController().signal;
const trial = (call: Trial["call"]): Trial => ({ capability: "voice", provider: "kokoro", requests: 1, call });
const options = { signal: NEVER, limitMs: 20, elapsedMs: () => 0 };

describe("the call of a provider", () => {
  it("ends at its limit, also when the provider heeds no abort", async () => {
    const hanging = trial(() => new Promise(() => undefined));
    expect(await runTrial(hanging, options)).toMatchObject({
      outcome: "failed",
      code: "PROVIDER_TIMEOUT",
      said: "No answer within 0.02 s.",
    });
  });

  it("says the same of a provider that ends with the abort", async () => {
    const hanging = trial(
      (signal) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    );
    expect(await runTrial(hanging, options)).toMatchObject({ outcome: "failed", code: "PROVIDER_TIMEOUT" });
  });

  it("ends with the reason of the caller's own abort", async () => {
    const stop = new AbortController();
    const hanging = runTrial(
      trial(() => new Promise(() => undefined)),
      { ...options, limitMs: 60_000, signal: stop.signal },
    );
    stop.abort(new Error("Ctrl-C"));
    await expect(hanging).rejects.toThrow("Ctrl-C");
  });

  it("keeps what came back beside the failure, and takes an exception for one", async () => {
    const failure = new HeadwayError("PROVIDER_BAD_ANSWER", "It is too short.");
    const half = trial(() => Promise.resolve({ said: "0.1 s.", failure }));
    expect(await runTrial(half, options)).toMatchObject({ outcome: "failed", said: "0.1 s. It is too short." });
    const broken = trial(() => Promise.reject(new TypeError("x is undefined")));
    expect(await runTrial(broken, options)).toMatchObject({ outcome: "failed", code: "PROVIDER_UNAVAILABLE" });
  });
});
