import { ENDED_STATUSES, ERRORS, HeadwayError } from "@headway-jobs/contract";
import type { Job } from "@headway-jobs/engine";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Reply, StreamRoute } from "../../service-kit/service.ts";
import { authenticateStream, type Caller } from "../access/authenticate.ts";
import { headerOf } from "../call.ts";
import type { Edge } from "../route.ts";
import { expectedError } from "../problem.ts";
import { wantsJsonOnly } from "../request/accept.ts";
import { COMMENT_TEXT, framesText } from "./encode.ts";
import { foldTo } from "./feed.ts";
import { jobFeed } from "./job-feed.ts";
import { NONCE_BYTES, splitCursor, withNonce } from "./single-reader-slot.ts";
import type { Reader } from "./reader.ts";
import { admitStream, openStream, sendFailure, sendHeadOnly, sendOverload } from "./response.ts";

/** `nonce`: of the attachment that sent the id, where one reader at a time is served. */
type Cursor = { readonly jobId?: string; readonly seq: number; readonly nonce?: string | null };

interface Opening<State> {
  readonly edge: Edge;
  readonly route: StreamRoute<State>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly openedAtMs: number;
}

/** Answers GET on a service's (or the native) stream of one job, by the rules of SPEC §0. */
export async function serveJobStream<State>(
  edge: Edge,
  route: StreamRoute<State>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const headers = route.headers ?? {};
  if (sendHeadOnly(request, reply, headers)) return;
  const opening = { edge, route, request, reply, openedAtMs: edge.clock.nowMs() };
  try {
    await open(opening);
  } catch (error) {
    refuse(edge, route, request, reply, error);
  }
}

async function open<State>(opening: Opening<State>): Promise<void> {
  const { edge, route, request, reply } = opening;
  const caller = await authenticateStream(edge, request.raw, request.query as Record<string, unknown>);
  admitStream(edge, caller);
  const cursor = readCursor(route, request);
  if (cursor === "ended") {
    await reply.code(204).send();
    return;
  }
  const job = await find(opening, caller, cursor, 0);
  if (job === null) {
    openWithoutJob(opening, caller, cursor);
    return;
  }
  const feed = jobFeed(edge.engine, job, route.dialect, edge.log);
  if (cursor.seq > job.lastSeq || (cursor.jobId !== undefined && cursor.jobId !== job.jobId)) throw beyondLog();
  const state = await foldTo(feed, cursor.seq);
  if (ENDED_STATUSES.has(job.status) && !(await showsMore(feed, cursor.seq, state))) {
    await reply.code(204).send();
    return;
  }
  const attaching = { job, cursor, state };
  const reader =
    route.oneReader === undefined ? start(opening, caller, attaching) : await startAlone(opening, caller, attaching);
  if (reader === null) return;
  keepToken(edge, caller, reader);
  limitDuration(edge, route, reader);
}

interface Attaching<State> {
  readonly job: Job;
  readonly cursor: Cursor;
  readonly state: State;
}

/** Opens the response and lets it follow the job. */
function start<State>(
  { edge, route, reply }: Opening<State>,
  caller: Caller,
  { job, cursor, state }: Attaching<State>,
  shown = route.dialect,
): Reader | null {
  const { dialect, headers, oneReader } = route;
  const first = dialect.open({ job, state, cursor: cursor.seq, nowMs: edge.clock.nowMs() });
  const reader = openStream(edge, reply, caller, { headers, dialect, first, retryMs: oneReader?.retryMs });
  if (reader !== null) edge.hub.follow(reader, jobFeed(edge.engine, job, shown, edge.log), cursor.seq, state);
  return reader;
}

