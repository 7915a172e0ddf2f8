import { ERRORS, HeadwayError } from "@headway-jobs/contract";
import type { Clock, EngineLog } from "@headway-jobs/engine";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { HttpConfig } from "./config.ts";
import { expectedError, problemOf } from "./problem.ts";
import { baseUrl } from "./request/urls.ts";
import { withoutSecrets } from "./observability/log.ts";

export interface ProblemParts {
  readonly config: HttpConfig;
  readonly log: EngineLog;
  readonly clock: Clock;
}

/** Turns everything thrown, and everything that no route takes, into problem bodies. */
export function handleErrors(app: FastifyInstance, parts: ProblemParts): void {
  const table = new RouteTable(app);
  app.setErrorHandler((thrown, request, reply) => sendProblem(parts, request, reply, thrown));
  app.setNotFoundHandler((request, reply) => {
    const allowed = table.methodsOf(request.url);
    if (allowed.length === 0) throw new HeadwayError("NOT_FOUND", "There is no such route.");
    reply.header("Allow", allowed.join(", "));
    throw new HeadwayError("METHOD_NOT_ALLOWED", `This route takes ${allowed.join(", ")} only.`);
  });
}

export function sendProblem(
  { config, log, clock }: ProblemParts,
  request: FastifyRequest,
  reply: FastifyReply,
  thrown: unknown,
): FastifyReply {
  const error = request.raw.readableAborted ? cutOff(thrown) : expectedError(thrown);
  const at = { requestId: request.id, method: request.method, url: withoutSecrets(request.url) };
  if (error.code === "INTERNAL") log.error({ ...at, err: thrown }, "request failed");
  else if (error.code === "STORE_UNAVAILABLE") log.warn({ ...at, err: thrown }, "store unavailable");
  else if (ERRORS[error.code].status >= 500) log.warn({ ...at, err: thrown }, "request failed");
  const problem = problemOf(error, {
    docsUrl: `${baseUrl(config, request.raw)}/docs/errors`,
    requestId: request.id,
    style: request.routeOptions.config.validation ?? "sentence",
    nowMs: clock.nowMs(),
  });
  return reply.code(problem.status).headers(problem.headers).send(JSON.stringify(problem.body));
}

/** Whatever failed while a body did not come to its end failed because the client had gone. */
function cutOff(thrown: unknown): HeadwayError {
  if (thrown instanceof HeadwayError) return thrown;
  return new HeadwayError("BAD_REQUEST", "The request's body is cut off.", { cause: thrown });
}

/** Which methods a path takes, for 405: the router itself only answers for one method at a time. */
class RouteTable {
  readonly #routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];

  constructor(app: FastifyInstance) {
    app.addHook("onRoute", ({ url, method }) => {
      const source = url
        .split("/")
        .map((part) =>
          part.startsWith(":") ? "[^/]+" : part === "*" ? ".*" : part.replace(/[$()*+.?[\\\]^{|}]/g, "\\$&"),
        )
        .join("/");
      this.#routes.push({ pattern: new RegExp(`^${source}$`), methods: [method].flat() });
    });
  }

  methodsOf(url: string): string[] {
    const path = url.split("?", 1)[0] ?? "";
    const methods = this.#routes.filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods);
    return [...new Set(methods)].toSorted();
  }
}
