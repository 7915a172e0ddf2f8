import { ClientError } from "../client-error.ts";

/** What a hook shows for anything that was thrown; what is no ClientError is a fault of the page itself. */
export function asClientError(error: unknown): ClientError {
  if (error instanceof ClientError) return error;
  return new ClientError("Something went wrong in this page.", {
    code: "CLIENT",
    status: 0,
    retryable: false,
    cause: error,
  });
}
