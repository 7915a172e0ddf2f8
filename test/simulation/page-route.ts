import { networkError } from "../../packages/client/src/client-error.ts";
import type { TransportRequest } from "../../packages/client/src/transport.ts";
import { httpConfig } from "../../packages/server/src/http/config.ts";
import { serveLiveList } from "../../packages/server/src/http/native/live-list.ts";
import { randomFrom } from "../../packages/server/src/http/random.ts";
import type { Hub } from "../../packages/server/src/http/sse/hub.ts";
import { StreamGate } from "../../packages/server/src/http/sse/stream-gate.ts";
import { Connection, type ConnectionParts } from "./connection.ts";
import type { Edge } from "./stream-client.ts";

interface Asked {
  readonly key: string;
  readonly path: string;
  readonly onRefused: (error: unknown) => void;
}

export interface PageRequest extends Asked, Pick<ConnectionParts, "schedule" | "random" | "slownessMs" | "onWritten"> {
  readonly edge: Edge;
  readonly request: TransportRequest;
}

export interface PageAnswer {
  readonly response: Promise<Response>;
  /** The network goes away. */
  readonly cut: () => void;
}

type Call = Parameters<typeof serveLiveList>;

const CONFIG = httpConfig({ auth: "keys", uploadDir: "/nowhere", accessLog: false });
/** Pages of the simulation have keys. */
const NO_TOKENS = {} as Call[0]["access"]["tokens"];
const encoder = new TextEncoder();

/** Sends a request for the live list to a node and answers as `fetch` does: by a response as soon as its first bytes are there. */
export function requestLiveList({ edge, key, path, onRefused, request, ...parts }: PageRequest): PageAnswer {
  const response = Promise.withResolvers<Response>();
  // Nobody waits for a request that was given up.
  response.promise.catch(() => undefined);
  let body: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stream = new ReadableStream<Uint8Array>({ start: (controller) => void (body = controller) });
  let isOver = false;
  const over = (end: () => void): void => {
    if (isOver) return;
    isOver = true;
    response.reject(networkError(new Error("no answer")));
    end();
  };
  const connection = new Connection({
    ...parts,
    node: edge.node,
    onMessage: () => undefined,
    onText(text) {
      if (isOver) return;
      const headers = new Headers({ "content-type": "text/event-stream" });
      response.resolve({ status: 200, ok: true, headers, body: stream } as Response);
      body?.enqueue(encoder.encode(text));
    },
    onOver: () => over(() => body?.close()),
  });
  request.signal?.addEventListener("abort", () => {
    over(() => body?.error(request.signal?.reason));
    connection.cut();
  });
  edge.node.after(parts.random.between(0.1, 3), "", () => void serve(edge, connection, { key, path, onRefused }));
  return { response: response.promise, cut: () => connection.cut() };
}

/** Calls the server's own route, with as much of a request and a response around it as it looks at. */
async function serve(
  { node, engine, hub: someHub }: Edge,
  connection: Connection,
  { key, path, onRefused }: Asked,
): Promise<void> {
  const url = new URL(path, "http://simulated");
  const raw = { headers: { authorization: `Bearer ${key}` }, httpVersion: "1.1" };
  const query = Object.fromEntries(url.searchParams);
  const request = { method: "GET", id: "simulated", headers: {}, query, raw } as unknown as Call[1];
  const reply = { request, raw: connection.response, hijack: () => undefined, getHeaders: () => ({}) };
  const { clock, log, ids } = node;
  const closing = new AbortController().signal;
  const metrics = { streamOpened: () => undefined };
  const random = randomFrom(ids);
  // Worlds with a faulty hub have no pages.
  const hub = someHub as Hub;
  const { maxStreamsPerOwner } = CONFIG;
  const gate = new StreamGate({ hub, maxStreamsPerOwner, metrics, clock, random, closing });
  const access = { engine, config: CONFIG, tokens: NO_TOKENS };
  try {
    await serveLiveList({ engine, hub, clock, log, random, gate, access }, request, reply as unknown as Call[2]);
  } catch (error) {
    // A status other than 200: the client must not have asked for what is refused.
    onRefused(error);
  }
}
