import { type ErrorCode, ERRORS } from "./errors.ts";
import type { ProviderWords } from "./provider-words.ts";

export interface FieldError {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
}

/** An expected failure. `message` is safe to show to the user: no path, no SQL, no secret. */
export class HeadwayError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  /** Seconds after which a retry makes sense, for Retry-After. */
  readonly retryAfterS: number | undefined;
  readonly errors: readonly FieldError[] | undefined;
  /** The error text of the provider that failed; `message` contains it as well. */
  readonly provider: ProviderWords | undefined;
  /** Further members of the problem body, e.g. `active_jobs`. */
  readonly extra: Readonly<Record<string, unknown>> | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      cause?: unknown;
      retryable?: boolean;
      retryAfterS?: number;
      errors?: readonly FieldError[];
      provider?: ProviderWords | undefined;
      extra?: Readonly<Record<string, unknown>>;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "HeadwayError";
    this.code = code;
    this.retryable = options.retryable ?? ERRORS[code].retryable;
    this.retryAfterS = options.retryAfterS;
    this.errors = options.errors;
    this.provider = options.provider;
    this.extra = options.extra;
  }
}
