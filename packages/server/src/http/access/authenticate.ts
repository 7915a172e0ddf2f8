import type { IncomingMessage } from "node:http";
import { HeadwayError } from "@headway-jobs/contract";
import { type Engine, KEY_SCOPES, type KeyScope } from "@headway-jobs/engine";
import type { HttpConfig } from "../config.ts";
import type { StreamToken, StreamTokens, TokenScope } from "./stream-tokens.ts";

/** Who sent a request. `token` is set when a stream token and not a key said so. */
export interface Caller {
  readonly owner: string;
  readonly keyId: string | null;
  readonly scopes: readonly KeyScope[];
  readonly token?: { readonly text: string; readonly claims: StreamToken };
}

/** The owner of everything in open mode. */
export const LOCAL_OWNER = "local";

/** The key of a request: `Authorization: Bearer`, else `x-api-key`. */
export function presentedKey(request: IncomingMessage): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? "")?.[1];
  const header = request.headers["x-api-key"];
  return bearer ?? (Array.isArray(header) ? header[0] : header);
}

/** Names the owner of a request; throws INVALID_KEY. In open mode a key is ignored. */
export async function authenticate(engine: Engine, config: HttpConfig, key: string | undefined): Promise<Caller> {
  if (config.auth === "open") return { owner: LOCAL_OWNER, keyId: null, scopes: KEY_SCOPES };
  if (key === undefined || key === "") throw new HeadwayError("INVALID_KEY", "This request needs an API key.");
  const known = /^sk_[0-9a-f]{32}$/.test(key) ? await engine.keys.verify(key) : null;
  if (known === null) throw new HeadwayError("INVALID_KEY", "The API key is not known, was revoked or has expired.");
  return known;
}

/** Throws FORBIDDEN_SCOPE unless the caller has the scope. */
export function requireScope({ scopes }: Pick<Caller, "scopes">, needed: KeyScope): void {
  if (!scopes.includes(needed)) throw forbidden("key", scopes, needed);
}

/** Throws FORBIDDEN_SCOPE unless the stream token has the scope. */
export function requireTokenScope({ scopes }: Pick<StreamToken, "scopes">, needed: TokenScope): void {
  if (!scopes.includes(needed)) throw forbidden("token", scopes, needed);
}

function forbidden(what: "key" | "token", scopes: readonly string[], needed: string): HeadwayError {
  const has = scopes.length === 0 ? "none" : scopes.join(", ");
  return new HeadwayError("FORBIDDEN_SCOPE", `This needs the scope "${needed}"; the ${what} has: ${has}.`);
}

/** Names the owner of a request for a stream, which may also carry `token=` or `api_key=` in its query (SPEC §0). A header takes precedence. */
export async function authenticateStream(
  parts: AccessParts,
  request: IncomingMessage,
  query: Readonly<Record<string, unknown>>,
): Promise<Caller> {
  const byToken = await tokenCaller(parts, request, query, "read");
  if (byToken !== null) return byToken;
  const inQuery = query["api_key"];
  const key = presentedKey(request) ?? (typeof inQuery === "string" ? inQuery : undefined);
  const caller = await authenticate(parts.engine, parts.config, key);
  requireScope(caller, "read");
  return caller;
}

/** What it takes to find out who sent a request. */
export interface AccessParts {
  readonly engine: Engine;
  readonly config: HttpConfig;
  readonly tokens: StreamTokens;
}

/**
 * Who sent a request whose query carries a stream token with this scope; null when the token is not what counts: there is none, a key was
 * sent as a header, or the server is open. Throws INVALID_KEY, FORBIDDEN_SCOPE. The caller checks which job the token is for.
 */
export async function tokenCaller(
  parts: AccessParts,
  request: IncomingMessage,
  { token }: Readonly<Record<string, unknown>>,
  scope: TokenScope,
): Promise<(Caller & Required<Pick<Caller, "token">>) | null> {
  if (parts.config.auth === "open" || presentedKey(request) !== undefined || typeof token !== "string") return null;
  const claims = await parts.tokens.verify(token);
  if (claims === null || (claims.keyId !== null && !(await parts.engine.keys.isLive(claims.keyId)))) {
    throw new HeadwayError("INVALID_KEY", "The stream token is not valid or has expired.");
  }
  requireTokenScope(claims, scope);
  const scopes: readonly KeyScope[] = [scope === "approve" ? "approve" : "read"];
  return { owner: claims.owner, keyId: claims.keyId, scopes, token: { text: token, claims } };
}
