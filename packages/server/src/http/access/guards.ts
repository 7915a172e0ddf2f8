import type { IncomingMessage } from "node:http";
import { HeadwayError } from "@headway-jobs/contract";
import type { HttpConfig } from "../config.ts";
import { knowsHost } from "../request/urls.ts";

const SAFE_METHODS = new Set(["GET", "HEAD"]);

/**
 * Refuses what a hostile page or a careless proxy could send to an open server (SPEC §0): a foreign Host (DNS rebinding), requests
 * from foreign pages that change something, and forwarded ones. Throws HeadwayError.
 */
export function guardRequest(config: HttpConfig, request: IncomingMessage): void {
  guardHost(config, request);
  if (config.auth !== "open") return;
  if (!config.trustProxy) guardForwarded(request);
  if (!SAFE_METHODS.has(request.method ?? "GET")) guardOrigin(config, request);
}

function guardHost(config: HttpConfig, { headers: { host }, httpVersion }: IncomingMessage): void {
  if (host === undefined) {
    if (httpVersion === "1.0") return;
    throw new HeadwayError("BAD_REQUEST", "A request of HTTP/1.1 needs a Host header.");
  }
  if (!knowsHost(config, host))
    throw new HeadwayError("MISDIRECTED_HOST", "This server does not answer to that host name.");
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
  if (origin !== undefined && (config.origins.includes(origin) || origin === publicOrigin(config))) return;
  const own = origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
  if (!own || request.headers["sec-fetch-site"] === "cross-site") {
    throw new HeadwayError("FOREIGN_ORIGIN", "Pages of other origins may not change anything here.");
  }
}

function publicOrigin(config: HttpConfig): string | undefined {
  return config.publicUrl === undefined ? undefined : new URL(config.publicUrl).origin;
}
