import type { JobResource } from "@headway-jobs/contract";
import type { Artifact, Job } from "@headway-jobs/engine";
import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import type { Reply, Route, RouteRequest, Service, ServiceCall } from "../service-kit/service.ts";
import type { Caller } from "./access/authenticate.ts";

/** What the edge uses of a service, whatever its input is. */
export type EdgeService = Pick<
  Service<unknown>,
  | "kind"
  | "title"
  | "description"
  | "prepare"
  | "routes"
  | "streams"
  | "readiness"
  | "ways"
  | "shownMetadata"
  | "polled"
  | "inputAgain"
  | "submitScope"
> & { readonly input: z.ZodType };

/** A route of the edge itself. A service's `Route` is one with access `owner`. */
export interface EdgeRoute extends Omit<Route, "handle"> {
  /** `owner` needs a key (or open mode), `artifact` takes a signed URL too, `operations` the metrics token too. */
  readonly access?: "public" | "owner" | "artifact" | "operations";
  /** True: the body is multipart/form-data, which the handler reads from `raw` itself. */
  readonly multipart?: boolean;
  handle(request: EdgeRequest, call: EdgeCall): Promise<EdgeReply>;
}

export interface EdgeRequest extends RouteRequest {
  readonly raw: FastifyRequest;
  readonly caller: Caller;
}

/** An ended job that is run again, and where the new one begins (see RerunRequest). */
export interface RunAgain {
  readonly job: Job;
  readonly from: string | null;
}

export interface SubmitOptions {
  /** Where in the request the input stands, for the locations in validation errors. */
  readonly place: readonly string[];
  /** Refuses members that the kind's input does not know. */
  readonly strict: boolean;
  readonly again?: RunAgain;
}

export interface EdgeCall extends ServiceCall {
  /** The job that this request made, for Location. */
  readonly submitted: Job | null;
  /** Warnings about members of the request that are not known, for the job that it makes. */
  typos: readonly string[];
  submitTo(service: EdgeService, input: unknown, options: SubmitOptions): Promise<Job>;
  /** A job as `GET /v1/jobs/{id}` shows it, with links to the given artifacts. */
  jobResource(
    job: Job,
    options?: { readonly artifacts?: readonly Artifact[]; readonly compact?: boolean },
  ): Promise<JobResource>;
}

export type EdgeReply =
  | Reply
  | {
      readonly kind: "text";
      readonly status: number;
      readonly mediaType: string;
      readonly text: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: "empty"; readonly status: number; readonly headers?: Readonly<Record<string, string>> };
