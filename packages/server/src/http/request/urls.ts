import type { IncomingMessage } from "node:http";
import type { HttpConfig } from "../config.ts";

const LOCAL_NAMES = new Set(["localhost", "127.0.0.1", "[::1]"]);
const HOST = /^(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

/** Scheme and authority under which this request reached the server, from `publicUrl`, else the (already guarded) Host. No slash at the end. */
export function baseUrl(config: HttpConfig, request: IncomingMessage): string {
  if (config.publicUrl !== undefined) return config.publicUrl.replace(/\/+$/, "");
  const forwardedHost = config.trustProxy ? firstOf(request.headers["x-forwarded-host"]) : undefined;
  const forwardedProto = config.trustProxy ? firstOf(request.headers["x-forwarded-proto"]) : undefined;
  const scheme = forwardedProto === "https" ? "https" : "http";
  if (forwardedHost !== undefined && HOST.test(forwardedHost)) return `${scheme}://${forwardedHost}`;
  const { host = "" } = request.headers;
  return `${scheme}://${knowsHost(config, host) ? host : addressOf(request)}`;
}

/** Whether a Host value names this server. With keys and no list of names there is nothing that a foreign name could steal. */
export function knowsHost(config: HttpConfig, host: string): boolean {
  const name = hostName(host);
  return (
    HOST.test(host) &&
    (LOCAL_NAMES.has(name) ||
      config.hosts.includes(name) ||
      (config.auth === "keys" && config.hosts.length === 0) ||
      name === publicHost(config))
  );
}

/** A Host value without its port, lower-case; brackets of an IPv6 address stay. */
function hostName(host: string): string {
  return host.replace(/:\d+$/, "").toLowerCase();
}

function publicHost(config: HttpConfig): string | undefined {
  return config.publicUrl === undefined ? undefined : hostName(new URL(config.publicUrl).host);
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return (Array.isArray(header) ? header[0] : header)?.split(",")[0]?.trim();
}

function addressOf(request: IncomingMessage): string {
  const { localAddress = "127.0.0.1", localPort = 80 } = request.socket;
  return localAddress.includes(":") ? `[${localAddress}]:${localPort}` : `${localAddress}:${localPort}`;
}
