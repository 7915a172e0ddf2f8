import { adviceFor, type Audience } from "@headway-jobs/contract/errors";
import { NETWORK_ADVICE } from "./client-error.ts";

/**
 * What to do about an error code, of a failed job for example, in one sentence for its reader: the author of a program (`http`), a
 * user of the command line or of the console. Empty when this client does not know the code. A module
 * of its own, because the table of errors is larger than the client.
 */
export function adviceOf(code: string, audience: Audience = "http"): string {
  return code === "NETWORK" ? NETWORK_ADVICE : adviceFor(code, audience);
}
