import type { Ids, KeyScope } from "@headway-jobs/engine";
import { z } from "zod";
import { requireScope } from "../access/authenticate.ts";
import { type StreamTokens, TOKEN_SCOPES, type TokenScope } from "../access/stream-tokens.ts";
import type { EdgeReply, EdgeRequest, EdgeRoute } from "../route.ts";
import { iso } from "./job-resource.ts";
import { idParams, JOBS_TAG, requireJob } from "./jobs.ts";
import { problem } from "../../service-kit/replies.ts";

const tokenSchema = z.object({ token: z.string(), expires_at: z.string() }).meta({ id: "StreamToken" });
const scopesOf = <Scope extends TokenScope>(scopes: readonly [Scope, ...Scope[]]) =>
  z.object({ scopes: z.array(z.enum(scopes)).min(1).max(10).optional() });
const jobTokenSchema = scopesOf(TOKEN_SCOPES).meta({ id: "JobTokenRequest" });
/** The list has neither files nor decisions. */
const listTokenSchema = scopesOf(["read"]).meta({ id: "ListTokenRequest" });
const made = { description: "Send it as `token=` in the query.", schema: tokenSchema };

export interface StreamTokenParts {
  readonly tokens: Pick<StreamTokens, "issue">;
  readonly ids: Pick<Ids, "hex">;
}

/** Short-lived tokens for clients that cannot send a header: EventSource, above all (SPEC §1). */
export function streamTokenRoutes(parts: StreamTokenParts): readonly EdgeRoute[] {
  return [
    {
      method: "POST",
      path: "/v1/jobs/:id/stream-tokens",
      scope: "read",
      summary:
        "Create a token for the streams of this job (`read`, the default), for its files (`artifacts`) and its approval (`approve`)",
      tag: JOBS_TAG,
      params: idParams,
      body: jobTokenSchema,
      bodyOptional: true,
      responses: {
        200: made,
        403: problem("The key lacks a requested scope."),
        404: problem("No such job."),
      },
      validation: "sentence",
      handle: async (request, call) => issue(parts, request, (await requireJob(request, call)).jobId),
    },
    {
      method: "POST",
      path: "/v1/events/stream-tokens",
      scope: "read",
      summary: "Create a token for the owner's live list",
      tag: JOBS_TAG,
      body: listTokenSchema,
      bodyOptional: true,
      responses: { 200: made },
      validation: "sentence",
      handle: async (request) => issue(parts, request, null),
    },
  ];
}

function issue(
  { tokens, ids }: StreamTokenParts,
  { owner, caller, body }: EdgeRequest,
  jobId: string | null,
): EdgeReply {
  const wanted = (body as z.infer<typeof jobTokenSchema> | undefined)?.scopes ?? ["read"];
  const scopes = TOKEN_SCOPES.filter((scope) => wanted.includes(scope));
  for (const scope of scopes) requireScope(caller, KEY_SCOPE[scope]);
  const { token, expiresAtMs } = tokens.issue({ owner, jobId, keyId: caller.keyId, scopes }, ids.hex(8));
  const reply: z.infer<typeof tokenSchema> = { token, expires_at: iso(expiresAtMs) };
  return { kind: "json", status: 200, body: reply };
}

/** What a key must be allowed to do to hand it out. */
const KEY_SCOPE: Readonly<Record<TokenScope, KeyScope>> = { read: "read", artifacts: "read", approve: "approve" };
