import { ERRORS } from "@headway/contract";

/** The sentence that says what to do about a code, e.g. of a failed job; empty when this client does not know the code. */
export function adviceOf(code: string): string {
  return code in ERRORS ? ERRORS[code as keyof typeof ERRORS].advice : "";
}
