import { jobEventSchema, TERMINAL_EVENTS } from "@headway-jobs/contract";
import type { Clock, EventPage } from "@headway-jobs/engine";
import { z } from "zod";
import { parseSeq } from "../../service-kit/cursors.ts";
import type { StreamRoute } from "../../service-kit/service.ts";
import { noneMatches } from "../request/conditional.ts";
import type { EdgeCall, EdgeReply, EdgeRequest, EdgeRoute } from "../route.ts";
import { malformedCursor, rawCursor } from "../sse/cursor.ts";
import { nativeDialect, nativeEventJson } from "./dialect.ts";
import { idParams, JOBS_TAG, requireJob } from "./jobs.ts";
import { problem } from "../../service-kit/replies.ts";

export const EVENTS_PATH = "/v1/jobs/:id/events";

/** The raw log as a stream (SPEC §1). */
export const eventStream: StreamRoute<null> = {
  path: EVENTS_PATH,
  summary: "Stream the event log of a job (server-sent events); with `Accept: application/json`, read one page of it",
  tag: JOBS_TAG,
  dialect: nativeDialect,
  cursorQuery: "after",
  find: async ({ owner, params }, engine) => engine.find(owner, idParams.parse(params).id),
};

const pageQuery = z.object({
  // Read as a cursor, whose errors have a code of their own.
  after: z.unknown().describe("Seq of the last event that the client has").optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
const pageSchema = z.object({ events: z.array(jobEventSchema), next: z.number().int() }).meta({ id: "EventPage" });

export interface EventPageParts {
  readonly clock: Clock;
  /** Fires when the server begins to close: long waits answer with what there is. */
  readonly closing: AbortSignal;
}

/** The same log as JSON pages with long-poll, for clients that cannot read streams. */
export function eventPages(parts: EventPageParts): EdgeRoute {
  return {
    method: "GET",
    path: EVENTS_PATH,
    summary: "Read the event log of a job by pages; `Prefer: wait=N` delays an empty page until there is an event",
    tag: JOBS_TAG,
    params: idParams,
    query: pageQuery,
    responses: {
      200: { description: "Events after the cursor; `next` is the next cursor.", schema: pageSchema },
      304: { description: "Unchanged from the page that If-None-Match names, also after the wait." },
      400: problem("The cursor is malformed or beyond the log."),
      404: problem("No such job."),
    },
    validation: "sentence",
    handle: (request, call) => page(request, call, parts),
  };
}

async function page(request: EdgeRequest, call: EdgeCall, parts: EventPageParts): Promise<EdgeReply> {
  const { limit } = request.query as z.infer<typeof pageQuery>;
  const raw = rawCursor(request.raw, "after");
  const after = raw === undefined ? 0 : parseSeq(raw);
  if (after === null) throw malformedCursor();
  const { jobId } = await requireJob(request, call);
  const found = await readOrWait(request, call, { ...parts, jobId, after, limit });
  const next = found.events.at(-1)?.seq ?? after;
  const etag = `"${jobId}.${after}.${next}"`;
  const headers = { ETag: etag, "Cache-Control": "private, no-cache" };
  if (noneMatches(request.headers["if-none-match"], etag)) return { kind: "empty", status: 304, headers };
  const events = found.events.map((event) => nativeEventJson(event, jobId)).join(",");
  const text = `{"events":[${events}],"next":${next}}`;
  return { kind: "text", status: 200, mediaType: "application/json; charset=utf-8", text, headers };
}

async function readOrWait(
  request: EdgeRequest,
  call: EdgeCall,
  {
    jobId,
    after,
    limit,
    clock,
    closing,
  }: EventPageParts & { readonly jobId: string; readonly after: number; readonly limit: number },
): Promise<EventPage> {
  const first = await call.engine.readEvents(jobId, after, limit);
  const { waitMs } = request.prefer;
  if (waitMs === null || first.events.length > 0 || (await hasEnded(call, jobId, after))) return first;
  const over = new AbortController();
  const cancelTimer = clock.after(waitMs, () => over.abort());
  try {
    const signal = AbortSignal.any([over.signal, request.signal, closing]);
    await call.engine.waitForEvent(jobId, after, signal);
    return await call.engine.readEvents(jobId, after, limit);
  } finally {
    cancelTimer();
  }
}

async function hasEnded(call: EdgeCall, jobId: string, after: number): Promise<boolean> {
  if (after === 0) return false;
  const last = (await call.engine.readEvents(jobId, after - 1, 1)).events.at(-1);
  return last !== undefined && TERMINAL_EVENTS.has(last.type);
}
