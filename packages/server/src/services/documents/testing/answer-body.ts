import type {
  ApproveReply,
  DocumentChange,
  DocumentChanges,
  DocumentResult,
  JobResource,
  MonthlyUsage,
  SessionHistory,
  UploadedDocument,
} from "@headway-jobs/contract";

type Changes = DocumentChanges & { readonly updated_html: string; readonly version_id: string };
type Result = DocumentResult & { readonly document_changes: Changes };

/**
 * What tests read of answers in JSON: the members of all routes (SPEC §4). An answer has those of the route that the test has asked, and they are not null
 * where the test reads on.
 */
export interface AnswerBody
  extends
    Pick<JobResource, "job_id" | "status" | "deadline_at" | "error">,
    Pick<MonthlyUsage, "monthly_used" | "quota_exhausted">,
    Pick<ApproveReply, "batch_complete">,
    Pick<UploadedDocument, "html" | "chunks_count">,
    Pick<Result, "response" | "document_changes"> {
  readonly usage: Result["usage"] & { readonly providers: readonly Readonly<Record<string, unknown>>[] };
  readonly result: Result;
  readonly pending_changes: readonly DocumentChange[];
  readonly messages: SessionHistory["messages"];
  readonly document_state: NonNullable<SessionHistory["document_state"]> & { readonly html_content: string };
  readonly metadata: Readonly<Record<string, unknown>> & {
    readonly pending_changes: readonly DocumentChange[];
    readonly pending_batch_decisions?: Readonly<Record<string, { readonly approved: boolean }>>;
    readonly intermediate_responses: readonly { readonly sequence: number }[];
    readonly warnings: readonly { readonly code: string; readonly message: string }[];
  };
  readonly jobs: readonly AnswerBody[];
  readonly total: number;
  readonly events: readonly { readonly seq: number; readonly type: string; readonly [member: string]: unknown }[];
  readonly token: string;
  /** Of a problem. */
  readonly code: string;
  readonly detail: unknown;
  readonly errors: readonly { readonly loc: readonly (string | number)[] }[];
}
