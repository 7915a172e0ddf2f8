import { DEFAULT_UPLOAD_HOURS } from "@headway-jobs/contract";

/** The configuration of the edge; the composition root maps settings onto it. Sizes are bytes, times milliseconds. */
export interface HttpConfig {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  /** `open`: one local owner, no keys; only on a loopback bind. `keys`: every request names its owner by a key. */
  readonly auth: "open" | "keys";
  /** Further host names (without port) by which browsers and clients may address this server. */
  readonly hosts: readonly string[];
  /** Origins that may read across origins (CORS) and change things, e.g. `https://app.example`. */
  readonly origins: readonly string[];
  /** Believe `X-Forwarded-*`; demands `keys`. */
  readonly trustProxy: boolean;
  /** Where clients reach this server, e.g. `https://jobs.example`; absent = the request's own Host. */
  readonly publicUrl?: string;
  /** Bearer token that opens /metrics beside the API keys. */
  readonly metricsToken?: string;
  /** Other nodes may serve the same store: what only one may have is agreed on there. */
  readonly sharedStore: boolean;
  readonly maxStreamsPerOwner: number;
  /** Requests a second and a burst on top, per key or address; 0 = no limit. Streams are never counted. */
  readonly rateLimit: { readonly perSecond: number; readonly burst: number };
  readonly bodyLimitBytes: number;
  readonly uploadLimitBytes: number;
  /** What all uploads of one owner may have together. */
  readonly uploadQuotaBytes: number;
  /** Where uploads lie until a job takes them. */
  readonly uploadDir: string;
  readonly uploadLifetimeMs: number;
  /** Limit for a request's header; slower clients are cut off. */
  readonly headersTimeoutMs: number;
  /** Limit for a whole request with its body. */
  readonly requestTimeoutMs: number;
  /** A line per request in the log. */
  readonly accessLog: boolean;
}

const DEFAULTS: Omit<HttpConfig, "uploadDir"> = {
  host: "127.0.0.1",
  port: 8787,
  auth: "open",
  hosts: [],
  origins: [],
  trustProxy: false,
  sharedStore: false,
  maxStreamsPerOwner: 100,
  rateLimit: { perSecond: 500, burst: 2_000 },
  bodyLimitBytes: 8 * 1024 * 1024,
  uploadLimitBytes: 500 * 1024 * 1024,
  uploadQuotaBytes: 5 * 1024 * 1024 * 1024,
  uploadLifetimeMs: DEFAULT_UPLOAD_HOURS * 3_600_000,
  headersTimeoutMs: 15_000,
  requestTimeoutMs: 15 * 60_000,
  accessLog: true,
};

/** Defaults of everything but `uploadDir`. Throws when the combination would leave the server open to the network. */
export function httpConfig(settings: Partial<HttpConfig> & Pick<HttpConfig, "uploadDir">): HttpConfig {
  const config = { ...DEFAULTS, ...settings };
  if (config.auth === "open" && !isLoopbackHost(config.host)) {
    throw new RangeError(`auth "open" needs a loopback host, not ${config.host}: set HEADWAY_AUTH=keys`);
  }
  if (config.trustProxy && config.auth !== "keys") {
    throw new RangeError("HEADWAY_TRUST_PROXY needs HEADWAY_AUTH=keys: behind a proxy every client looks local");
  }
  return config;
}

export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}
