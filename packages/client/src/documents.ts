import type {
  ApproveReply,
  ExportFormat,
  MonthlyUsage,
  RevertReply,
  SessionHistory,
  SessionList,
  UploadedDocument,
} from "@headway-jobs/contract";
import type { CallOptions, Transport } from "./transport.ts";

/** A decision on proposed changes (SPEC §4): on one, on several, or, with neither named, on all that are undecided. */
export interface Decision {
  readonly job_id: string;
  readonly approved: boolean;
  readonly change_id?: string;
  readonly feedback?: string;
  readonly change_hash?: string;
  readonly changes?: readonly {
    readonly change_id: string;
    readonly approved: boolean;
    readonly feedback?: string;
    readonly change_hash?: string;
  }[];
}

/** The documents service beyond its jobs: decisions, sessions, files. */
export interface DocumentCalls {
  /** All or nothing; the same decision again is fine, another one is `CONFLICT`. */
  approve(sessionId: string, decision: Decision, options?: CallOptions): Promise<ApproveReply>;
  sessions(options?: CallOptions): Promise<SessionList>;
  history(sessionId: string, options?: CallOptions & { readonly withDocument?: boolean }): Promise<SessionHistory>;
  /** Takes a turn and all after it back; `SESSION_BUSY` or `JOB_RUNNING` while a job of the session is unfinished. */
  revert(sessionId: string, turnIndex: number, options?: CallOptions): Promise<RevertReply>;
  /** A file (html, md, txt, docx) as the session's document. */
  upload(sessionId: string, file: Blob, filename: string, options?: CallOptions): Promise<UploadedDocument>;
  /** The response whose body is the file. */
  export(
    request: {
      readonly format: ExportFormat;
      readonly session_id?: string;
      readonly html?: string;
      readonly options?: Readonly<Record<string, unknown>>;
    },
    options?: CallOptions,
  ): Promise<Response>;
  usage(options?: CallOptions): Promise<MonthlyUsage>;
}

export function documentCalls(transport: Transport): DocumentCalls {
  return {
    approve: (sessionId, decision, options) =>
      transport.json(`/v1/chat/${encodeURIComponent(sessionId)}/approve`, {
        ...options,
        method: "POST",
        body: decision,
      }),
    sessions: (options) => transport.json("/v1/sessions", { ...options }),
    history: (sessionId, { withDocument, ...options } = {}) =>
      transport.json(`${sessionPath(sessionId)}/history`, {
        ...options,
        query: { include_document_html: withDocument === true ? "true" : undefined },
      }),
    revert: (sessionId, turnIndex, options) =>
      transport.json(`${sessionPath(sessionId)}/revert`, {
        ...options,
        method: "POST",
        body: { turn_index: turnIndex },
      }),
    upload(sessionId, file, filename, options) {
      const form = new FormData();
      form.append("session_id", sessionId);
      form.append("file", file, filename);
      return transport.json("/v1/documents/upload", { ...options, method: "POST", body: form });
    },
    export: (request, options) =>
      transport.request("/v1/documents/export", {
        ...options,
        method: "POST",
        body: request,
        headers: { accept: "*/*" },
      }),
    usage: (options) => transport.json("/v1/users/me/usage", { ...options }),
  };
}

function sessionPath(sessionId: string): string {
  return `/v1/sessions/${encodeURIComponent(sessionId)}`;
}
