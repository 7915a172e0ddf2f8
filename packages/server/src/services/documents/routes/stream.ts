import { sessionIdSchema } from "@headway/contract";
import { z } from "zod";
import type { StreamRoute } from "../../../service.ts";
import { documentDialect, type DocumentState } from "../dialect.ts";
import { DOCUMENTS_TAG } from "./wording.ts";

const asked = z.object({
  params: z.object({ session_id: sessionIdSchema }),
  query: z.object({ job_id: z.string() }),
});

/** `GET /v1/chat/{session_id}/stream?job_id=` (seed 002): open, with heartbeats, also while a human decides. */
export const documentStream: StreamRoute<DocumentState> = {
  path: "/v1/chat/:session_id/stream",
  summary: "Live progress, proposals and result of a document job (server-sent events)",
  tag: DOCUMENTS_TAG,
  dialect: documentDialect,
  cursorQuery: "last_sequence",
  async find({ owner, params, query }, engine) {
    const parsed = asked.safeParse({ params, query });
    if (!parsed.success) return null;
    const job = await engine.find(owner, parsed.data.query.job_id);
    return job?.kind === "document" && job.sessionId === parsed.data.params.session_id ? job : null;
  },
};
