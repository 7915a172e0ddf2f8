import { adviceFor, type Audience, ERRORS, isErrorCode } from "@headway-jobs/contract";
import { ClientError, NETWORK_ADVICE } from "./client-error.ts";

/**
 * What to do about an error code, of a failed job for example, in one sentence for its reader: the author of a program (`http`), a
 * user of the command line or of the console. Empty when this client does not know the code.
 */
export function adviceOf(code: string, audience: Audience = "http"): string {
  return code === "NETWORK" ? NETWORK_ADVICE : adviceFor(code, audience);
}

/** The error that a code stands for where no status came with it. A code of a newer server counts as final: retrying might never end. */
export function errorOfCode(code: string, message: string): ClientError {
  if (!isErrorCode(code)) return new ClientError(message, { code, status: 400, retryable: false });
  const { status, advice, retryable } = ERRORS[code];
  return new ClientError(message, { code, status, advice: advice.http, retryable });
}
