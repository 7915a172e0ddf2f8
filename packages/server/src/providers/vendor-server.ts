import { APICallError } from "@ai-sdk/provider";
import { HeadwayError } from "@headway-jobs/contract";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { isReachable, serverIn, serverNames, type ServerVariables, withoutEndSlashes } from "./server-variables.ts";

/** A vendor of sound: where its API is and which variable holds its key. */
export interface SoundVendor {
  readonly maker: string;
  readonly url: string;
  readonly keyName: string;
}

export interface VendorServer {
  readonly baseURL: string;
  readonly apiKey: string | undefined;
}

/** The variables that vendorServer reads. */
export function vendorNames(setting: string, vendor: SoundVendor): ReturnType<typeof serverNames> {
  return serverNames(setting, serverOf(vendor));
}

/** The vendor's API, or the server that `HEADWAY_SPEECH_BASE_URL` and the like name; that one never gets the vendor's key. */
export function vendorServer(env: ToolEnv, setting: string, vendor: SoundVendor): VendorServer {
  const { address = vendor.url, apiKey } = serverIn(env, setting, serverOf(vendor));
  return { baseURL: withoutEndSlashes(address), apiKey };
}

/** True when the vendor has its key, or a server of the user's own is named instead. */
export function isVendorReady(env: ToolEnv, setting: string, vendor: SoundVendor): boolean {
  return isReachable(serverIn(env, setting, serverOf(vendor)));
}

/** Throws PROVIDER_UNAVAILABLE where isVendorReady is false. */
export function requireVendorKey(env: ToolEnv, setting: string, vendor: SoundVendor): void {
  if (isVendorReady(env, setting, vendor)) return;
  throw new HeadwayError(
    "PROVIDER_UNAVAILABLE",
    `${vendor.maker} needs a key, which ${vendor.keyName} does not hold.`,
    {
      retryable: false,
    },
  );
}

/** POST; the answer when its status is a success. Throws an APICallError with the vendor's words, or without status for a connection that failed. */
export async function postToVendor(
  url: string,
  init: {
    readonly headers: Record<string, string>;
    readonly body: string | ArrayBuffer | Uint8Array<ArrayBuffer>;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<Response> {
  const { headers, body, signal } = init;
  const response = await fetch(url, { method: "POST", headers, body, signal: signal ?? null }).catch(
    (error: unknown) => {
      throw unreached(url, error);
    },
  );
  if (response.ok) return response;
  const text = await response.text().catch(() => "");
  throw answeredBadly(response, text);
}

/** The JSON of an answer. Throws an APICallError for what is none. */
export async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text().catch((error: unknown) => {
    throw unreached(response.url, error);
  });
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw answeredBadly(response, text);
  }
}

/** The sound of an answer. Throws an APICallError for an answer that is empty, a text or JSON. */
export async function soundOf(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const buffer = await response.arrayBuffer().catch((error: unknown) => {
    throw unreached(response.url, error);
  });
  const bytes = new Uint8Array(buffer);
  const isText = /^(?:text\/|application\/(?:problem\+)?json)/i.test(response.headers.get("Content-Type") ?? "");
  if (bytes.length === 0 || isText) throw answeredBadly(response, new TextDecoder().decode(bytes.subarray(0, 10_000)));
  return bytes;
}

/** The error of an answer whose body is not what was asked for. The body of the request is left out: it may hold a key. */
export function answeredBadly({ url, status, headers }: Response, responseBody: string): APICallError {
  return new APICallError({
    message: `the vendor answered ${status}`,
    url,
    requestBodyValues: {},
    statusCode: status,
    responseHeaders: Object.fromEntries(headers),
    responseBody,
  });
}

/** A connection that could not be made or broke off; an abort stays one. */
export function unreached(url: string, error: unknown): unknown {
  if (error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError")) return error;
  return new APICallError({ message: "not reached", url, requestBodyValues: {}, cause: error, isRetryable: true });
}

function serverOf({ url, keyName }: SoundVendor): ServerVariables {
  return { urlNames: [], url, keyNames: [keyName] };
}
