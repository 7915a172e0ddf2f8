/** One field of a refused request: where it is and what is wrong with it. */
export interface FieldProblem {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
}

interface ClientErrorParts {
  readonly code: string;
  readonly status: number;
  readonly advice?: string | undefined;
  readonly retryable?: boolean | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly errors?: readonly FieldProblem[] | undefined;
  readonly cause?: unknown;
}

/**
 * Every failure the client reports. `code` is the server's (see its reference page), or one of the client's own: `NETWORK` (the server could not
 * be reached, `status` 0) and `BAD_ANSWER` (what answered does not speak this API).
 */
export class ClientError extends Error {
  readonly code: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** A sentence that says what to do; empty when nothing is known. */
  readonly advice: string;
  /** True when the same request may succeed later. */
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly errors: readonly FieldProblem[];

  constructor(message: string, parts: ClientErrorParts) {
    super(message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = "ClientError";
    this.code = parts.code;
    this.status = parts.status;
    this.advice = parts.advice ?? "";
    this.retryable = parts.retryable ?? isTransientStatus(parts.status);
    this.retryAfterMs = parts.retryAfterMs;
    this.errors = parts.errors ?? [];
  }
}

/** True for answers that say nothing about the request itself: too early, too many, or a server (or a proxy before it) in trouble. */
export function isTransientStatus(status: number): boolean {
  return status === 0 || status === 408 || status === 425 || status === 429 || status >= 500;
}

/** The error that a failed response stands for. Reads a problem body (RFC 9457) when there is one; never throws itself. */
export async function errorOfResponse(response: Response): Promise<ClientError> {
  const { status } = response;
  const body = await response.text().then(parseObject, () => null);
  if (body === null) {
    return new ClientError(`The server answered with status ${status}.`, {
      code: `HTTP_${status}`,
      status,
      retryAfterMs: retryAfterMs(response),
    });
  }
  const errors = fieldProblems(body["errors"]) ?? fieldProblems(body["detail"]);
  const detail = body["detail"];
  const title = text(body["title"]);
  return new ClientError(
    typeof detail === "string" ? detail : sentenceOf(errors) || title || `The server answered with status ${status}.`,
    {
      code: text(body["code"]) || `HTTP_${status}`,
      status,
      advice: text(body["advice"]),
      retryable: typeof body["retryable"] === "boolean" ? body["retryable"] : undefined,
      retryAfterMs: retryAfterMs(response),
      errors,
    },
  );
}

export const NETWORK_ADVICE = "Check that the server is running and that its address is right.";

/**
 * The error of a request that got no answer at all. `pageOrigin` is the page's when the server is of another origin: browsers do not tell a server
 * that refuses the page from one that cannot be reached.
 */
export function networkError(cause: unknown, pageOrigin: string | null = null): ClientError {
  if (pageOrigin !== null) {
    return new ClientError("The server is unreachable or refuses pages of this origin.", {
      code: "NETWORK",
      status: 0,
      advice: `Check that the server runs. If it does, set HEADWAY_ORIGINS to ${pageOrigin} there.`,
      cause,
    });
  }
  return new ClientError("The server cannot be reached.", {
    code: "NETWORK",
    status: 0,
    advice: NETWORK_ADVICE,
    cause,
  });
}

function parseObject(body: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    // A proxy's error page is no problem body; its status is what is known.
    return null;
  }
}

function fieldProblems(value: unknown): readonly FieldProblem[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter(
    (entry: unknown): entry is FieldProblem =>
      typeof entry === "object" &&
      entry !== null &&
      "loc" in entry &&
      Array.isArray(entry.loc) &&
      "msg" in entry &&
      typeof entry.msg === "string",
  );
}

function sentenceOf(errors: readonly FieldProblem[] | undefined): string {
  return (errors ?? []).map(({ loc, msg }) => `${loc.at(-1) ?? "input"}: ${msg}`).join("; ");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Delta-seconds only: the server never sends the date form. */
function retryAfterMs(response: Response): number | undefined {
  const header = response.headers.get("retry-after");
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) * 1000 : undefined;
}
