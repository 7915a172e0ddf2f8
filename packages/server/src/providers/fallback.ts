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
  readonly #lastErrors = new Map<string, HeadwayError>();

  constructor(members: readonly Member<P>[], clock: Pick<Clock, "nowMs">) {
    this.members = members;
    this.#clock = clock;
  }

  /** When all fail: throws the failure that the caller can help, else one that may pass, else the first; it names the others. */
  async call<T>(
    ask: (provider: P, name: string) => Promise<T>,
    fits: (provider: P) => Promise<boolean> | boolean = () => true,
  ): Promise<FirstAnswer<T>> {
    const failures: Failure[] = [];
    const attempt = async <R>(name: string, act: () => Promise<R> | R): Promise<{ readonly done: R } | undefined> => {
      try {
        return { done: await act() };
      } catch (error) {
        if (!isFailureOfProvider(error)) throw error;
        this.#noteFailure(name, error);
        failures.push({ name, error });
        return undefined;
      }
    };
    const fitting: Member<P>[] = [];
    const ready = this.#byReadiness();
    for (const member of ready) {
      const answered = await attempt(member.name, () => fits(member.provider));
      if (answered?.done === true) fitting.push(member);
    }
    // Without a fitting one, the last says why: it usually knows the most languages.
    const candidates = fitting.length > 0 || failures.length > 0 ? fitting : this.members.slice(-1);
    for (const { name, provider } of candidates) {
      const answered = await attempt(name, () => ask(provider, name));
      if (answered === undefined) continue;
      const passedOver = this.#passedOver(name, fitting, failures);
      return { answer: answered.done, name, warnings: passedOver.map((failure) => tookOver(failure, name)) };
    }
    throw failureOfAll(failures);
  }

  /** Those that failed in this call, and those ahead that were not asked because they rest, with what they last failed with. */
  #passedOver(name: string, fitting: readonly Member<P>[], failures: readonly Failure[]): Failure[] {
    const ahead = this.members.slice(
      0,
      this.members.findIndex((member) => member.name === name),
    );
    // One further back that could not say whether it fits would not have been asked.
    const failed = failures.filter((failure) => has(fitting, failure.name) || has(ahead, failure.name));
    const unasked = ahead.filter((member) => has(fitting, member.name) && !has(failures, member.name));
    const resting = unasked.flatMap((member) => {
      const error = this.#lastErrors.get(member.name);
      return error === undefined ? [] : [{ name: member.name, error }];
    });
    return [...failed, ...resting];
  }

  /** Those that rest come last, in their order. */
  #byReadiness(): readonly Member<P>[] {
    const nowMs = this.#clock.nowMs();
    const rests = ({ name }: Member<P>): boolean => (this.#restsUntilMs.get(name) ?? 0) > nowMs;
    return [...this.members.filter((member) => !rests(member)), ...this.members.filter(rests)];
  }

  #noteFailure(name: string, error: HeadwayError): void {
    const { code, retryAfterS } = error;
    this.#lastErrors.set(name, error);
    const isAway = code === "PROVIDER_UNAVAILABLE" || code === "PROVIDER_TIMEOUT" || code === "PROVIDER_RATE_LIMITED";
    if (isAway)
      this.#restsUntilMs.set(name, this.#clock.nowMs() + (retryAfterS === undefined ? REST_MS : retryAfterS * 1000));
  }
}

interface Failure {
  readonly name: string;
  readonly error: HeadwayError;
}

/** The caller sends less at once and succeeds. */
const HELPED_BY_LESS: ReadonlySet<string> = new Set(["PROVIDER_INPUT_TOO_LONG", "PROVIDER_BAD_ANSWER"]);
const LONGEST_OTHERS_CHARS = 600;

function has(members: readonly { readonly name: string }[], wanted: string): boolean {
  return members.some((member) => member.name === wanted);
}

function failureOfAll(failures: readonly Failure[]): HeadwayError {
  const chosen =
    failures.find(({ error }) => HELPED_BY_LESS.has(error.code)) ??
    failures.find(({ error }) => error.retryable) ??
    failures[0];
  if (chosen === undefined) return new HeadwayError("UNSUPPORTED_LANGUAGE", "No provider is configured.");
  const { error } = chosen;
  const others = failures.filter((failure) => failure !== chosen);
  if (others.length === 0) return error;
  const said = others.map((other) => `${other.name} failed too: ${other.error.message}`).join(" ");
  return new HeadwayError(error.code, `${error.message} ${said.slice(0, LONGEST_OTHERS_CHARS)}`, {
    cause: error,
    retryable: error.retryable,
    ...(error.retryAfterS === undefined ? {} : { retryAfterS: error.retryAfterS }),
    ...(error.provider === undefined ? {} : { provider: error.provider }),
  });
}

/** Also of a program that is missing or fails: the next provider in the list may do the same work. */
export function isFailureOfProvider(error: unknown): error is HeadwayError {
  if (!(error instanceof HeadwayError)) return false;
  return error.code.startsWith("PROVIDER_") || FAILURES.has(error.code);
}

const FAILURES: ReadonlySet<string> = new Set([
  "MODEL_MISSING",
  "MODEL_FAILED",
  "MODEL_TOO_LARGE",
  "VOICE_FAILED",
  "TOOL_MISSING",
  "TOOL_FAILED",
  "UNSUPPORTED_LANGUAGE",
]);

/** The sentence about a provider that failed and the one that did the work instead. */
export function tookOver(failure: Failure, next: string): string {
  return `${next} was used instead of ${failure.name}, which failed: ${failure.error.message}`;
}
