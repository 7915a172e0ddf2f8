import type { IncomingMessage } from "node:http";
import { HeadwayError } from "@headway/contract";
import { type Engine, KEY_SCOPES, type KeyScope } from "@headway/engine";
import type { HttpConfig } from "../config.ts";
import type { StreamToken, StreamTokens } from "./stream-tokens.ts";

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

/** Names the owner of a request; throws INVALID_KEY. In open mode whatever key is sent is ignored. */
export async function authenticate(engine: Engine, config: HttpConfig, key: string | undefined): Promise<Caller> {
  if (config.auth === "open") return { owner: LOCAL_OWNER, keyId: null, scopes: KEY_SCOPES };
  if (key === undefined || key === "") throw new HeadwayError("INVALID_KEY", "This request needs an API key.");
  const known = /^sk_[0-9a-f]{32}$/.test(key) ? await engine.keys.verify(key) : null;
  if (known === null) throw new HeadwayError("INVALID_KEY", "The API key is not known, was revoked or has expired.");
  return known;
}

/** Throws FORBIDDEN_SCOPE unless the caller may do such things. */
export function requireScope({ scopes }: Caller, needed: KeyScope): void {
  if (scopes.includes(needed)) return;
  const has = scopes.length === 0 ? "none" : scopes.join(", ");
  throw new HeadwayError("FORBIDDEN_SCOPE", `This needs the scope "${needed}"; the key has: ${has}.`);
}

/** Likewise for a stream, which may also carry `token=` or `api_key=` in its query (SPEC §0). A sent header wins. */
export async function authenticateStream(
  deps: { readonly engine: Engine; readonly config: HttpConfig; readonly tokens: StreamTokens },
  request: IncomingMessage,
  query: Readonly<Record<string, unknown>>,
): Promise<Caller> {
  const caller = await streamCaller(deps, request, query);
  requireScope(caller, "read");
  return caller;
}

async function streamCaller(
  deps: { readonly engine: Engine; readonly config: HttpConfig; readonly tokens: StreamTokens },
  request: IncomingMessage,
  query: Readonly<Record<string, unknown>>,
): Promise<Caller> {
  const header = presentedKey(request);
  const token = query["token"];
  if (deps.config.auth === "open" || header !== undefined || typeof token !== "string") {
    const inQuery = query["api_key"];
    return authenticate(deps.engine, deps.config, header ?? (typeof inQuery === "string" ? inQuery : undefined));
  }
  const claims = await deps.tokens.verify(token);
  if (claims === null || (claims.keyId !== null && !(await deps.engine.keys.isLive(claims.keyId)))) {
    throw new HeadwayError("INVALID_KEY", "The stream token is not valid or has expired.");
  }
  return { owner: claims.owner, keyId: claims.keyId, scopes: ["read"], token: { text: token, claims } };
}
