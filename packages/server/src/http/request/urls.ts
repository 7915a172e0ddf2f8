import type { IncomingMessage } from "node:http";
import type { HttpConfig } from "../config.ts";

const HOST = /^(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

/** Scheme and authority under which this request reached the server, from `publicUrl`, else the (already guarded) Host. No slash at the end. */
export function baseUrl(config: HttpConfig, request: IncomingMessage): string {
  if (config.publicUrl !== undefined) return config.publicUrl.replace(/\/+$/, "");
  const forwardedHost = config.trustProxy ? firstOf(request.headers["x-forwarded-host"]) : undefined;
  const forwardedProto = config.trustProxy ? firstOf(request.headers["x-forwarded-proto"]) : undefined;
  const host = forwardedHost ?? request.headers.host ?? "";
  const scheme = forwardedProto === "https" ? "https" : "http";
  return `${scheme}://${isHost(host) ? host : addressOf(request)}`;
}

export function isHost(host: string): boolean {
  return HOST.test(host);
}

/** A Host value without its port, lower-case; brackets of an IPv6 address stay. */
export function hostName(host: string): string {
  return host.replace(/:\d+$/, "").toLowerCase();
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return (Array.isArray(header) ? header[0] : header)?.split(",")[0]?.trim();
}

function addressOf(request: IncomingMessage): string {
  const { localAddress = "127.0.0.1", localPort = 80 } = request.socket;
  return localAddress.includes(":") ? `[${localAddress}]:${localPort}` : `${localAddress}:${localPort}`;
}
