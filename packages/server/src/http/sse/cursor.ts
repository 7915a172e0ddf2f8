import { HeadwayError } from "@headway-jobs/contract";
import type { FastifyRequest } from "fastify";
import type { StreamRoute } from "../../service-kit/service.ts";
import { headerOf } from "../request/headers.ts";
import { splitNonce } from "./nonce.ts";

/** Where a reader resumes. `nonce` names the connection that sent the id, on streams that serve one reader at a time. */
export interface Cursor {
  readonly jobId?: string;
  readonly seq: number;
  readonly nonce: string | null;
}

/** Name of the query member of the native streams. */
export const AFTER = "after";
/** The name of the same member in APIs of other vendors. */
export const AFTER_ALIAS = "starting_after";

/** The cursor of a request; "ended" when its id is the last one that the stream will ever send. Throws INVALID_CURSOR. */
export function readCursor<State>(
  route: Pick<StreamRoute<State>, "cursorQuery" | "oneReader" | "dialect">,
  request: FastifyRequest,
): Cursor | "ended" {
  const raw = rawCursor(request, route.cursorQuery);
  if (raw === undefined) return { seq: 0, nonce: null };
  const { cursor: text, nonce } = route.oneReader === undefined ? { cursor: raw, nonce: null } : splitNonce(raw);
  const cursor = route.dialect.parseCursor(text);
  if (cursor === null) throw malformedCursor();
  return cursor === "ended" ? cursor : { ...cursor, nonce };
}

/**
 * The cursor as text; undefined = from the beginning. A non-empty Last-Event-ID takes precedence over the query's member (SPEC §0).
 * A repeated member is malformed.
 */
export function rawCursor(request: FastifyRequest, queryName: string | undefined): string | undefined {
  const header = headerOf(request, "last-event-id");
  if (header !== undefined && header !== "") return Buffer.from(header, "latin1").toString();
  const query = request.query as Record<string, unknown>;
  const named = queryName === undefined ? undefined : query[queryName];
  const value = queryName === AFTER && (named === undefined || named === "") ? query[AFTER_ALIAS] : named;
  if (value === undefined || value === "") return undefined;
  if (typeof value !== "string") throw malformedCursor();
  return value;
}

export function malformedCursor(): HeadwayError {
  return new HeadwayError("INVALID_CURSOR", "The cursor is not an id that this stream sends.");
}

export function beyondLog(): HeadwayError {
  return new HeadwayError("INVALID_CURSOR", "The cursor lies beyond what this stream has sent.");
}
