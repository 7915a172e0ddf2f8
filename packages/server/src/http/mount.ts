import { HeadwayError } from "@headway-jobs/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Caller } from "./access/authenticate.ts";
import { admit, type AdmitParts, NOBODY, scopeOf } from "./admit.ts";
import { type CallParts, createCall } from "./call.ts";
import { validationError, type ValidationStyle } from "./problem.ts";
import { wantsJsonOnly } from "./request/accept.ts";
import { type FormStorage, withForm } from "./request/form.ts";
import { headerOf } from "./request/headers.ts";
import { parsePrefer } from "./request/prefer.ts";
import { typoWarnings, unknownMembers } from "./request/unknown-members.ts";
import { validate } from "./request/validate.ts";
import { respond, type RespondParts } from "./respond.ts";
import type { EdgeReply, EdgeRequest, EdgeRoute, EdgeService } from "./route.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** How this route words a failed validation. */
    validation?: ValidationStyle;
  }
  interface FastifyRequest {
    caller: Caller | null;
  }
}

/** What it takes to admit, handle and answer requests of plain routes. */
export interface MountParts extends AdmitParts, CallParts, RespondParts {
  readonly engine: CallParts["engine"];
  readonly gate: RespondParts["gate"];
  readonly uploads: CallParts["uploads"] & FormStorage["uploads"];
}

/** Mounts one plain route: access, rate, validation, handler, answer. HEAD is served with GET. */
export function mountRoute(app: FastifyInstance, parts: MountParts, route: EdgeRoute, service?: EdgeService): void {
  scopeOf(route);
  app.route({
    method: route.method === "GET" ? ["GET", "HEAD"] : route.method,
    url: route.path,
    config: { validation: route.validation },
    onRequest: async (request) => {
      request.caller = await admit(parts, route, request);
    },
    handler: (request, reply) => handle(parts, route, service, request, reply),
  });
}

/** Answers one request for a stream. It authenticates the request itself, because a refusal must not be an error status (SPEC §0). */
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
export function mountStreamWithTwin(
  app: FastifyInstance,
  parts: MountParts,
  stream: ServeStream,
  twin: EdgeRoute,
): void {
  app.route({
    method: ["GET", "HEAD"],
    url: twin.path,
    config: { validation: twin.validation },
    onRequest: async (request) => {
      if (wantsJsonOnly(headerOf(request, "accept"))) request.caller = await admit(parts, twin, request);
    },
    handler: (request, reply) =>
      wantsJsonOnly(headerOf(request, "accept"))
        ? handle(parts, twin, undefined, request, reply)
        : serve(stream, request, reply),
  });
}

async function handle(
  parts: MountParts,
  route: EdgeRoute,
  service: EdgeService | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort());
  const caller = request.caller ?? NOBODY;
  const call = createCall(parts, { request, caller, route, service, signal: gone.signal });
  const answerTo = async (body: unknown): Promise<EdgeReply> => {
    const asked = readRequest(route, request, caller, body, {
      signal: gone.signal,
      strict: service === undefined || route.strict === true,
    });
    requireOwnJob(route, asked);
    // Routes of Headway's own have refused them.
    if (service !== undefined && route.body !== undefined) call.typos = typoWarnings(unknownMembers(route.body, body));
    return route.handle(asked, call);
  };
  const storage = { owner: caller.owner, uploads: parts.uploads };
  refuseImpossibleParams(request.params);
  const answer = await (route.form === undefined
    ? answerTo(request.body)
    : withForm(route.form, request, storage, answerTo));
  if (call.submitted !== null) reply.header("Location", `/v1/jobs/${call.submitted.jobId}`);
  return respond(parts, request, reply, answer, caller);
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
    scopes: caller.scopes,
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
