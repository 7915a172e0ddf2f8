import { ERRORS } from "@headway-jobs/contract";
import type { Clock, EngineLog } from "@headway-jobs/engine";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { StreamRoute } from "../../service-kit/service.ts";
import { expectedError } from "../problem.ts";
import type { Random } from "../random.ts";
import { wantsJsonOnly } from "../request/accept.ts";
import { headerOf } from "../request/headers.ts";
import { sendFailure, sendOverload } from "./response.ts";

export interface RefuseParts {
  readonly log: EngineLog;
  readonly clock: Clock;
  readonly random: Random;
}

/** Answers a stream that cannot be opened: with an error status only where it cannot hurt an EventSource, or where SPEC §0 names one. */
export function refuse<State>(
  { log, clock, random }: RefuseParts,
  route: Pick<StreamRoute<State>, "headers" | "dialect" | "oneReader">,
  request: FastifyRequest,
  reply: FastifyReply,
  thrown: unknown,
): void {
  const error = expectedError(thrown);
  const headers = route.headers ?? {};
  if (error.code === "INTERNAL") log.error({ err: thrown, requestId: request.id }, "stream could not be opened");
  // A second reader must not retry permanently: 409 makes an EventSource give up.
  const isSecond = route.oneReader !== undefined && error.code === "CONFLICT";
  if (isSecond || error.code === "INVALID_CURSOR" || wantsJsonOnly(headerOf(request, "accept"))) throw error;
  const { status } = ERRORS[error.code];
  if (status === 429 || status >= 500) sendOverload(reply, headers, error, random);
  else sendFailure(reply, headers, route.dialect.failure(error, clock.nowMs()));
}
