import { ENDED_STATUSES, HeadwayError } from "@headway-jobs/contract";
import type { Clock, Engine, EngineLog, Job } from "@headway-jobs/engine";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { StreamRoute } from "../../service-kit/service.ts";
import { type AccessParts, authenticateStream, type Caller } from "../access/authenticate.ts";
import type { Random } from "../random.ts";
import { attachSingleReader, type ReaderSlots } from "./attach-single-reader.ts";
import { awaitJob } from "./await-job.ts";
import { beyondLog, type Cursor, readCursor } from "./cursor.ts";
import { foldTo } from "./feed.ts";
import { findStreamedJob } from "./find-job.ts";
import type { Hub } from "./hub.ts";
import { jobFeed } from "./job-feed.ts";
import { keepToken } from "./keep-token.ts";
import { withNonce } from "./nonce.ts";
import type { Reader } from "./reader.ts";
import { refuse } from "./refuse.ts";
import { sendHeadOnly } from "./response.ts";
import type { StreamGate } from "./stream-gate.ts";

export interface JobStreamParts {
  readonly engine: Engine;
  readonly log: EngineLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly access: AccessParts;
  readonly gate: StreamGate;
  readonly hub: Pick<Hub, "follow">;
  readonly slots: ReaderSlots;
}

/**
 * Answers GET on a service's (or the native) stream of one job, by the rules of SPEC §0: who asks, from where, for which job, and
 * whether there is anything to send. From there on the hub feeds the stream; hub.ts has the picture.
 */
export async function serveJobStream<State>(
  parts: JobStreamParts,
  route: StreamRoute<State>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  if (sendHeadOnly(request, reply, route.headers ?? {})) return;
  try {
    await open(parts, route, request, reply);
  } catch (error) {
    refuse(parts, route, request, reply, error);
  }
}

async function open<State>(
  parts: JobStreamParts,
  route: StreamRoute<State>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { engine, access, gate, log, clock } = parts;
  const openedAtMs = clock.nowMs();
  const caller = await authenticateStream(access, request.raw, request.query as Record<string, unknown>);
  gate.admit(caller);
  const cursor = readCursor(route, request);
  if (cursor === "ended") return sendNothingMore(reply);
  const wanted = { request, caller, openedAtMs };
  const job = await findStreamedJob(parts, route, { ...wanted, cursorJobId: cursor.jobId, elapsedMs: 0 });
  if (job === null) return openWithoutJob(parts, route, reply, { ...wanted, cursor });
  const feed = jobFeed(engine, job, route.dialect, log);
  if (cursor.seq > job.lastSeq || (cursor.jobId !== undefined && cursor.jobId !== job.jobId)) throw beyondLog();
  const state = await foldTo(feed, cursor.seq);
  if (ENDED_STATUSES.has(job.status) && !(await showsMore(feed, cursor.seq, state))) return sendNothingMore(reply);
  const reader = await attach(parts, route, reply, { caller, job, cursor, state });
  if (reader === null) return;
  keepToken(access.tokens, caller, reader);
  limitDuration(clock, route, reader);
}

/** 204 keeps an EventSource from coming back. */
async function sendNothingMore(reply: FastifyReply): Promise<void> {
  await reply.code(204).send();
}

interface Attaching<State> {
  readonly caller: Caller;
  readonly job: Job;
  readonly cursor: Cursor;
  /** The fold at the cursor. */
  readonly state: State;
}

/** Opens the response and lets it follow the job; null when the client has gone. */
async function attach<State>(
  { engine, log, clock, gate, hub, slots }: JobStreamParts,
  route: StreamRoute<State>,
  reply: FastifyReply,
  { caller, job, cursor, state }: Attaching<State>,
): Promise<Reader | null> {
  const { dialect, headers, oneReader } = route;
  const start = (shown: typeof dialect): Reader | null => {
    const first = dialect.open({ job, state, cursor: cursor.seq, nowMs: clock.nowMs() });
    const reader = gate.open(reply, caller, { headers, dialect, first, retryMs: oneReader?.retryMs });
    if (reader !== null) hub.follow(reader, jobFeed(engine, job, shown, log), cursor.seq, state);
    return reader;
  };
  if (oneReader === undefined) return start(dialect);
  const place = { job, dialectName: dialect.name, nonce: cursor.nonce };
  return attachSingleReader(slots, place, (nonce) => start(withNonce(dialect, nonce)));
}

/** Whether the dialect sends anything for the events after the cursor. */
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

/** Opens a stream whose job does not exist yet. Throws NOT_FOUND where the service does not allow it. */
function openWithoutJob<State>(
  parts: JobStreamParts,
  route: StreamRoute<State>,
  reply: FastifyReply,
  {
    cursor,
    ...waiting
  }: {
    readonly request: FastifyRequest;
    readonly caller: Caller;
    readonly openedAtMs: number;
    readonly cursor: Cursor;
  },
): void {
  const { caller } = waiting;
  if (route.absent === undefined || cursor.jobId !== undefined || caller.token !== undefined) {
    throw new HeadwayError("NOT_FOUND", "There is no such job.");
  }
  const { dialect, headers } = route;
  const nowMs = parts.clock.nowMs();
  const first = dialect.open({ job: null, state: dialect.initialState, cursor: 0, nowMs });
  const reader = parts.gate.open(reply, caller, { headers, dialect, first });
  if (reader === null) return;
  limitDuration(parts.clock, route, reader);
  void awaitJob(parts, route, waiting, reader);
}

function limitDuration<State>(clock: Clock, { maxDurationMs }: StreamRoute<State>, reader: Reader): void {
  if (maxDurationMs === undefined) return;
  const cancel = clock.after(maxDurationMs, () => reader.endWithRetry(1_000, 1_000));
  reader.response.once("close", cancel);
}
