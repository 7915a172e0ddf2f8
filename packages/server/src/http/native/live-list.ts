import { HeadwayError, toWireJson } from "@headway-jobs/contract";
import type { Clock, Engine, EngineLog, JobChange } from "@headway-jobs/engine";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type AccessParts, authenticateStream } from "../access/authenticate.ts";
import type { Frame } from "../../service-kit/dialect.ts";
import { frameText } from "../sse/encode.ts";
import type { Feed, FeedSubscription } from "../sse/feed.ts";
import { beyondLog, rawCursor } from "../sse/cursor.ts";
import type { Hub } from "../sse/hub.ts";
import { keepToken } from "../sse/keep-token.ts";
import type { Lane } from "../sse/multiplex.ts";
import { refuse, type RefuseParts } from "../sse/refuse.ts";
import { sendHeadOnly } from "../sse/response.ts";
import type { StreamGate } from "../sse/stream-gate.ts";
import { nativeDialect } from "./dialect.ts";
import { followLanes, readCompositeCursor, readFollowed } from "./followed-jobs.ts";
import { refusedFrame } from "./refused-frame.ts";

export const LIVE_LIST_PATH = "/v1/events";
const PAGE = 500;
const LIST = { ...nativeDialect, name: "list" };
const RETRY_MS = 1_000;

export interface LiveListParts extends ChangeParts, RefuseParts {
  readonly log: EngineLog;
  readonly clock: Clock;
  readonly access: AccessParts;
  readonly gate: StreamGate;
  readonly hub: Pick<Hub, "follow" | "followAll">;
}

interface ChangeParts {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: EngineLog;
}

/**
 * `GET /v1/events`: the owner's jobs as they change, resumable by change number (SPEC §1; decision 003). `follow=` adds the events of these
 * jobs, so that a browser needs one connection for everything that it shows (decision 016).
 */
export async function serveLiveList(parts: LiveListParts, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { engine, access, gate, hub } = parts;
  if (sendHeadOnly(request, reply, {})) return;
  try {
    const caller = await authenticateStream(access, request.raw, request.query as Record<string, unknown>);
    if (caller.token !== undefined && caller.token.claims.jobId !== null) {
      throw new HeadwayError("INVALID_KEY", "The stream token is for the streams of one job only.");
    }
    gate.admit(caller);
    const { changeNo, followed } = readCompositeCursor(rawCursor(request, "after"), readFollowed(request.query));
    if (changeNo > (await engine.headChangeNo(caller.owner))) throw beyondLog();
    const { lanes, refused } = await followLanes(engine, caller.owner, followed);
    const reader = gate.open(reply, caller, { dialect: LIST, first: refused });
    if (reader === null) return;
    keepToken(access.tokens, caller, reader);
    // Readers of the list alone share one read of it; a stream that carries jobs too has ids of its own.
    if (followed.length === 0) hub.follow(reader, changeFeed(parts, caller.owner), changeNo, null);
    else hub.followAll(reader, [listLane(engine, caller.owner, changeNo), ...lanes], nativeDialect.idle.everyMs);
  } catch (error) {
    refuse(parts, { dialect: nativeDialect }, request, reply, error);
  }
}

function changeFeed(parts: ChangeParts, owner: string): Feed<null, JobChange> {
  return {
    key: `list:${owner}`,
    initialState: null,
    stateless: true,
    idle: nativeDialect.idle,
    numberOf: (change) => change.changeNo,
    render: (changes, state) => ({ text: changes.map(changeText).join(""), state }),
    read: (after, limit) => parts.engine.readChanges(owner, after, limit),
    subscribe: (onBatch) => subscribe(parts, owner, (changes) => onBatch(changes, false)),
  };
}

function listLane(engine: Engine, owner: string, after: number): Lane<JobChange> {
  return {
    name: "",
    after,
    isOver: false,
    numberOf: ({ changeNo }) => changeNo,
    frame: changeFrame,
    isLast: () => false,
    read: (cursor, limit) => engine.readChanges(owner, cursor, limit),
    subscribe: async (onNews) => engine.subscribeChanges(owner, onNews),
    failure: (error) => refusedFrame(error),
  };
}

function changeText(change: JobChange): string {
  return frameText({ ...changeFrame(change), id: String(change.changeNo) });
}

function changeFrame({ jobId, kind, status, progress, phase }: JobChange): Omit<Frame, "id"> {
  return { event: "job.changed", data: toWireJson({ job_id: jobId, kind, status, progress, phase }) };
}

async function subscribe(
  parts: ChangeParts,
  owner: string,
  onChanges: (changes: readonly JobChange[]) => void,
): Promise<FeedSubscription> {
  const pump = new ChangePump(parts, owner, onChanges);
  const subscription = parts.engine.subscribeChanges(owner, () => pump.wake());
  const close = (): void => {
    pump.close();
    subscription.close();
  };
  try {
    const head = await parts.engine.headChangeNo(owner);
    pump.start(head);
    return { head, ended: false, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Turns "something changed" into batches: one read at a time, another one when more has changed meanwhile. */
class ChangePump {
  readonly #parts: ChangeParts;
  readonly #owner: string;
  readonly #onChanges: (changes: readonly JobChange[]) => void;
  #head = -1;
  #stale = false;
  #reading = false;
  #closed = false;

  constructor(parts: ChangeParts, owner: string, onChanges: (changes: readonly JobChange[]) => void) {
    this.#parts = parts;
    this.#owner = owner;
    this.#onChanges = onChanges;
  }

  start(head: number): void {
    this.#head = head;
    if (this.#stale) this.wake();
  }

  wake(): void {
    this.#stale = true;
    if (!this.#reading && this.#head >= 0) void this.#run();
  }

  close(): void {
    this.#closed = true;
  }

  async #run(): Promise<void> {
    this.#reading = true;
    try {
      while (this.#stale && !this.#closed) await this.#readOnce();
    } catch (error) {
      this.#parts.log.warn({ err: error }, "live list cannot read changes, trying again");
      this.#parts.clock.after(RETRY_MS, () => this.wake());
    } finally {
      this.#reading = false;
    }
  }

  async #readOnce(): Promise<void> {
    this.#stale = false;
    const changes = await this.#parts.engine.readChanges(this.#owner, this.#head, PAGE);
    const last = changes.at(-1);
    if (last === undefined || this.#closed) return;
    this.#head = last.changeNo;
    this.#stale ||= changes.length === PAGE;
    this.#onChanges(changes);
  }
}
