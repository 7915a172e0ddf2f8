import { HeadwayError } from "@headway-jobs/contract";
import type { KeyScope } from "@headway-jobs/engine";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { authenticate, type Caller, presentedKey, requireScope, tokenCaller } from "./access/authenticate.ts";
import { ownerOfSignature } from "./access/signed-url.ts";
import { sameSecret } from "./access/signer.ts";
import { createCall, headerOf } from "./call.ts";
import type { Edge, EdgeReply, EdgeRequest, EdgeRoute, EdgeService } from "./route.ts";
import { validationError, type ValidationStyle } from "./problem.ts";
import { wantsJsonOnly } from "./request/accept.ts";
import { withForm } from "./request/form.ts";
import { parsePrefer } from "./request/prefer.ts";
import { typoWarnings, unknownMembers } from "./request/unknown-members.ts";
import { validate } from "./request/validate.ts";
import { respond } from "./respond.ts";
import { admitStream } from "./sse/response.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** How this route words a failed validation. */
    validation?: ValidationStyle;
  }
  interface FastifyRequest {
    caller: Caller | null;
  }
}

const NOBODY: Caller = { owner: "", keyId: null, scopes: [] };

/** Mounts one plain route: access, rate, validation, handler, answer. HEAD is served with GET. */
export function mountRoute(app: FastifyInstance, edge: Edge, route: EdgeRoute, service?: EdgeService): void {
  scopeOf(route);
  app.route({
    method: route.method === "GET" ? ["GET", "HEAD"] : route.method,
    url: route.path,
    config: { validation: route.validation },
    onRequest: async (request) => {
      request.caller = await admit(edge, route, request);
    },
    handler: (request, reply) => handle(edge, route, service, request, reply),
  });
}

/** Answers one request for a stream. It authenticates by itself: a refusal must not be a status (SPEC §0). */
export type ServeStream = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

export function mountStream(app: FastifyInstance, path: string, stream: ServeStream): void {
  app.route({ method: ["GET", "HEAD"], url: path, handler: (request, reply) => serve(stream, request, reply) });
}

/** A handler that answers on the raw response or by the reply; Fastify is told that both are done when this resolves. */
async function serve(stream: ServeStream, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  await stream(request, reply);
  return reply;
}

/** Mounts a stream and its JSON twin on one path: the Accept header decides. */
export function mountStreamWithTwin(app: FastifyInstance, edge: Edge, stream: ServeStream, twin: EdgeRoute): void {
  app.route({
    method: ["GET", "HEAD"],
    url: twin.path,
    config: { validation: twin.validation },
    onRequest: async (request) => {
      if (wantsJsonOnly(headerOf(request, "accept"))) request.caller = await admit(edge, twin, request);
    },
    handler: (request, reply) =>
      wantsJsonOnly(headerOf(request, "accept"))
        ? handle(edge, twin, undefined, request, reply)
        : serve(stream, request, reply),
  });
}

async function admit(edge: Edge, route: EdgeRoute, request: FastifyRequest): Promise<Caller> {
  const access = route.access ?? "owner";
  if (access === "public") {
    edge.rateLimit.take(`ip:${request.ip}`);
    return NOBODY;
  }
  try {
    const caller = await identify(edge, route, access, request);
    if (caller !== NOBODY) requireScope(caller, scopeOf(route));
    // Refused before a job exists: after it, the client could only be told that the job runs unseen.
    if (alwaysStreams(route)) admitStream(edge, caller);
    edge.rateLimit.take(`owner:${caller.keyId ?? caller.owner}`);
    return caller;
  } catch (error) {
    // Guessing keys is counted against the address that guesses.
    if (error instanceof HeadwayError && error.code === "INVALID_KEY") edge.rateLimit.take(`ip:${request.ip}`);
    throw error;
  }
}

/** A route that changes something says itself who may: nothing is assumed. */
function scopeOf({ scope, method, path }: EdgeRoute): KeyScope {
  if (scope !== undefined) return scope;
  if (method === "GET") return "read";
  throw new TypeError(`${method} ${path} does not say which scope it needs`);
}

/** Whether its every success is a stream; where JSON is possible too, only the handler knows. */
function alwaysStreams({ responses }: EdgeRoute): boolean {
  return responses[200]?.streams === true && responses[200].schema === undefined;
}

