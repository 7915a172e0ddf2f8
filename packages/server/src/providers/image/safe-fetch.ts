import { HeadwayError } from "@headway-jobs/contract";
import { lookup as systemLookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { callbackify } from "node:util";
import type { Dispatcher } from "undici";
import { isPublicAddress } from "./public-address.ts";

export interface SafeRequest {
  readonly url: string;
  /** Sent to the first origin only; a redirect to another one goes without them. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  readonly maxBytes: number;
  /** Limit of everything together, redirects included. */
  readonly timeoutMs?: number;
}

export interface SafeResponse {
  readonly status: number;
  readonly bytes: Uint8Array;
  /** Lower-case, without parameters; what the server says, not what it is. */
  readonly contentType: string;
}

export type SafeFetch = (request: SafeRequest) => Promise<SafeResponse>;

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Replaced in tests only, to reach a server on loopback; nothing in the environment can loosen it. */
export interface SafeFetchParts {
  readonly resolve: (hostname: string) => Promise<readonly ResolvedAddress[]>;
  readonly isAllowed: (address: string, port: number) => boolean;
}

const PUBLIC_ONLY: SafeFetchParts = {
  resolve: (hostname) => systemLookup(hostname, { all: true, verbatim: true }),
  isAllowed: (address, port) => (port === 80 || port === 443) && isPublicAddress(address),
};

const MAX_REDIRECTS = 4;
const TIME_LIMIT_MS = 20_000;

/**
 * GET for addresses that others chose: http(s) to public addresses only, at every hop. The name is resolved once, inside the connection, and the
 * connection goes to the very address that was checked, so a name that changes its mind in between gains nothing. Refusals are
 * FETCH_REFUSED; failures PROVIDER_UNAVAILABLE or PROVIDER_TIMEOUT.
 */
export function createSafeFetch(parts: SafeFetchParts = PUBLIC_ONLY): SafeFetch {
  return async (request) => {
    const limit = AbortSignal.timeout(request.timeoutMs ?? TIME_LIMIT_MS);
    const signal = request.signal === undefined ? limit : AbortSignal.any([request.signal, limit]);
    try {
      return await follow(request, parts, signal);
    } catch (error) {
      if (request.signal?.aborted === true) throw request.signal.reason;
      if (limit.aborted)
        throw new HeadwayError("PROVIDER_TIMEOUT", "The picture's server took too long.", { cause: error });
      throw (
        refusalIn(error) ??
        new HeadwayError("PROVIDER_UNAVAILABLE", "The picture's server could not be reached.", { cause: error })
      );
    }
  };
}

async function follow(request: SafeRequest, parts: SafeFetchParts, signal: AbortSignal): Promise<SafeResponse> {
  let url = checkedUrl(request.url, parts);
  let headers = request.headers ?? {};
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const answer = await get({ url, headers, maxBytes: request.maxBytes }, parts, signal);
    if (!("location" in answer)) return answer;
    const next = checkedUrl(new URL(answer.location, url).href, parts);
    if (url.protocol === "https:" && next.protocol === "http:") throw refused("A redirect leads from https to http.");
    if (next.origin !== url.origin) headers = {};
    url = next;
  }
  throw refused(`More than ${MAX_REDIRECTS} redirects.`);
}

function checkedUrl(address: string, parts: SafeFetchParts): URL {
  if (!URL.canParse(address)) throw refused("It is not a web address.");
  const url = new URL(address);
  if (url.protocol !== "http:" && url.protocol !== "https:") throw refused("Only http and https can be fetched.");
  if (url.username !== "" || url.password !== "") {
    throw refused("Addresses with a user name or password are not fetched.");
  }
  // A literal address is connected to without a look-up, so it is checked here.
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && !parts.isAllowed(host, portOf(url))) throw refused(NOT_PUBLIC);
  return url;
}

const NOT_PUBLIC = "It is not on the public internet, at the usual ports.";

function portOf(url: URL): number {
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}

async function get(
  {
    url,
    headers,
    maxBytes,
  }: { readonly url: URL; readonly headers: Readonly<Record<string, string>>; readonly maxBytes: number },
  parts: SafeFetchParts,
  signal: AbortSignal,
): Promise<SafeResponse | { readonly location: string }> {
  const { Agent, request } = await import("undici");
  const agent = new Agent({
    // Choosing among families itself, the connection asks the look-up for all addresses.
    connect: { lookup: checkedLookup(parts, portOf(url)), autoSelectFamily: true },
  });
  try {
    const response = await request(url, {
      dispatcher: agent,
      signal,
      headers: {
        accept: "*/*",
        // A compressed body could be a thousand times its size.
        "accept-encoding": "identity",
        "user-agent": "Headway/0.1 (self-hosted lesson videos)",
        ...headers,
      },
    });
    const location = redirectOf(response);
    return location === undefined ? await received(response, maxBytes) : { location };
  } finally {
    await agent.destroy();
  }
}

/** Resolves and checks in one go, and hands the connection the checked addresses: what is checked is what is connected to. */
function checkedLookup(parts: SafeFetchParts, port: number): LookupFunction {
  const lookup = callbackify(async (hostname: string): Promise<ResolvedAddress[]> => {
    const addresses = await parts.resolve(hostname);
    // One private address among public ones is how rebinding looks.
    if (addresses.length === 0 || !addresses.every(({ address }) => parts.isAllowed(address, port))) {
      throw refused(NOT_PUBLIC);
    }
    return [...addresses];
  });
  return (hostname, _options, callback) => lookup(hostname, callback);
}

function redirectOf(response: Dispatcher.ResponseData): string | undefined {
  const { location } = response.headers;
  const single = Array.isArray(location) ? location[0] : location;
  return [301, 302, 303, 307, 308].includes(response.statusCode) ? single : undefined;
}

async function received(response: Dispatcher.ResponseData, maxBytes: number): Promise<SafeResponse> {
  const said = Number(headerOf(response, "content-length"));
  if (Number.isFinite(said) && said > maxBytes) throw tooLarge(maxBytes);
  if (headerOf(response, "content-encoding").replace("identity", "") !== "")
    throw refused("The answer is compressed although that was not asked for.");
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  const contentType = headerOf(response, "content-type").split(";")[0]?.trim().toLowerCase() ?? "";
  return { status: response.statusCode, bytes: Buffer.concat(chunks), contentType };
}

function headerOf(response: Dispatcher.ResponseData, name: string): string {
  const value = response.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? "";
}

function tooLarge(maxBytes: number): HeadwayError {
  return refused(`It is larger than ${Math.round(maxBytes / 1_048_576)} MB.`);
}

function refused(reason: string): HeadwayError {
  return new HeadwayError("FETCH_REFUSED", `The address was not fetched. ${reason}`);
}

/** A refusal raised inside a connection arrives wrapped. */
function refusalIn(error: unknown): HeadwayError | undefined {
  for (let inner = error, depth = 0; inner instanceof Error && depth < 5; inner = inner.cause, depth += 1) {
    if (inner instanceof HeadwayError) return inner;
  }
  return undefined;
}