/** Likewise, if the one place can be had. */
async function startAlone<State>(
  opening: Opening<State>,
  caller: Caller,
  attaching: Attaching<State>,
): Promise<Reader | null> {
  const { edge, route } = opening;
  const { job, cursor } = attaching;
  const key = `${route.dialect.name}:${job.jobId}`;
  const nonce = cursor.nonce ?? null;
  const next = edge.ids.hex(NONCE_BYTES);
  const shared = edge.config.sharedStore ? edge.sharedPlace : null;
  await shared?.take(job, key, nonce, next);
  let reader: Reader | null = null;
  try {
    reader = edge.onePlace.take(key, { nonce, next, isDecided: shared !== null }, () =>
      start(opening, caller, attaching, withNonce(route.dialect, next)),
    );
  } finally {
    if (reader === null) await shared?.giveBack(job, key, next);
  }
  if (reader === null) return null;
  shared?.keep(job, key, next, reader);
  return reader;
}

/** Answers a request that made a job, or found one, with the job's events from the first one on. Throws as `admitStream` does, naming the job. */
export async function answerWithStream(
  edge: Edge,
  reply: FastifyReply,
  caller: Caller,
  { job, dialect }: Extract<Reply, { kind: "stream" }>,
): Promise<void> {
  reply.header("Location", `/v1/jobs/${job.jobId}`);
  const { initialState } = dialect;
  const first = dialect.open({ job, state: initialState, cursor: 0, nowMs: edge.clock.nowMs() });
  try {
    const reader = openStream(edge, reply, caller, { headers: undefined, dialect, first });
    if (reader !== null) edge.hub.follow(reader, jobFeed(edge.engine, job, dialect, edge.log), 0, initialState);
  } catch (thrown) {
    const { code, message } = expectedError(thrown);
    throw new HeadwayError(code, `${message} The job goes on without one.`, {
      cause: thrown,
      extra: { job_id: job.jobId },
    });
  }
}

/** Keeps a stream token alive as long as this reader and a while longer. */
export function keepToken(edge: Edge, caller: Caller, reader: Reader): void {
  if (caller.token === undefined) return;
  const closed = edge.tokens.opened(caller.token.text, caller.token.claims);
  reader.response.once("close", closed);
}

export const AFTER = "after";
/** What other vendors' APIs call it. */
export const AFTER_ALIAS = "starting_after";

/** The raw cursor: a non-empty Last-Event-ID wins over the query's member (SPEC §0). A repeated member is malformed. */
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

/** Answers a stream that cannot be opened: a real status only where it cannot hurt an EventSource, or where SPEC §0 names one. */
export function refuse<State>(
  edge: Edge,
  route: Pick<StreamRoute<State>, "headers" | "dialect" | "oneReader">,
  request: FastifyRequest,
  reply: FastifyReply,
  thrown: unknown,
): void {
  const error = expectedError(thrown);
  const headers = route.headers ?? {};
  if (error.code === "INTERNAL") edge.log.error({ err: thrown, requestId: request.id }, "stream could not be opened");
  // A second reader must not try for ever: 409 is what makes an EventSource give up.
  const isSecond = route.oneReader !== undefined && error.code === "CONFLICT";
  if (isSecond || error.code === "INVALID_CURSOR" || wantsJsonOnly(headerOf(request, "accept"))) throw error;
  const { status } = ERRORS[error.code];
  if (status === 429 || status >= 500) sendOverload(reply, headers, error);
  else sendFailure(reply, headers, route.dialect.failure(error, edge.clock.nowMs()));
}

function readCursor<State>(route: StreamRoute<State>, request: FastifyRequest): Cursor | "ended" {
  const raw = rawCursor(request, route.cursorQuery);
  if (raw === undefined) return { seq: 0 };
  const { cursor: text, nonce } = route.oneReader === undefined ? { cursor: raw, nonce: null } : splitCursor(raw);
  const cursor = route.dialect.parseCursor(text);
  if (cursor === null) throw malformedCursor();
  return cursor === "ended" ? cursor : { ...cursor, nonce };
}

