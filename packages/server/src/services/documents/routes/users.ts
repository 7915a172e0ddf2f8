import { documentLimitsSchema, MAX_MESSAGE_CHARS, monthlyUsageSchema } from "@headway-jobs/contract";
import type { z } from "zod";
import type { Reply, Route } from "../../../service-kit/service.ts";
import { remaining } from "../usage.ts";
import { DOCUMENTS_TAG } from "./wording.ts";

/** `GET /v1/users/me/usage` and `/limits`, for whom the key stands for (SPEC §4.1). */
export function userRoutes(settings: {
  readonly maxDocumentBytes: number;
  readonly approvalTimeoutMs: number;
}): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/v1/users/me/usage",
      summary: "Operations used this month",
      tag: DOCUMENTS_TAG,
      responses: { 200: { description: "The use.", schema: monthlyUsageSchema } },
      validation: "fields",
      async handle({ owner }, { engine }): Promise<Reply> {
        const use = await engine.operations.use(owner);
        const left = remaining(use);
        const body: z.infer<typeof monthlyUsageSchema> = {
          monthly_used: use.used,
          monthly_limit: use.limit,
          monthly_remaining: left,
          subscription_tier: use.tier,
          quota_exhausted: left === 0,
          resets_at: new Date(use.resetsAtMs).toISOString(),
        };
        return { kind: "json", status: 200, body };
      },
    },
    {
      method: "GET",
      path: "/v1/users/me/limits",
      summary: "What document requests may be",
      tag: DOCUMENTS_TAG,
      responses: { 200: { description: "The limits.", schema: documentLimitsSchema } },
      validation: "fields",
      async handle({ owner }, { engine }): Promise<Reply> {
        const { tier, limit } = await engine.operations.use(owner);
        const body: z.infer<typeof documentLimitsSchema> = {
          subscription_tier: tier,
          monthly_limit: limit,
          max_document_bytes: settings.maxDocumentBytes,
          max_message_chars: MAX_MESSAGE_CHARS,
          active_jobs_per_session: 1,
          approval_timeout_seconds: Math.floor(settings.approvalTimeoutMs / 1_000),
        };
        return { kind: "json", status: 200, body };
      },
    },
  ];
}
