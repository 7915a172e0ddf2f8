import type { IncomingMessage } from "node:http";
import { HeadwayError } from "@headway/contract";
import type { HttpConfig } from "../config.ts";
import { hostName, isHost } from "../request/urls.ts";

const LOCAL_NAMES = new Set(["localhost", "127.0.0.1", "[::1]"]);
const SAFE_METHODS = new Set(["GET", "HEAD"]);

/**
 * Refuses what a hostile page or a careless proxy could send to an open server (WIRE §0): a foreign Host (DNS rebinding), requests
 * from foreign pages that change something, and forwarded ones. Throws HeadwayError.
 */
export function guardRequest(config: HttpConfig, request: IncomingMessage): void {
  guardHost(config, request.headers.host);
  if (config.auth !== "open") return;
  if (!config.trustProxy) guardForwarded(request);
  if (!SAFE_METHODS.has(request.method ?? "GET")) guardOrigin(config, request);
}

function guardHost(config: HttpConfig, host: string | undefined): void {
  if (host === undefined) return;
  const name = hostName(host);
  // With keys and no list of names there is nothing a foreign name could steal.
  const known =
    isHost(host) &&
    (LOCAL_NAMES.has(name) ||
      config.hosts.includes(name) ||
      (config.auth === "keys" && config.hosts.length === 0) ||
      name === publicHost(config));
  if (!known) throw new HeadwayError("MISDIRECTED_HOST", "This server does not answer to that host name.");
}

function guardForwarded(request: IncomingMessage): void {
  const forwarded = Object.keys(request.headers).some(
    (name) => name === "forwarded" || name.startsWith("x-forwarded-"),
  );
  if (forwarded) {
    throw new HeadwayError(
      "FORWARDED_REFUSED",
      "This server is open to local clients only and takes no forwarded requests.",
    );
  }
}

function guardOrigin(config: HttpConfig, request: IncomingMessage): void {
  const { origin, host } = request.headers;
  const own = origin === `http://${host}` || origin === `https://${host}`;
  const listed = origin !== undefined && (config.origins.includes(origin) || origin === publicOrigin(config));
  if (origin === undefined ? request.headers["sec-fetch-site"] === "cross-site" : !own && !listed) {
    throw new HeadwayError("FOREIGN_ORIGIN", "Pages of other origins may not change anything here.");
  }
}

function publicHost(config: HttpConfig): string | undefined {
  return config.publicUrl === undefined ? undefined : hostName(new URL(config.publicUrl).host);
}

function publicOrigin(config: HttpConfig): string | undefined {
  return config.publicUrl === undefined ? undefined : new URL(config.publicUrl).origin;
}
