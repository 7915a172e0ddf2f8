import { APICallError } from "@ai-sdk/provider";
import { type ErrorCode, HeadwayError, type ProviderWords, quoting } from "@headway-jobs/contract";
import { errorInAnswer, wordsOfBody } from "./words-of-body.ts";

export interface ProviderContext {
  /** The subject of the sentence: "The speech model", "The language model". */
  readonly provider: string;
  /** `openai/gpt-4.1-mini`. */
  readonly name: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * An error of the AI SDK as one of Headway's; whether a retry may help is decided here. The caller's own abort passes through. Messages name
 * the provider's role, the status and the provider's own words, cleaned and without keys, but no address. `cause` has everything, for logs.
 */
export function toProviderError(error: unknown, context: ProviderContext): unknown {
  if (context.signal?.aborted === true) return context.signal.reason;
  if (error instanceof HeadwayError) return error;
  const cause = lastOfRetries(error);
  if (APICallError.isInstance(cause)) return ofCall(cause, context);
  const name = cause instanceof Error ? cause.name : "";
  if (name === "AbortError" || name === "TimeoutError") {
    return new HeadwayError("PROVIDER_TIMEOUT", `${context.provider} took too long.`, { cause });
  }
  if (name === "AI_LoadAPIKeyError" || name === "AI_LoadSettingError") {
    return new HeadwayError("PROVIDER_UNAVAILABLE", `${context.provider} needs an API key that is not set.`, {
      cause,
      retryable: false,
    });
  }
  if (BAD_ANSWERS.has(name)) {
    return new HeadwayError("PROVIDER_BAD_ANSWER", `${context.provider} did not answer in the form asked for.`, {
      cause,
    });
  }
  return failure("PROVIDER_UNAVAILABLE", "failed", { context, cause, words: wordsInStream(cause) });
}

const BAD_ANSWERS: ReadonlySet<string> = new Set([
  "AI_NoObjectGeneratedError",
  "AI_NoOutputGeneratedError",
  "AI_NoContentGeneratedError",
  "AI_NoSpeechGeneratedError",
  "AI_JSONParseError",
  "AI_TypeValidationError",
  "AI_InvalidResponseDataError",
  "AI_EmptyResponseBodyError",
]);

/** The AI SDK's own retries end in a wrapper around the last failure. */
function lastOfRetries(error: unknown): unknown {
  return error instanceof Error && error.name === "AI_RetryError" && "lastError" in error ? error.lastError : error;
}

/** An error that came within a stream is what the server sent: its message, or its JSON. Our own exceptions are not quoted. */
function wordsInStream(error: unknown): string {
  if (typeof error !== "object" || error === null || error instanceof Error) return "";
  return wordsOfBody(JSON.stringify(error) ?? "");
}

interface Failing {
  readonly context: ProviderContext;
  readonly cause: unknown;
  readonly words: string;
  readonly status?: number;
  readonly retryable?: boolean;
  readonly retryAfterS?: number | undefined;
}

function failure(code: ErrorCode, did: string, failing: Failing): HeadwayError {
  const { context, cause, words, status, retryable, retryAfterS } = failing;
  const shownStatus = status === undefined ? "" : ` (${status})`;
  const said: ProviderWords | undefined =
    words === "" && status === undefined
      ? undefined
      : { name: context.name, message: words, ...(status === undefined ? {} : { status }) };
  return new HeadwayError(code, quoting(`${context.provider} ${did}${shownStatus}.`, words), {
    cause,
    provider: said,
    ...(retryable === undefined ? {} : { retryable }),
    ...(retryAfterS === undefined ? {} : { retryAfterS }),
  });
}

function ofCall(error: APICallError, context: ProviderContext): HeadwayError {
  const status = error.statusCode;
  if (status === undefined) return unreached(error, context);
  const body = error.responseBody ?? "";
  const words = status < 400 ? errorInAnswer(body) : wordsOfBody(body);
  const retryAfterS = retryAfterOf(error.responseHeaders);
  const failing: Failing = { context, cause: error, words, status, retryAfterS };
  // The call went through and the answer was not what the client understands.
  if (status < 400) return failure("PROVIDER_BAD_ANSWER", "answered badly", { context, cause: error, words });
  if (status === 429) return rateLimited(error, failing);
  // DeepL's own status.
  if (status === 456) return failure("PROVIDER_RATE_LIMITED", "has no quota left", { ...failing, retryable: false });
  if (status === 408 || status === 504) return failure("PROVIDER_TIMEOUT", "took too long", failing);
  return failure("PROVIDER_UNAVAILABLE", whatItDid(status), {
    ...failing,
    // 409 and 425 are asked to be sent again; other 4xx will be refused again.
    retryable: status >= 500 || status === 409 || status === 425,
  });
}

function whatItDid(status: number): string {
  if (status === 401 || status === 403) return "refused the key";
  if (status === 402) return "has no balance left";
  return status >= 500 ? "failed" : "refused the request";
}

function unreached(error: APICallError, context: ProviderContext): HeadwayError {
  const { cause } = error;
  const timedOut = cause instanceof Error && /timeout|timed out/i.test(`${cause.name} ${cause.message}`);
  const options = { cause: error };
  if (timedOut) return new HeadwayError("PROVIDER_TIMEOUT", `${context.provider} took too long.`, options);
  const code = systemCode(error);
  const why = code === undefined ? "" : ` (${code})`;
  return new HeadwayError("PROVIDER_UNAVAILABLE", `${context.provider} could not be reached${why}.`, options);
}

/** ECONNREFUSED, ENOTFOUND and the like, from the innermost error that has one. */
function systemCode(error: unknown, depth = 5): string | undefined {
  if (!(error instanceof Error) || depth === 0) return undefined;
  const own =
    "code" in error && typeof error.code === "string" && /^E[A-Z_]+$/.test(error.code) ? error.code : undefined;
  return systemCode(error.cause, depth - 1) ?? own;
}

function rateLimited(error: APICallError, failing: Failing): HeadwayError {
  // An empty account also answers 429, and no waiting fills it.
  const empty = /insufficient_quota|billing/i.test(error.responseBody ?? "");
  return failure("PROVIDER_RATE_LIMITED", empty ? "has no quota left" : "refuses more requests for now", {
    ...failing,
    retryable: !empty,
  });
}

/** Seconds of a Retry-After header in its numeric form (RFC 9110 §10.2.3); the date form is left to back-off. */
function retryAfterOf(headers: Readonly<Record<string, string>> | undefined): number | undefined {
  const value = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === "retry-after")?.[1];
  return value !== undefined && /^\d{1,6}(?:\.\d{1,3})?$/.test(value.trim()) ? Number(value) : undefined;
}
