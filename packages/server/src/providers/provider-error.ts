import { APICallError } from "@ai-sdk/provider";
import { HeadwayError } from "@headway/contract";

/**
 * An error of the AI SDK as one of Headway's: decided here, once, whether a retry may help. The caller's own abort stays what it is. Messages name the provider's
 * role and the status, never an address, a key or the provider's text (all of that is in `cause`, for logs).
 */
export function toProviderError(
  error: unknown,
  context: {
    /** The subject of the sentence: "The speech model", "The language model". */
    readonly provider: string;
    readonly signal?: AbortSignal | undefined;
  },
): unknown {
  if (context.signal?.aborted === true) return context.signal.reason;
  if (error instanceof HeadwayError) return error;
  const cause = lastOfRetries(error);
  if (APICallError.isInstance(cause)) return ofCall(cause, context.provider);
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
  return new HeadwayError("PROVIDER_UNAVAILABLE", `${context.provider} failed.`, { cause });
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

function ofCall(error: APICallError, provider: string): HeadwayError {
  const status = error.statusCode;
  if (status === undefined) {
    const timedOut =
      error.cause instanceof Error && /timeout|timed out/i.test(`${error.cause.name} ${error.cause.message}`);
    return timedOut
      ? new HeadwayError("PROVIDER_TIMEOUT", `${provider} took too long.`, { cause: error })
      : new HeadwayError("PROVIDER_UNAVAILABLE", `${provider} could not be reached.`, { cause: error });
  }
  // The call went through and the answer was not what the client understands.
  if (status < 400) return new HeadwayError("PROVIDER_BAD_ANSWER", `${provider} answered badly.`, { cause: error });
  if (status === 429) return rateLimited(error, provider);
  if (status === 408 || status === 504) {
    return new HeadwayError("PROVIDER_TIMEOUT", `${provider} took too long (${status}).`, { cause: error });
  }
  const said = status === 401 || status === 403 ? "refused the key" : status >= 500 ? "failed" : "refused the request";
  return new HeadwayError("PROVIDER_UNAVAILABLE", `${provider} ${said} (${status}).`, {
    cause: error,
    // 409 and 425 are asked to be sent again; other 4xx will be refused again.
    retryable: status >= 500 || status === 409 || status === 425,
  });
}

function rateLimited(error: APICallError, provider: string): HeadwayError {
  const retryAfterS = retryAfterOf(error.responseHeaders);
  // An empty account also answers 429, and no waiting fills it.
  const empty = /insufficient_quota|billing/i.test(error.responseBody ?? "");
  return new HeadwayError(
    "PROVIDER_RATE_LIMITED",
    `${provider} ${empty ? "has no quota left" : "refuses more requests for now"} (429).`,
    {
      cause: error,
      retryable: !empty,
      ...(retryAfterS === undefined ? {} : { retryAfterS }),
    },
  );
}

/** Seconds of a Retry-After header in its numeric form (RFC 9110 §10.2.3), at most an hour; the date form is left to back-off. */
function retryAfterOf(headers: Readonly<Record<string, string>> | undefined): number | undefined {
  const value = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === "retry-after")?.[1];
  return value !== undefined && /^\d{1,6}$/.test(value.trim()) ? Math.min(3600, Number(value)) : undefined;
}
