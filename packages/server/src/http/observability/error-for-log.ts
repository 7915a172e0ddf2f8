import { HeadwayError, redactKeys } from "@headway-jobs/contract";

export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  /** Further members that say what happened: codes, statuses, what a server or program answered. */
  readonly [detail: string]: unknown;
}

/** Longer chains have a loop in them. */
const MAX_CAUSES = 8;
const MAX_TEXT_CHARS = 4_000;

/** Members of errors worth a place in the log, by the libraries that set them; requests, whose bodies are users' texts, are none of them. */
const DETAILS = ["code", "statusCode", "responseBody", "stderrTail", "exitCode", "killedBy", "signal", "syscall"];

/** An error as the log has it: message, stack and the whole chain of causes, without keys. */
export function errorForLog(error: unknown): unknown {
  return described(error, MAX_CAUSES);
}

function described(error: unknown, left: number): unknown {
  if (!(error instanceof Error)) return typeof error === "string" ? safe(error) : plain(error);
  const causes =
    error instanceof AggregateError ? { errors: error.errors.slice(0, 5).map((one) => next(one, left)) } : {};
  const logged: LoggedError = {
    type: error.name,
    message: safe(error.message),
    ...(error.stack === undefined ? {} : { stack: safe(error.stack) }),
    ...detailsOf(error),
    ...(error instanceof HeadwayError && error.provider !== undefined ? { provider: error.provider } : {}),
    ...causes,
    ...(error.cause === undefined ? {} : { cause: next(error.cause, left) }),
  };
  return logged;
}

function next(error: unknown, left: number): unknown {
  return left === 0 ? "…" : described(error, left - 1);
}

function detailsOf(error: Error): Record<string, unknown> {
  const members = error as unknown as Readonly<Record<string, unknown>>;
  const found = DETAILS.flatMap((name): [string, unknown][] => {
    const value = members[name];
    if (typeof value === "string") return [[name, safe(value)]];
    return typeof value === "number" || typeof value === "boolean" ? [[name, value]] : [];
  });
  return Object.fromEntries(found);
}

/** What was thrown although it is no error: its JSON, where it has one. */
function plain(value: unknown): unknown {
  try {
    const json = JSON.stringify(value) as string | undefined;
    return json === undefined ? String(value) : safe(json);
  } catch {
    return String(value);
  }
}

function safe(text: string): string {
  return redactKeys(text.slice(0, MAX_TEXT_CHARS));
}
