import { HeadwayError } from "@headway-jobs/contract";
import type { Clock } from "@headway-jobs/engine";
import type { FastifyReply } from "fastify";
import { COMMENT_HEARTBEAT, type Dialect, type Frame } from "../../service-kit/dialect.ts";
import type { Caller } from "../access/authenticate.ts";
import type { Metrics } from "../observability/recorder.ts";
import type { Random } from "../random.ts";
import { framesText, retryText } from "./encode.ts";
import type { Hub } from "./hub.ts";
import type { Reader } from "./reader.ts";
import { sendHead, type StreamHeaders } from "./response.ts";

/** Clients come back one to two seconds after a dropped connection, not all at once. */
const RETRY_MS = { base: 1_000, spread: 1_000 };

/** Node sends ten probes, a second apart. */
const PROBING_MS = 10 * 1_000;
/** The probes end a second before the next heartbeat of a quiet stream, which would put them off. A heartbeat of less than 12 s leaves no time for them. */
const PROBE_AFTER_MS = Math.max(1_000, COMMENT_HEARTBEAT.everyMs - PROBING_MS - 1_000);

export interface StreamGateParts {
  readonly hub: Pick<Hub, "hasRoom" | "makeRoom" | "open">;
  readonly maxStreamsPerOwner: number;
  readonly metrics: Pick<Metrics, "streamOpened">;
  readonly clock: Clock;
  readonly random: Random;
  /** Fires when the server begins to close. */
  readonly closing: AbortSignal;
}

/** Decides which streams may be opened, and opens them. */
export class StreamGate {
  readonly #parts: StreamGateParts;

  constructor(parts: StreamGateParts) {
    this.#parts = parts;
  }

  /** Throws TOO_MANY_STREAMS when an owner at the limit has no stream that may be ended for another, SERVER_STOPPING while closing. */
  admit({ owner }: Pick<Caller, "owner">): void {
    const { hub, maxStreamsPerOwner, closing } = this.#parts;
    if (closing.aborted) throw new HeadwayError("SERVER_STOPPING", "The server is stopping.");
    if (!hub.hasRoom(owner, maxStreamsPerOwner)) throw tooManyStreams(maxStreamsPerOwner);
  }

  /**
   * Sends the head of a stream and its first text (an explicit `retry:` first) in one packet. Null when the client has gone or has
   * pipelined this request behind another: a stream cannot wait for its turn. Throws as `admit` does.
   */
  open(
    reply: FastifyReply,
    caller: Caller,
    options: {
      readonly headers?: StreamHeaders | undefined;
      readonly dialect: Pick<Dialect<never>, "name" | "failure">;
      readonly first: readonly Frame[];
      /** How long to wait before a reconnect; one to two seconds, spread, when absent. */
      readonly retryMs?: number | undefined;
    },
  ): Reader | null {
    const { hub, maxStreamsPerOwner, metrics, clock, random } = this.#parts;
    // Asked once more: others may have opened theirs, or the server begun to close, while this one's job was looked up.
    this.admit(caller);
    const { socket } = reply.raw;
    if (socket === null || socket.destroyed) {
      sendHead(reply, options.headers ?? {}).end();
      return null;
    }
    // Only now: no stream may be ended in favour of one that cannot be opened.
    if (!hub.makeRoom(caller.owner, maxStreamsPerOwner)) throw tooManyStreams(maxStreamsPerOwner);
    const response = sendHead(reply, options.headers ?? {});
    // A client that vanished without closing its connection is found only by probing.
    socket.setKeepAlive(true, PROBE_AFTER_MS);
    socket.cork();
    response.flushHeaders();
    const reader = hub.open(response, socket, { owner: caller.owner, keyId: caller.keyId }, options.dialect);
    const { retryMs } = options;
    const retry = retryText(retryMs ?? RETRY_MS.base, retryMs === undefined ? RETRY_MS.spread : 0, random);
    reader.writeText(retry + framesText(options.first), clock.nowMs());
    socket.uncork();
    metrics.streamOpened(options.dialect.name);
    return reader;
  }
}

function tooManyStreams(limit: number): HeadwayError {
  return new HeadwayError("TOO_MANY_STREAMS", `At most ${limit} streams can be open at a time.`);
}