async function identify(
  edge: Edge,
  route: EdgeRoute,
  access: NonNullable<EdgeRoute["access"]>,
  request: FastifyRequest,
): Promise<Caller> {
  const key = presentedKey(request.raw);
  if (access === "operations" && key !== undefined && edge.config.metricsToken !== undefined) {
    if (sameSecret(key, edge.config.metricsToken)) return NOBODY;
  }
  const signed = access === "artifact" ? signedBy(edge, request) : null;
  if (signed !== null) return signed;
  const query = request.query as Record<string, unknown>;
  const byToken = route.token === undefined ? null : await tokenCaller(edge, request.raw, query, route.token.scope);
  return byToken ?? (await authenticate(edge.engine, edge.config, key));
}

function signedBy(edge: Edge, request: FastifyRequest): Caller | null {
  const { sig, exp } = request.query as Record<string, unknown>;
  const { id = "", name = "" } = request.params as Record<string, string>;
  if (typeof sig !== "string" || typeof exp !== "string") return null;
  const owner = ownerOfSignature(edge.signer, { sig, exp }, id, name, edge.clock.nowMs());
  if (owner === null) throw new HeadwayError("INVALID_KEY", "The signature of this URL is not valid or has expired.");
  return { owner, keyId: null, scopes: ["read"] };
}

async function handle(
  edge: Edge,
  route: EdgeRoute,
  service: EdgeService | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort());
  const caller = request.caller ?? NOBODY;
  const call = createCall(edge, request, caller, route, service, gone.signal);
  const answerTo = async (body: unknown): Promise<EdgeReply> => {
    const asked = readRequest(route, request, caller, body, { signal: gone.signal, strict: service === undefined });
    requireOwnJob(route, asked);
    // Routes of Headway's own have refused them.
    if (service !== undefined && route.body !== undefined) call.typos = typoWarnings(unknownMembers(route.body, body));
    return route.handle(asked, call);
  };
  const storage = { owner: caller.owner, uploads: edge.uploads };
  refuseImpossibleParams(request.params);
  const answer = await (route.form === undefined
    ? answerTo(request.body)
    : withForm(route.form, request, storage, answerTo));
  if (call.submitted !== null) reply.header("Location", `/v1/jobs/${call.submitted.jobId}`);
  return respond(edge, request, reply, answer, caller);
}

function readRequest(
  route: EdgeRoute,
  request: FastifyRequest,
  caller: Caller,
  body: unknown,
  { signal, strict }: { readonly signal: AbortSignal; readonly strict: boolean },
): EdgeRequest {
  return {
    owner: caller.owner,
    caller,
    raw: request,
    params: route.params === undefined ? request.params : validate(route.params, request.params, "path"),
    query: route.query === undefined ? request.query : validate(route.query, request.query, "query"),
    body: readBody(route, body, strict),
    prefer: parsePrefer(headerOf(request, "prefer")),
    headers: Object.fromEntries(Object.keys(request.headers).map((name) => [name, headerOf(request, name)])),
    signal,
  };
}

/** A stream token is for one job: INVALID_KEY when the request is about another. */
function requireOwnJob({ token: access }: EdgeRoute, asked: EdgeRequest): void {
  const { token } = asked.caller;
  if (token === undefined || (access !== undefined && access.jobId(asked) === token.claims.jobId)) return;
  throw new HeadwayError("INVALID_KEY", "The stream token is for another job.");
}

/** No id holds a NUL or half a surrogate pair, and no database could look one up. */
export function refuseImpossibleParams(params: unknown): void {
  const impossible = Object.values(params as Record<string, unknown>).some(
    (value) => typeof value === "string" && (value.includes("\0") || !value.isWellFormed()),
  );
  if (impossible) throw new HeadwayError("NOT_FOUND", "There is nothing of that name.");
}

function readBody({ body: schema, bodyOptional }: EdgeRoute, body: unknown, strict: boolean): unknown {
  if (schema === undefined || (bodyOptional === true && body === undefined)) return body;
  return validate(schema, requireBody(body), "body", { strict });
}

function requireBody(body: unknown): unknown {
  if (body === undefined) throw validationError([{ loc: ["body"], msg: "is required", type: "missing" }]);
  return body;
}
