import type { Clock, Engine, Job } from "@headway-jobs/engine";
import type { FastifyRequest } from "fastify";
import { type Caller, requireScope } from "./access/authenticate.ts";
import { signedArtifactPath } from "./access/signed-url.ts";
import type { Signer } from "./access/signer.ts";
import type { HttpConfig } from "./config.ts";
import { jobResource } from "./native/job-resource.ts";
import { headerOf } from "./request/headers.ts";
import { idempotencyKey } from "./request/idempotency.ts";
import { baseUrl } from "./request/urls.ts";
import type { EdgeCall, EdgeRoute, EdgeService } from "./route.ts";
import { submitJob, type SubmitParts } from "./submit-job.ts";
import { waitForEnd, type WaitForEndParts } from "./wait-for-end.ts";

export interface CallParts extends SubmitParts, WaitForEndParts {
  readonly engine: Engine;
  readonly services: readonly EdgeService[];
  readonly config: HttpConfig;
  readonly clock: Clock;
  readonly signer: Signer;
}

/** What the handler of one request may do beyond answering it. */
export function createCall(parts: CallParts, { request, caller, route, service, signal }: CallContext): EdgeCall {
  const base = baseUrl(parts.config, request.raw);
  const url = (path: string): string => base + path;
  let submitted: Job | null = null;
  const submitTo: EdgeCall["submitTo"] = async (target, input, options) => {
    if (target.submitScope !== undefined) requireScope(caller, target.submitScope);
    const key = idempotencyKey(headerOf(request, "idempotency-key"));
    const name = `${route.method} ${route.path}`;
    const submission = { owner: caller.owner, key, route: name, typos: call.typos, ...options };
    submitted = await submitJob(parts, target, input, submission);
    return submitted;
  };
  const call: EdgeCall = {
    typos: [],
    engine: parts.engine,
    get submitted() {
      return submitted;
    },
    submitTo,
    submit(input) {
      if (service === undefined) throw new TypeError(`${route.method} ${route.path} belongs to no service`);
      return submitTo(service, input, { place: ["body"], strict: false });
    },
    waitForEnd: (job, waitMs) => waitForEnd(parts, job, waitMs, signal),
    url,
    artifactUrl: async (job, name, lifetimeMs) => url(signedArtifactPath(parts, job, name, lifetimeMs)),
    jobResource: (job, options) => jobResource({ ...parts, url }, job, options),
  };
  return call;
}

export interface CallContext {
  readonly request: FastifyRequest;
  readonly caller: Caller;
  readonly route: Pick<EdgeRoute, "method" | "path">;
  /** Whose route it is; undefined for a route of the edge itself. */
  readonly service: EdgeService | undefined;
  /** Fires when the client has gone. */
  readonly signal: AbortSignal;
}
