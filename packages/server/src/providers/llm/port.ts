import type { z } from "zod";

export interface ModelUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface StructuredRequest<T> {
  readonly schema: z.ZodType<T>;
  /** Short name of what is asked for, e.g. `lesson`; providers show it in their logs. */
  readonly name?: string;
  readonly system: string;
  readonly prompt: string;
  readonly signal?: AbortSignal | undefined;
  /** Limit of one call to the model, in milliseconds; default two minutes. */
  readonly timeoutMs?: number;
  readonly maxOutputTokens?: number;
  /** What the schema cannot say: sentences that name what is wrong, none when all is well. */
  readonly check?: (value: T) => readonly string[];
}

export interface StructuredAnswer<T> {
  readonly value: T;
  /** Tokens of all calls, the repair round included. */
  readonly usage: ModelUsage;
  readonly warnings: readonly string[];
}

/**
 * A language model that answers in a given shape. Throws HeadwayError: PROVIDER_BAD_ANSWER after one repair round, PROVIDER_TIMEOUT,
 * PROVIDER_RATE_LIMITED, PROVIDER_UNAVAILABLE; the caller's own abort passes through as its reason.
 */
export interface StructuredModel {
  /** `provider/model`, for logs and messages. */
  readonly name: string;
  generate<T>(request: StructuredRequest<T>): Promise<StructuredAnswer<T>>;
}
