import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Answers one request in a way of its own; the next one is answered as usual. */
export type Once = (request: IncomingMessage, response: ServerResponse) => void;

export interface StubHub {
  readonly url: string;
  /** Every request in the order of arrival. */
  readonly requests: readonly {
    readonly path: string;
    readonly range: string | undefined;
    readonly ifRange: string | undefined;
  }[];
  /** Serves a content with an ETag and with Range, as hubs do. */
  serve(
    path: string,
    content: Uint8Array,
    options?: { readonly withRange?: boolean; readonly withEtag?: boolean },
  ): void;
  /** Answers the next requests for a path, one after the other. */
  next(path: string, ...answers: readonly Once[]): void;
  close(): Promise<void>;
}

interface Served {
  readonly content: Uint8Array;
  readonly withRange: boolean;
  readonly etag: string | null;
}

/** A hub of models on this machine. */
export async function startStubHub(): Promise<StubHub> {
  const served = new Map<string, Served>();
  const queued = new Map<string, Once[]>();
  const requests: StubHub["requests"][number][] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    const { range, "if-range": ifRange } = request.headers;
    requests.push({ path, range, ifRange: typeof ifRange === "string" ? ifRange : undefined });
    const once = queued.get(path)?.shift();
    const file = served.get(path);
    if (once !== undefined) once(request, response);
    else if (file === undefined) answer(404, "Entry not found")(request, response);
    else send(file, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    serve(path, content, { withRange = true, withEtag = true } = {}) {
      served.set(path, { content, withRange, etag: withEtag ? etagOf(content) : null });
    },
    next(path, ...answers) {
      queued.set(path, [...(queued.get(path) ?? []), ...answers]);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const etagOf = (content: Uint8Array): string => `"${createHash("sha1").update(content).digest("hex")}"`;

function send({ content, withRange, etag }: Served, request: IncomingMessage, response: ServerResponse): void {
  const { range, "if-range": ifRange } = request.headers;
  const start = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? Number.NaN);
  const headers = etag === null ? {} : { etag };
  const wanted = withRange && !Number.isNaN(start) && (ifRange === undefined || ifRange === etag);
  if (wanted && start >= content.length) {
    response.writeHead(416, { ...headers, "content-range": `bytes */${content.length}` }).end();
    return;
  }
  const part = wanted ? content.subarray(start) : content;
  const contentRange = wanted ? { "content-range": `bytes ${start}-${content.length - 1}/${content.length}` } : {};
  response.writeHead(wanted ? 206 : 200, { ...headers, ...contentRange, "content-length": part.length }).end(part);
}

/** A status with a text. */
export function answer(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Once {
  return (_request, response) => {
    response.writeHead(status, headers).end(body);
  };
}

export interface Held {
  readonly once: Once;
  /** Sends the rest. */
  readonly release: () => void;
  /** Breaks the connection. */
  readonly cut: () => void;
}

/** The beginning of a content, after which nothing comes until the test says how it continues. */
export function holdAfter(content: Uint8Array, bytes: number): Held {
  const released = Promise.withResolvers<"rest" | "break">();
  return {
    once(_request, response) {
      response.writeHead(200, { etag: etagOf(content), "content-length": content.length });
      response.write(content.subarray(0, bytes));
      void released.promise.then((how) =>
        how === "rest" ? response.end(content.subarray(bytes)) : response.destroy(),
      );
    },
    release: () => released.resolve("rest"),
    cut: () => released.resolve("break"),
  };
}
