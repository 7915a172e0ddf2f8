import { HeadwayError, toWireJson } from "@headway-jobs/contract";
import type { JobChange } from "@headway-jobs/engine";
import type { FastifyReply, FastifyRequest } from "fastify";
import { authenticateStream } from "../access/authenticate.ts";
import type { Frame } from "../../service-kit/dialect.ts";
import type { Edge } from "../route.ts";
import { frameText } from "../sse/encode.ts";
import type { Feed, FeedSubscription } from "../sse/feed.ts";
import { beyondLog, keepToken, rawCursor, refuse } from "../sse/serve-job-stream.ts";
import type { Lane } from "../sse/multiplex.ts";
import { admitStream, openStream, sendHeadOnly } from "../sse/response.ts";
import { nativeDialect } from "./dialect.ts";
import { followLanes, readCompositeCursor, readFollowed } from "./followed-jobs.ts";

export const LIVE_LIST_PATH = "/v1/events";
const PAGE = 500;
const LIST = { ...nativeDialect, name: "list" };
const RETRY_MS = 1_000;

/**
 * `GET /v1/events`: the owner's jobs as they change, resumable by change number (SPEC §1; decision 003). `follow=` adds the events of these
 * jobs, so that a browser needs one connection for everything that it shows (decision 016).
 */
export async function serveLiveList(edge: Edge, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (sendHeadOnly(request, reply, {})) return;
  try {
    const caller = await authenticateStream(edge, request.raw, request.query as Record<string, unknown>);
    if (caller.token !== undefined && caller.token.claims.jobId !== null) {
      throw new HeadwayError("INVALID_KEY", "The stream token is for the streams of one job only.");
    }
    admitStream(edge, caller);
    const { changeNo, followed } = readCompositeCursor(rawCursor(request, "after"), readFollowed(request.query));
    if (changeNo > (await edge.engine.headChangeNo(caller.owner))) throw beyondLog();
    const { lanes, refused } = await followLanes(edge.engine, caller.owner, followed);
    const reader = openStream(edge, reply, caller, { headers: {}, dialect: LIST, first: refused });
    if (reader === null) return;
    keepToken(edge, caller, reader);
    // Readers of the list alone share one read of it; a stream that carries jobs too has ids of its own.
    if (followed.length === 0) edge.hub.follow(reader, changeFeed(edge, caller.owner), changeNo, null);
    else edge.hub.followAll(reader, [listLane(edge, caller.owner, changeNo), ...lanes], nativeDialect.idle.everyMs);
  } catch (error) {
    refuse(edge, { dialect: nativeDialect }, request, reply, error);
  }
}

function changeFeed(edge: Pick<Edge, "engine" | "clock" | "log">, owner: string): Feed<null, JobChange> {
  return {
    key: `list:${owner}`,
    initialState: null,
    stateless: true,
    idle: nativeDialect.idle,
    numberOf: (change) => change.changeNo,
    render: (changes, state) => ({ text: changes.map(changeText).join(""), state }),
    read: (after, limit) => edge.engine.readChanges(owner, after, limit),
    subscribe: (onBatch) => subscribe(edge, owner, (changes) => onBatch(changes, false)),
  };
}

function listLane({ engine }: Pick<Edge, "engine">, owner: string, after: number): Lane<JobChange> {
  return {
    name: "",
    after,
    isOver: false,
    numberOf: ({ changeNo }) => changeNo,
    frame: changeFrame,
    isLast: () => false,
    read: (cursor, limit) => engine.readChanges(owner, cursor, limit),
    subscribe: async (onNews) => engine.subscribeChanges(owner, onNews),
    failure: (error) => ({
      event: "stream.refused",
      data: toWireJson({ code: error.code, message: error.message }),
    }),
  };
}

function changeText(change: JobChange): string {
  return frameText({ ...changeFrame(change), id: String(change.changeNo) });
}

function changeFrame({ jobId, kind, status, progress, phase }: JobChange): Omit<Frame, "id"> {
  return { event: "job.changed", data: toWireJson({ job_id: jobId, kind, status, progress, phase }) };
}

async function subscribe(
  edge: Pick<Edge, "engine" | "clock" | "log">,
  owner: string,
  onChanges: (changes: readonly JobChange[]) => void,
): Promise<FeedSubscription> {
  const pump = new ChangePump(edge, owner, onChanges);
  const subscription = edge.engine.subscribeChanges(owner, () => pump.wake());
  const close = (): void => {
    pump.close();
    subscription.close();
  };
  try {
    const head = await edge.engine.headChangeNo(owner);
    pump.start(head);
    return { head, ended: false, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Turns "something changed" into batches: one read at a time, another one when more has changed meanwhile. */
class ChangePump {
  readonly #edge: Pick<Edge, "engine" | "clock" | "log">;
  readonly #owner: string;
  readonly #onChanges: (changes: readonly JobChange[]) => void;
  #head = -1;
  #stale = false;
  #reading = false;
  #closed = false;

  constructor(
    edge: Pick<Edge, "engine" | "clock" | "log">,
    owner: string,
    onChanges: (changes: readonly JobChange[]) => void,
  ) {
    this.#edge = edge;
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
      this.#edge.log.warn({ err: error }, "live list cannot read changes, trying again");
      this.#edge.clock.after(RETRY_MS, () => this.wake());
    } finally {
      this.#reading = false;
    }
  }

  async #readOnce(): Promise<void> {
    this.#stale = false;
    const changes = await this.#edge.engine.readChanges(this.#owner, this.#head, PAGE);
    const last = changes.at(-1);
    if (last === undefined || this.#closed) return;
    this.#head = last.changeNo;
    this.#stale ||= changes.length === PAGE;
    this.#onChanges(changes);
  }
}
