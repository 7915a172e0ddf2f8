import { dictionary, type ErrorCode, ERRORS, type FieldError, HeadwayError } from "@headway-jobs/contract";
import { z } from "zod";

export const PROBLEM_TYPE = "application/problem+json; charset=utf-8";

/** How a route words a failed validation: `detail` as `[{loc, msg, type}]`, or as a sentence with `errors[]` beside it (SPEC §0). */
export type ValidationStyle = "fields" | "sentence";

export interface Problem {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The RFC 9457 body of an expected failure. `docsUrl` is the page that explains the codes. */
export function problemOf(
  error: HeadwayError,
  context: {
    readonly docsUrl: string;
    readonly requestId: string;
    readonly style: ValidationStyle;
    readonly nowMs: number;
  },
): Problem {
  const { status, title, advice } = ERRORS[error.code];
  const fields = error.errors === undefined ? {} : { errors: error.errors };
  const { usage, ...extra } = error.extra ?? {};
  const use = error.code === "QUOTA" ? useSchema.safeParse(usage).data : undefined;
  return {
    status,
    headers: {
      ...headersOf(error, status, use?.resetsAtMs, context.nowMs),
      ...(use === undefined ? {} : usageHeaders(use)),
    },
    body: {
      ...extra,
      type: `${context.docsUrl}#${error.code}`,
      title,
      status,
      detail: context.style === "fields" && error.errors !== undefined ? error.errors : error.message,
      code: error.code,
      ...(error.provider === undefined ? {} : { provider: error.provider }),
      ...(status === 401 ? { error: error.code } : {}),
      ...fields,
      advice: advice.http,
      retryable: error.retryable,
      request_id: context.requestId,
    },
  };
}

/** What a QUOTA failure says of the use that it refuses, in `extra.usage`; becomes headers. */
const useSchema = z.object({
  limit: z.number(),
  used: z.number(),
  remaining: z.number(),
  /** First moment of the next period. */
  resetsAtMs: z.number().optional(),
});

function usageHeaders({ limit, used, remaining }: z.infer<typeof useSchema>): Record<string, string> {
  return { "X-Usage-Limit": `${limit}`, "X-Usage-Used": `${used}`, "X-Usage-Remaining": `${remaining}` };
}

function headersOf(
  error: HeadwayError,
  status: number,
  resetsAtMs: number | undefined,
  nowMs: number,
): Record<string, string> {
  const headers: Record<string, string> = { "Content-Type": PROBLEM_TYPE, "Cache-Control": "no-store" };
  if (status === 401) headers["WWW-Authenticate"] = 'Bearer realm="headway"';
  const retryAfterS =
    error.retryAfterS ?? (resetsAtMs === undefined ? usualRetryS(error.code, status) : (resetsAtMs - nowMs) / 1_000);
  if (retryAfterS !== undefined) headers["Retry-After"] = String(Math.max(1, Math.ceil(retryAfterS)));
  return headers;
}

/** A quota that is used up is not there again in a moment: without its end, no time is better than a wrong one. */
function usualRetryS(code: ErrorCode, status: number): number | undefined {
  return code !== "QUOTA" && (status === 429 || status === 503) ? DEFAULT_RETRY_AFTER_S : undefined;
}

const DEFAULT_RETRY_AFTER_S = 2;

/**
 * Any thrown value as an expected failure. What is not one becomes INTERNAL, whose message says nothing of the inside; the caller logs
 * the original.
 */
export function expectedError(error: unknown): HeadwayError {
  if (error instanceof HeadwayError) return error;
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  const known = typeof code === "string" ? FRAMEWORK_CODES[code] : undefined;
  if (known !== undefined) return new HeadwayError(known[0], known[1], { cause: error });
  // The form parser's errors have no code, but all of them name what they could not read.
  if (code === undefined && error instanceof Error && /\bmultipart\b/i.test(error.message)) {
    return new HeadwayError("BAD_REQUEST", "The form is cut off or not multipart/form-data.", { cause: error });
  }
  if (code === "ENOSPC") return new HeadwayError("DISK_FULL", "The server's disk is full.", { cause: error });
  if (typeof statusCode === "number" && statusCode >= 400 && statusCode < 500) {
    return new HeadwayError("BAD_REQUEST", "The request could not be read.", { cause: error });
  }
  return new HeadwayError("INTERNAL", "Something went wrong inside the server.", { cause: error });
}

const FRAMEWORK_CODES: Readonly<Record<string, readonly [ErrorCode, string]>> = dictionary({
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ["UNSUPPORTED_MEDIA_TYPE", "This route does not take a body of that Content-Type."],
  FST_ERR_CTP_BODY_TOO_LARGE: ["PAYLOAD_TOO_LARGE", "The request body is larger than this server takes."],
  FST_ERR_CTP_INVALID_JSON_BODY: ["MALFORMED_JSON", "The request body is not valid JSON."],
  FST_ERR_CTP_EMPTY_JSON_BODY: ["MALFORMED_JSON", "The request body is empty."],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ["BAD_REQUEST", "The request body is not as long as Content-Length says."],
  FST_REQ_FILE_TOO_LARGE: ["PAYLOAD_TOO_LARGE", "The uploaded file is larger than this server takes."],
});

export function validationError(errors: readonly FieldError[]): HeadwayError {
  const sentence = errors.map(({ loc, msg }) => `${loc.slice(1).join(".") || (loc[0] ?? "input")}: ${msg}`).join("; ");
  return new HeadwayError("INVALID_INPUT", `The input is not valid: ${sentence}.`, { errors });
}
