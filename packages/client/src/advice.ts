import { ERRORS, type ErrorCode } from "@headway/contract";
import { ClientError } from "./client-error.ts";

/** The sentence that says what to do about a code, e.g. of a failed job; empty when this client does not know the code. */
export function adviceOf(code: string): string {
  return isKnown(code) ? ERRORS[code].advice : "";
}

/** The error that a code stands for where no status came with it. A code of a newer server counts as final: trying again might go on for ever. */
export function errorOfCode(code: string, message: string): ClientError {
  if (!isKnown(code)) return new ClientError(message, { code, status: 400, retryable: false });
  const { status, advice, retryable } = ERRORS[code];
  return new ClientError(message, { code, status, advice, retryable });
}

function isKnown(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}
