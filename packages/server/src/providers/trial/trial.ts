import { type ErrorCode, HeadwayError } from "@headway-jobs/contract";
import type { Capability } from "../in-force/in-force.ts";
import { toProviderError } from "../provider-error.ts";

/** What a provider did when it was called. */
export interface Answer {
  /** What came back, for a person to judge: `“blue” · function call: yes`. */
  readonly said: string;
  /** Why it is not good enough; absent when it is. */
  readonly failure?: HeadwayError;
}

/** One provider of one capability, to be called once. */
export interface Trial {
  readonly capability: Capability;
  readonly provider: string;
  /** Requests to a server or a vendor; 0 for what runs here as a program or a local model. */
  readonly requests: number;
  /** Throws HeadwayError, or the signal's reason. */
  readonly call: (signal: AbortSignal) => Promise<Answer>;
}

export interface TrialResult extends Pick<Trial, "capability" | "provider"> {
  readonly outcome: "ok" | "failed";
  readonly elapsedMs: number;
  /** What came back; for a failure also the provider's own words. */
  readonly said: string;
  /** Of a failure. */
  readonly code: ErrorCode | null;
}

export interface TrialOptions {
  readonly signal: AbortSignal;
  readonly limitMs: number;
  /** Milliseconds since some moment. */
  readonly elapsedMs: () => number;
}

/** Calls a provider and never takes longer than the limit, whether or not it heeds the abort. Throws the caller's own abort only. */
export async function runTrial(trial: Trial, { signal, limitMs, elapsedMs }: TrialOptions): Promise<TrialResult> {
  const { capability, provider } = trial;
  const limit = AbortSignal.timeout(limitMs);
  const either = AbortSignal.any([signal, limit]);
  const startedMs = elapsedMs();
  const ended = (said: string, failure?: HeadwayError): TrialResult => ({
    capability,
    provider,
    outcome: failure === undefined ? "ok" : "failed",
    elapsedMs: elapsedMs() - startedMs,
    said: [said, failure?.message ?? ""].filter((part) => part !== "").join(" "),
    code: failure?.code ?? null,
  });
  try {
    const { said, failure } = await Promise.race([trial.call(either), aborted(either)]);
    return ended(said, failure);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (limit.aborted) return ended("", new HeadwayError("PROVIDER_TIMEOUT", `No answer within ${limitMs / 1000} s.`));
    const known = toProviderError(error, { provider: "The provider", name: provider, signal });
    if (known instanceof HeadwayError) return ended("", known);
    throw known;
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
