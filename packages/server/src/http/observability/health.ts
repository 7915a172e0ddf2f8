import { z } from "zod";
import type { Engine } from "@headway-jobs/engine";
import type { EdgeRoute, EdgeService } from "../route.ts";
import type { Metrics } from "./recorder.ts";

const TAG = "Operations";
const readySchema = z
  .object({ store: z.boolean(), dispatch: z.boolean(), providers: z.boolean(), disk: z.boolean() })
  // How services work on this server: with a language model or by rules, for example.
  .catchall(z.boolean())
  .meta({ id: "Readiness" });

export interface HealthParts {
  readonly engine: Pick<Engine, "readiness">;
  readonly services: readonly EdgeService[];
  readonly metrics: Pick<Metrics, "render">;
  /** Whether all providers that the settings name can work. */
  providersReady(): Promise<boolean>;
  /** Fires when the server begins to close. */
  readonly closing: AbortSignal;
}

/** Liveness, readiness and metrics. */
export function healthRoutes(parts: HealthParts): readonly EdgeRoute[] {
  const { engine, services, metrics, closing } = parts;
  return [
    {
      method: "GET",
      path: "/health",
      summary: "Liveness check",
      tag: TAG,
      access: "public",
      responses: {
        200: { description: "The process is running.", schema: z.object({ status: z.literal("healthy") }) },
      },
      validation: "sentence",
      handle: async () => ({ kind: "json", status: 200, body: { status: "healthy" } }),
    },
    {
      method: "GET",
      path: "/ready",
      summary: "Readiness check of store, dispatch, disk and providers; 503 while no jobs are accepted",
      tag: TAG,
      access: "public",
      responses: {
        200: { description: "Jobs are accepted. A missing provider fails the jobs that need it.", schema: readySchema },
        503: { description: "No jobs are accepted.", schema: readySchema },
      },
      validation: "sentence",
      async handle() {
        const [{ store, dispatch, disk }, providers] = await Promise.all([engine.readiness(), parts.providersReady()]);
        const ways = Object.assign({}, ...services.map((service) => service.ways ?? {})) as Record<string, boolean>;
        const body: z.infer<typeof readySchema> = { ...ways, store, dispatch, providers, disk };
        const takesJobs = store && dispatch && disk && !closing.aborted;
        return {
          kind: "json",
          status: takesJobs ? 200 : 503,
          body,
          ...(takesJobs ? {} : { headers: { "Retry-After": "2" } }),
        };
      },
    },
    {
      method: "GET",
      path: "/metrics",
      summary: "Prometheus metrics; needs an API key or HEADWAY_METRICS_TOKEN",
      tag: TAG,
      access: "operations",
      responses: { 200: { description: "Metrics in the Prometheus text format." } },
      validation: "sentence",
      async handle() {
        const { mediaType, text } = await metrics.render();
        return { kind: "text", status: 200, mediaType, text };
      },
    },
  ];
}