async function find<State>(
  { edge, route, request, openedAtMs }: Opening<State>,
  caller: Caller,
  cursor: Cursor,
  elapsedMs: number,
): Promise<Job | null> {
  const { owner, token } = caller;
  const asked = {
    owner,
    params: request.params,
    query: request.query,
    cursorJobId: cursor.jobId,
    // A token was made for a job that existed: whoever has one does not wait for another run to begin.
    openedAtMs: token === undefined ? openedAtMs : 0,
    elapsedMs,
  };
  const job = await route.find(asked, edge.engine);
  const wrongJob = token !== undefined && job !== null && token.claims.jobId !== job.jobId;
  const tooLate = token !== undefined && (job?.finishedAtMs ?? Infinity) + TOKEN_AFTER_END_MS <= edge.clock.nowMs();
  if (wrongJob || tooLate)
    throw new HeadwayError("INVALID_KEY", "The stream token is not valid for this job any more.");
  return job;
}

const TOKEN_AFTER_END_MS = 10 * 60_000;

async function showsMore<State>(
  feed: ReturnType<typeof jobFeed<State>>,
  cursor: number,
  stateAtCursor: State,
): Promise<boolean> {
  let state = stateAtCursor;
  for (let after = cursor; ;) {
    const page = await feed.read(after, PEEK_PAGE);
    const rendered = feed.render(page, state);
    if (rendered.text !== "") return true;
    const last = page.at(-1);
    if (last === undefined) return false;
    ({ state } = rendered);
    after = last.seq;
  }
}

const PEEK_PAGE = 16;

/** Opens a stream whose job does not exist yet, and looks for it at the service's own rhythm. */
function openWithoutJob<State>(opening: Opening<State>, caller: Caller, cursor: Cursor): void {
  const { edge, route, reply, request } = opening;
  if (route.absent === undefined || cursor.jobId !== undefined || caller.token !== undefined) {
    throw new HeadwayError("NOT_FOUND", "There is no such job.");
  }
  const nowMs = edge.clock.nowMs();
  const first = route.dialect.open({ job: null, state: route.dialect.initialState, cursor: 0, nowMs });
  const reader = openStream(edge, reply, caller, { headers: route.headers, dialect: route.dialect, first });
  if (reader === null) return;
  limitDuration(edge, route, reader);
  const log = edge.log;
  awaitJob({ ...opening, request }, caller, reader).catch((error: unknown) => {
    log.error({ err: error }, "stream that waited for its job failed");
    reader.endWithRetry(2_000, 3_000, Math.random);
  });
}

async function awaitJob<State>(opening: Opening<State>, caller: Caller, reader: Reader): Promise<void> {
  const { edge, route, openedAtMs } = opening;
  while (!reader.closed) {
    const nowMs = edge.clock.nowMs();
    const step = route.absent?.(nowMs - openedAtMs, nowMs) ?? { frames: [], nextInMs: null };
    reader.writeText(step.frames.length === 0 ? COMMENT_TEXT : framesText(step.frames), nowMs);
    if (step.nextInMs === null) {
      reader.end();
      return;
    }
    const { nextInMs } = step;
    await new Promise<void>((resolve) => void edge.clock.after(nextInMs, resolve));
    if (reader.closed) return;
    const job = await findPatiently(opening, caller);
    if (job !== null) {
      const feed = jobFeed(edge.engine, job, route.dialect, edge.log);
      edge.hub.follow(reader, feed, 0, route.dialect.initialState);
      return;
    }
  }
}

/** A store that is away is no reason to end a stream that is waiting anyway (SPEC §0). */
async function findPatiently<State>(opening: Opening<State>, caller: Caller): Promise<Job | null> {
  try {
    const elapsedMs = opening.edge.clock.nowMs() - opening.openedAtMs;
    return await find(opening, caller, { seq: 0 }, elapsedMs);
  } catch (error) {
    if (!expectedError(error).retryable) throw error;
    opening.edge.log.warn({ err: error }, "stream cannot look for its job, trying again");
    return null;
  }
}

function limitDuration<State>(edge: Edge, route: StreamRoute<State>, reader: Reader): void {
  if (route.maxDurationMs === undefined) return;
  const forget = edge.clock.after(route.maxDurationMs, () => reader.endWithRetry(1_000, 1_000, Math.random));
  reader.response.once("close", forget);
}
