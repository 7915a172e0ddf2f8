import { HeadwayError } from "@headway-jobs/contract";
import type { Clock, KeyScope } from "@headway-jobs/engine";
import type { FastifyRequest } from "fastify";
import {
  type AccessParts,
  authenticate,
  type Caller,
  presentedKey,
  requireScope,
  tokenCaller,
} from "./access/authenticate.ts";
import type { RateLimit } from "./access/rate-limit.ts";
import { ownerOfSignature } from "./access/signed-url.ts";
import { sameSecret, type Signer } from "./access/signer.ts";
import type { EdgeRoute } from "./route.ts";
import type { StreamGate } from "./sse/stream-gate.ts";

export interface AdmitParts {
  readonly access: AccessParts;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly rateLimit: RateLimit;
  readonly gate: Pick<StreamGate, "admit">;
}

/** The caller of a request that nobody has to be named for. */
export const NOBODY: Caller = { owner: "", keyId: null, scopes: [] };

/** Who sent a request to a plain route. Throws INVALID_KEY, FORBIDDEN_SCOPE, TOO_MANY_REQUESTS, TOO_MANY_STREAMS. */
export async function admit(parts: AdmitParts, route: EdgeRoute, request: FastifyRequest): Promise<Caller> {
  const { rateLimit, gate } = parts;
  const access = route.access ?? "owner";
  if (access === "public") {
    rateLimit.take(`ip:${request.ip}`);
    return NOBODY;
  }
  try {
    const caller = await identify(parts, route, access, request);
    if (caller !== NOBODY) requireScope(caller, scopeOf(route));
    // Refused before a job exists: after it, the client could only be told that the job runs without a stream.
    if (alwaysStreams(route)) gate.admit(caller);
    rateLimit.take(`owner:${caller.keyId ?? caller.owner}`);
    return caller;
  } catch (error) {
    // Guessing keys is counted against the address that guesses.
    if (error instanceof HeadwayError && error.code === "INVALID_KEY") rateLimit.take(`ip:${request.ip}`);
    throw error;
  }
}

/** The scope that a key needs for a route. A route that changes something must name it: nothing is assumed. */
export function scopeOf({ scope, method, path }: EdgeRoute): KeyScope {
  if (scope !== undefined) return scope;
  if (method === "GET") return "read";
  throw new TypeError(`${method} ${path} does not say which scope it needs`);
}

/** Whether its every success is a stream; where JSON is possible too, only the handler knows. */
function alwaysStreams({ responses }: EdgeRoute): boolean {
  return responses[200]?.streams === true && responses[200].schema === undefined;
}

async function identify(
  parts: AdmitParts,
  route: EdgeRoute,
  needed: NonNullable<EdgeRoute["access"]>,
  request: FastifyRequest,
): Promise<Caller> {
  const { access } = parts;
  const { engine, config } = access;
  const key = presentedKey(request.raw);
  if (needed === "operations" && key !== undefined && config.metricsToken !== undefined) {
    if (sameSecret(key, config.metricsToken)) return NOBODY;
  }
  const signed = needed === "artifact" ? signedBy(parts, request) : null;
  if (signed !== null) return signed;
  const query = request.query as Record<string, unknown>;
  const byToken = route.token === undefined ? null : await tokenCaller(access, request.raw, query, route.token.scope);
  return byToken ?? (await authenticate(engine, config, key));
}

function signedBy({ signer, clock }: AdmitParts, request: FastifyRequest): Caller | null {
  const { sig, exp } = request.query as Record<string, unknown>;
  const { id = "", name = "" } = request.params as Record<string, string>;
  if (typeof sig !== "string" || typeof exp !== "string") return null;
  const owner = ownerOfSignature(signer, { sig, exp }, id, name, clock.nowMs());
  if (owner === null) throw new HeadwayError("INVALID_KEY", "The signature of this URL is not valid or has expired.");
  return { owner, keyId: null, scopes: ["read"] };
}
