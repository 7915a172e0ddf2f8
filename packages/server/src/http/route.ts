import type { Clock, Engine, EngineLog, Ids, Job } from "@headway-jobs/engine";
import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import type { Reply, Route, RouteRequest, Service, ServiceCall } from "../service-kit/service.ts";
import type { Caller } from "./access/authenticate.ts";
import type { RateLimit } from "./access/rate-limit.ts";
import type { Signer } from "./access/signer.ts";
import type { StreamTokens } from "./access/stream-tokens.ts";
import type { HttpConfig } from "./config.ts";
import type { Metrics } from "./observability/recorder.ts";
import type { Hub } from "./sse/hub.ts";
import type { OnePlace } from "./sse/single-reader-slot.ts";
import type { SharedPlace } from "./sse/cluster-reader-slot.ts";
import type { UploadStore } from "./uploads/upload-store.ts";

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
> & { readonly input: z.ZodType };

/** Everything a route of the edge may need; made once by the composition of the server. */
export interface Edge {
  readonly engine: Engine;
  readonly services: readonly EdgeService[];
  readonly config: HttpConfig;
  readonly log: EngineLog;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly hub: Hub;
  readonly onePlace: OnePlace;
  readonly sharedPlace: SharedPlace;
  readonly tokens: StreamTokens;
  readonly signer: Signer;
  /** Reads the signing secrets again, for what another process has rotated. */
  refreshSecrets(): Promise<void>;
  readonly uploads: UploadStore;
  readonly metrics: Metrics;
  readonly rateLimit: RateLimit;
  /** Fires when the server begins to close: long waits answer with what there is. */
  readonly closing: AbortSignal;
  /** Whether all providers that the settings name can work. */
  providersReady(): Promise<boolean>;
}

/** A route of the edge itself. A service's `Route` is one with access `owner`. */
export interface EdgeRoute extends Omit<Route, "handle"> {
  /** `owner` needs a key (or open mode), `artifact` takes a signed URL too, `operations` the metrics token too. */
  readonly access?: "public" | "owner" | "artifact" | "operations";
  /** True: the body is multipart/form-data, which the handler reads from `raw` itself. */
  readonly multipart?: boolean;
  /** True: the request may come without its body. */
  readonly bodyOptional?: boolean;
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
  /** Where in the request the input stands, for what is said of it. */
  readonly place: readonly string[];
  /** Refuses members that the kind's input does not know. */
  readonly strict: boolean;
  readonly again?: RunAgain;
}

export interface EdgeCall extends ServiceCall {
  readonly edge: Edge;
  /** The job that this request made, for Location. */
  readonly submitted: Job | null;
  /** What is to be said of members of the request that are not known, in the job that it makes. */
  typos: readonly string[];
  submitTo(service: EdgeService, input: unknown, options: SubmitOptions): Promise<Job>;
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
