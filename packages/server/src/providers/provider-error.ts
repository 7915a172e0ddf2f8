import { APICallError } from "@ai-sdk/provider";
import { type ErrorCode, HeadwayError, type ProviderWords, quoting } from "@headway-jobs/contract";
import { isInputTooLong } from "./input-too-long.ts";
import { retryAfterOf } from "./retry-after.ts";
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
  const inStream = callErrorInStream(cause);
  if (inStream !== undefined) return ofCall(inStream, context);
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
  const words = wordsInStream(cause);
  if (isInputTooLong(words))
    return failure("PROVIDER_INPUT_TOO_LONG", "takes no input of this length", { context, cause, words });
  return failure("PROVIDER_UNAVAILABLE", "failed", { context, cause, words });
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

/** The AI SDK gives errors within a stream the status that the same error has as an answer: Anthropic's `overloaded_error` is 529. */
function callErrorInStream(error: unknown): APICallError | undefined {
  if (typeof error !== "object" || error === null || error instanceof Error || !("statusCode" in error))
    return undefined;
  const { statusCode } = error;
  if (typeof statusCode !== "number" || statusCode < 400) return undefined;
  const responseBody = JSON.stringify(error);
  return new APICallError({ message: "error in a stream", url: "", requestBodyValues: {}, statusCode, responseBody });
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
  const retryAfterS = retryAfterOf(error.responseHeaders ?? {}, body);
  const failing: Failing = { context, cause: error, words, status, retryAfterS };
  // The call went through and the answer was not what the client understands.
  if (status < 400) {
    const own = words === "" ? undefined : statusInAnswer(body);
    if (own !== undefined) return ofCall(withStatus(error, own), context);
    if (isInputTooLong(words)) return failure("PROVIDER_INPUT_TOO_LONG", "takes no input of this length", failing);
    return failure("PROVIDER_BAD_ANSWER", "answered badly", { context, cause: error, words });
  }
  // OpenAI: one request that is larger than the limit of a minute; no waiting helps.
  if (status === 429 && /request too large for/i.test(body))
    return failure("PROVIDER_INPUT_TOO_LONG", "takes no input of this length", failing);
  if (status === 429) return rateLimited(error, failing);
  // DeepL's own status.
  if (status === 456) return failure("PROVIDER_RATE_LIMITED", "has no quota left", { ...failing, retryable: false });
  if (status === 408 || status === 504) return failure("PROVIDER_TIMEOUT", "took too long", failing);
  if (status === 413 || isInputTooLong(body))
    return failure("PROVIDER_INPUT_TOO_LONG", "takes no input of this length", failing);
  if (FILTERED.test(body)) return failure("PROVIDER_REFUSED", "refused the content", failing);
  if (isOutputRefused(body)) return failure("PROVIDER_BAD_ANSWER", "did not answer in the form asked for", failing);
  return failure("PROVIDER_UNAVAILABLE", whatItDid(status, body), {
    ...failing,
    // These are asked to be sent again (498: Groq's flexible tier is full); other 4xx will be refused again.
    retryable: status >= 500 || [409, 425, 498].includes(status),
  });
}

/** The status that an error within an answer of status 200 states (OpenRouter): `{"error":{"code":429}}`. */
function statusInAnswer(body: string): number | undefined {
  const code = /^\s*\{\s*"error"\s*:\s*\{[^{}]{0,2000}?"code"\s*:\s*"?([45]\d\d)\b/.exec(body)?.[1];
  return code === undefined ? undefined : Number(code);
}

function withStatus(error: APICallError, statusCode: number): APICallError {
  const { message, url, requestBodyValues, responseHeaders = {}, responseBody = "" } = error;
  return new APICallError({ message, url, requestBodyValues, statusCode, responseHeaders, responseBody, cause: error });
}

/**
 * Words of a filter: Azure (`content_filter`, `ResponsibleAIPolicyViolation`), OpenAI (`content_policy_violation`), Anthropic ("Output blocked by content
 * filtering policy"), Google (`blocked … SAFETY`).
 */
const FILTERED =
  /content_filter|content filtering policy|content_policy_violation|ResponsibleAIPolicyViolation|blocked[^.]{0,40}safety/i;

/**
 * True where the server refuses what its own model wrote, as it is no call or no JSON of the schema (Groq): codes `tool_use_failed` and
 * `json_validate_failed`. The output itself stands beside them as `failed_generation`.
 */
export function isOutputRefused(body: string): boolean {
  return /"(?:tool_use_failed|json_validate_failed)"/.test(body);
}

/** Anthropic answers 400 for an empty account, ElevenLabs 401 for a used quota, Google 400 for a wrong key. */
const EMPTY_ACCOUNT = /credit balance is too low|billing_error|"quota_exceeded"/i;
const WRONG_KEY = /API_KEY_INVALID|API key not valid/i;

function whatItDid(status: number, body: string): string {
  if (status === 402 || EMPTY_ACCOUNT.test(body)) return "has no balance left";
  if (status === 401 || status === 403 || WRONG_KEY.test(body)) return "refused the key";
  if (status === 529) return "is overloaded";
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
  // An empty account also answers 429, and no waiting fills it. Google speaks of billing in every 429, but says when to come again.
  const body = error.responseBody ?? "";
  const empty = /insufficient_quota/i.test(body) || (/billing/i.test(body) && failing.retryAfterS === undefined);
  return failure("PROVIDER_RATE_LIMITED", empty ? "has no quota left" : "refuses more requests for now", {
    ...failing,
    retryable: !empty,
  });
}
