import { HeadwayError, sessionIdSchema } from "@headway-jobs/contract";
import { z } from "zod";
import type { StreamRoute } from "../../../service-kit/service.ts";
import { documentDialect, type DocumentState } from "../dialect.ts";
import { DOCUMENTS_TAG } from "./wording.ts";

const pathSchema = z.object({ session_id: sessionIdSchema });
const querySchema = z.object({ job_id: z.string().min(1) });

/** `GET /v1/chat/{session_id}/stream?job_id=` (SPEC §4): open, with heartbeats, also while a human decides. */
export const documentStream: StreamRoute<DocumentState> = {
  path: "/v1/chat/:session_id/stream",
  summary: "Live progress, proposals and result of a document job (server-sent events)",
  tag: DOCUMENTS_TAG,
  dialect: documentDialect,
  cursorQuery: "last_sequence",
  async find({ owner, params, query }, engine) {
    const asked = querySchema.safeParse(query);
    if (!asked.success) throw new HeadwayError("INVALID_INPUT", "Say which job to follow: ?job_id=job_…");
    const path = pathSchema.safeParse(params);
    const job = await engine.find(owner, asked.data.job_id);
    return job?.kind === "document" && job.sessionId === path.data?.session_id ? job : null;
  },
};
