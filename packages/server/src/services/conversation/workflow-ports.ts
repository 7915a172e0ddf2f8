import type { ConversationAnalysis } from "@headway-jobs/ports/conversation-analysis";
import type { Hearing } from "@headway-jobs/ports/hearing";
import type { ConversationPorts } from "./ports.ts";
import type { ReadAlong } from "./window-reader.ts";

/** What the workflows work with: a server's own ears and analysis, or a test's. */
export type WorkflowPorts = Pick<ConversationPorts, "transcription" | "nowMs"> & {
  readonly hearing: Hearing;
  readonly analyse: (options: {
    readonly conversationId: string;
    readonly goal: string | undefined;
  }) => ConversationAnalysis;
  /** Absent without a language model. */
  readonly readAlong?: (options: { readonly goal: string | undefined }) => ReadAlong;
};

/** A recording job's input as `prepare` leaves it. */
export interface RecordingJob {
  readonly filename: string;
  readonly media_type: string;
  readonly goal?: string | undefined;
  readonly transcript?: string | undefined;
  readonly speakers?: number | undefined;
}
