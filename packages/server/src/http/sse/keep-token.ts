import type { Caller } from "../access/authenticate.ts";
import type { StreamTokens } from "../access/stream-tokens.ts";
import type { Reader } from "./reader.ts";

/** Renews the stream token of a caller while its reader is open, and for a while after it has closed. */
export function keepToken(tokens: Pick<StreamTokens, "opened">, caller: Caller, reader: Reader): void {
  if (caller.token === undefined) return;
  const closed = tokens.opened(caller.token.text, caller.token.claims);
  reader.response.once("close", closed);
}
