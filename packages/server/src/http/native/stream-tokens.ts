import { z } from "zod";
import type { EdgeCall, EdgeReply, EdgeRequest, EdgeRoute } from "../edge.ts";
import { iso } from "./job-resource.ts";
import { idParams, JOBS_TAG, problem, requireJob } from "./jobs.ts";

const tokenSchema = z.object({ token: z.string(), expires_at: z.string() });
const made = { description: "Send it as `token=` in a stream's query.", schema: tokenSchema };

/** Short-lived tokens for clients that cannot send a header: EventSource, above all (SPEC §1). */
export const streamTokenRoutes: readonly EdgeRoute[] = [
  {
    method: "POST",
    path: "/v1/jobs/:id/stream-tokens",
    scope: "read",
    summary: "A token for the streams of this job",
    tag: JOBS_TAG,
    params: idParams,
    responses: { 200: made, 404: problem("No such job.") },
    validation: "sentence",
    handle: async (request, call) => issue(request, call, (await requireJob(request, call)).jobId),
  },
  {
    method: "POST",
    path: "/v1/events/stream-tokens",
    scope: "read",
    summary: "A token for the owner's live list",
    tag: JOBS_TAG,
    responses: { 200: made },
    validation: "sentence",
    handle: async (request, call) => issue(request, call, null),
  },
];

function issue(request: EdgeRequest, { edge }: EdgeCall, jobId: string | null): EdgeReply {
  const claims = { owner: request.owner, jobId, keyId: request.caller.keyId };
  const { token, expiresAtMs } = edge.tokens.issue(claims, edge.ids.hex(8));
  const body: z.infer<typeof tokenSchema> = { token, expires_at: iso(expiresAtMs) };
  return { kind: "json", status: 200, body };
}
