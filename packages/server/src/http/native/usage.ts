import { z } from "zod";
import type { HttpConfig } from "../config.ts";
import type { EdgeRoute } from "../route.ts";
import type { Hub } from "../sse/hub.ts";
import { iso } from "./job-resource.ts";

const usageSchema = z
  .object({
    owner: z.string(),
    jobs: z.record(z.string(), z.number().int()),
    /** With inputs and intermediate results, which are kept as long as their job. */
    artifact_bytes: z.number(),
    upload_bytes: z.number(),
    /** What is left; null = not limited. */
    credits: z.number().int().nullable(),
    /** Billed changes in the running calendar month, UTC; a null limit = not limited. */
    operations: z.object({
      used: z.number().int(),
      limit: z.number().int().nullable(),
      tier: z.string(),
      resets_at: z.string(),
    }),
    open_streams: z.number().int(),
    limits: z.object({
      open_streams: z.number().int(),
      requests_per_second: z.number(),
      body_bytes: z.number().int(),
      upload_bytes: z.number().int(),
      upload_bytes_in_all: z.number().int(),
    }),
  })
  .meta({ id: "Usage" });

export interface UsageParts {
  readonly hub: Pick<Hub, "streamsOf">;
  readonly config: HttpConfig;
}

/** `GET /v1/usage`: what the owner uses, and the limits that hold. */
export function usageRoute({ hub, config }: UsageParts): EdgeRoute {
  return {
    method: "GET",
    path: "/v1/usage",
    summary: "Read the owner's usage and limits",
    tag: "Account",
    responses: { 200: { description: "Current usage and limits.", schema: usageSchema } },
    validation: "sentence",
    async handle({ owner }, { engine }) {
      const [{ jobsByStatus, artifactBytes, uploadBytes }, credits, operations] = await Promise.all([
        engine.usage(owner),
        engine.credits.left(owner),
        engine.operations.use(owner),
      ]);
      const body: z.infer<typeof usageSchema> = {
        owner,
        jobs: { ...jobsByStatus },
        artifact_bytes: artifactBytes,
        upload_bytes: uploadBytes,
        credits,
        operations: {
          used: operations.used,
          limit: operations.limit,
          tier: operations.tier,
          resets_at: iso(operations.resetsAtMs),
        },
        open_streams: hub.streamsOf(owner),
        limits: {
          open_streams: config.maxStreamsPerOwner,
          requests_per_second: config.rateLimit.perSecond,
          body_bytes: config.bodyLimitBytes,
          upload_bytes: config.uploadLimitBytes,
          upload_bytes_in_all: config.uploadQuotaBytes,
        },
      };
      return { kind: "json", status: 200, body };
    },
  };
}
