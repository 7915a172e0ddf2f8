import { ClientError, errorOfResponse, networkError } from "./client-error.ts";

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface UploadOptions extends CallOptions {
  /** Sends this one request; for one that tells how much has been sent. */
  readonly fetch?: Fetch | undefined;
}

export interface TransportOptions {
  /** Origin of the server, with a path when it is mounted below one, e.g. `http://127.0.0.1:8787`. An empty string stands for the page's own origin. */
  readonly baseUrl: string;
  /** `sk_…`; not needed in open mode. A function is called for each request. */
  readonly apiKey?: string | (() => string | undefined);
  readonly fetch?: Fetch;
}

export interface TransportRequest {
  readonly method?: "GET" | "POST" | "DELETE" | "HEAD";
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON; a FormData as the form that it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly cache?: "no-store" | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly fetch?: Fetch | undefined;
}

export interface Transport {
  /** The response whatever its status; throws ClientError `NETWORK` when there is none, and the signal's reason when it was aborted. */
  send(path: string, request?: TransportRequest): Promise<Response>;
  /** The response of a request that succeeded; throws ClientError otherwise. */
  request(path: string, request?: TransportRequest): Promise<Response>;
  /** Its JSON. Trusted from there on: this is a client of one server, which has validated what it sends. */
  json<T>(path: string, request?: TransportRequest): Promise<T>;
}

/** HTTP with the key, the base URL and coded errors; knows no route. */
export function createTransport(options: TransportOptions): Transport {
  const doFetch = options.fetch ?? ((input, init) => fetch(input, init));
  const base = options.baseUrl.replace(/\/+$/, "");

  const send: Transport["send"] = async (path, request = {}) => {
    const url = `${base}${path}${queryString(request.query)}`;
    try {
      return await (request.fetch ?? doFetch)(url, initOf(request, options.apiKey));
    } catch (error) {
      request.signal?.throwIfAborted();
      throw networkError(error, foreignPageOrigin(base));
    }
  };
  const request: Transport["request"] = async (path, init) => {
    const response = await send(path, init);
    if (!response.ok) throw await errorOfResponse(response);
    return response;
  };
  return {
    send,
    request,
    async json<T>(path: string, init?: TransportRequest) {
      const response = await request(path, init);
      return readJson<T>(response, init?.signal);
    },
  };
}

/** Body of a successful response; a body that broke off or is no JSON is a ClientError too. */
export async function readJson<T>(response: Response, signal?: AbortSignal): Promise<T> {
  const body = await response.text().catch((error: unknown) => {
    signal?.throwIfAborted();
    throw networkError(error);
  });
  try {
    return JSON.parse(body) as T;
  } catch (error) {
    throw new ClientError("What answered does not speak the Headway API.", {
      code: "BAD_ANSWER",
      status: response.status,
      retryable: false,
      advice: "Check the server's address.",
      cause: error,
    });
  }
}

function initOf(request: TransportRequest, apiKey: TransportOptions["apiKey"]): RequestInit {
  const headers: Record<string, string> = { accept: "application/json" };
  const key = typeof apiKey === "function" ? apiKey() : apiKey;
  if (key !== undefined && key !== "") headers["authorization"] = `Bearer ${key}`;
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    if (value !== undefined) headers[name] = value;
  }
  const init: RequestInit = { method: request.method ?? "GET", headers };
  if (request.body instanceof FormData) {
    // The boundary is the runtime's to choose, and it writes the header.
    init.body = request.body;
  } else if (request.body !== undefined) {
    headers["content-type"] = "application/json";
    init.body = JSON.stringify(request.body);
  }
  if (request.cache !== undefined) init.cache = request.cache;
  if (request.signal !== undefined) init.signal = request.signal;
  return init;
}

/** The origin of the page that runs this, when it is not the server's; null outside of pages. */
function foreignPageOrigin(base: string): string | null {
  const page = (globalThis as { readonly location?: { readonly origin?: string } }).location?.origin;
  if (page === undefined || !/^https?:/i.test(base)) return null;
  return new URL(base).origin === page ? null : page;
}

function queryString(query: TransportRequest["query"]): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size === 0 ? "" : `?${search}`;
}
