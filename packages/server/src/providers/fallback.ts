import { type Clock, HeadwayError } from "@headway-jobs/contract";

export interface Member<P> {
  readonly name: string;
  readonly provider: P;
}

export interface FirstAnswer<T> {
  readonly answer: T;
  /** Which member answered. */
  readonly name: string;
  /** A sentence for each member that failed, naming it and the one that took over. */
  readonly warnings: readonly string[];
}

/** A provider that could not be reached is asked last for this long, so that not every call waits for its time limit. */
const REST_MS = 60_000;

/**
 * Providers of one capability in the order of the setting. A call goes to the first that fits; when it fails, to the next, and never to a provider that is not
 * listed. What is not a failure of the provider (an abort, an invalid request) is thrown at once.
 */
export class Fallback<P> {
  readonly members: readonly Member<P>[];
  readonly #clock: Pick<Clock, "nowMs">;
  readonly #restsUntilMs = new Map<string, number>();

  constructor(members: readonly Member<P>[], clock: Pick<Clock, "nowMs">) {
    this.members = members;
    this.#clock = clock;
  }

  /** Throws the failure of the first member that was asked when all fail. */
  async call<T>(
    ask: (provider: P, name: string) => Promise<T>,
    fits: (provider: P) => Promise<boolean> | boolean = () => true,
  ): Promise<FirstAnswer<T>> {
    const fitting: Member<P>[] = [];
    for (const member of this.#byReadiness()) if (await fits(member.provider)) fitting.push(member);
    const failures: { readonly name: string; readonly error: HeadwayError }[] = [];
    // Without a fitting one, the last says why: it usually knows the most languages.
    const candidates = fitting.length > 0 ? fitting : this.members.slice(-1);
    for (const { name, provider } of candidates) {
      try {
        const answer = await ask(provider, name);
        return { answer, name, warnings: failures.map((failure) => tookOver(failure, name)) };
      } catch (error) {
        if (!isFailureOfProvider(error)) throw error;
        this.#noteFailure(name, error);
        failures.push({ name, error });
      }
    }
    throw failures[0]?.error ?? new HeadwayError("UNSUPPORTED_LANGUAGE", "No provider is configured.");
  }

  /** Those that rest come last, in their order. */
  #byReadiness(): readonly Member<P>[] {
    const nowMs = this.#clock.nowMs();
    const rests = ({ name }: Member<P>): boolean => (this.#restsUntilMs.get(name) ?? 0) > nowMs;
    return [...this.members.filter((member) => !rests(member)), ...this.members.filter(rests)];
  }

  #noteFailure(name: string, { code, retryAfterS }: HeadwayError): void {
    const isAway = code === "PROVIDER_UNAVAILABLE" || code === "PROVIDER_TIMEOUT" || code === "PROVIDER_RATE_LIMITED";
    if (isAway)
      this.#restsUntilMs.set(name, this.#clock.nowMs() + (retryAfterS === undefined ? REST_MS : retryAfterS * 1000));
  }
}

/** Also of a program that is missing or fails: the next provider in the list may do the same work. */
export function isFailureOfProvider(error: unknown): error is HeadwayError {
  if (!(error instanceof HeadwayError)) return false;
  return error.code.startsWith("PROVIDER_") || FAILURES.has(error.code);
}

const FAILURES: ReadonlySet<string> = new Set([
  "MODEL_MISSING",
  "MODEL_FAILED",
  "VOICE_FAILED",
  "TOOL_MISSING",
  "TOOL_FAILED",
  "UNSUPPORTED_LANGUAGE",
]);

/** The sentence about a provider that failed and the one that did the work instead. */
export function tookOver(failure: { readonly name: string; readonly error: HeadwayError }, next: string): string {
  return `${next} was used instead of ${failure.name}, which failed: ${failure.error.message}`;
}
