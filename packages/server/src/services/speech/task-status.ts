import type { ErrorCode, ExceptionReason, JsonObject, SpeechStatus, speechStatusSchema } from "@headway-jobs/contract";
import type { Job } from "@headway-jobs/engine";
import type { z } from "zod";

/** A task as its poll shows it (SPEC §3). Failures are statuses, not HTTP errors. */
export function taskStatus(job: Job): z.infer<typeof speechStatusSchema> {
  const { status, reason, message } = stateOf(job);
  return {
    status,
    run_id: status === "SUCCESS" ? job.runId : null,
    exception_reason: reason,
    message: message ?? warningsOf(job),
    progress: Math.round(job.progress * 10) / 10,
  };
}

interface State {
  readonly status: SpeechStatus;
  readonly reason: ExceptionReason | null;
  readonly message?: string;
}

function stateOf(job: Job): State {
  switch (job.status) {
    case "completed":
      return { status: "SUCCESS", reason: null };
    case "cancelled":
      return { status: "ERROR", reason: "NONE", message: "cancelled" };
    case "failed":
      return failureOf(job.error ?? { code: "INTERNAL", message: "The task failed." });
    case "pending":
    case "in_progress":
    case "awaiting_approval":
      return { status: "PENDING", reason: null, ...waitOf(job) };
  }
}

/** What the task waits for, while a provider makes it wait. */
function waitOf({ metadata }: Job): Pick<State, "message"> {
  const waiting = metadata["waiting"];
  if (typeof waiting !== "object" || waiting === null || Array.isArray(waiting)) return {};
  const { message } = waiting as JsonObject;
  return typeof message === "string" ? { message } : {};
}

function failureOf({ code, message }: { readonly code: string; readonly message: string }): State {
  if (code === "PAYMENT_REQUIRED") return { status: "PAYMENT_REQUIRED", reason: "PAYMENT_REQUIRED", message };
  if (code === "TIMEOUT") return { status: "TIMEOUT", reason: "NONE", message };
  return { status: "ERROR", reason: REASONS[code as ErrorCode] ?? "PROCESSING_ERROR", message };
}

const REASONS: Readonly<Partial<Record<ErrorCode, ExceptionReason>>> = {
  VOICE_FAILED: "VOICE_CONVERSION_ERROR",
  INVALID_INPUT: "INVALID_SOURCE_DATA",
  UNSUPPORTED_LANGUAGE: "INVALID_SOURCE_DATA",
  INTERNAL: "INTERNAL_ERROR",
  WORKER_LOST: "INTERNAL_ERROR",
  DISK_FULL: "INTERNAL_ERROR",
  STORE_UNAVAILABLE: "INTERNAL_ERROR",
};

/** What went otherwise than asked, in one sentence after the other; null when nothing did. */
function warningsOf({ metadata }: Job): string | null {
  const warnings = metadata["warnings"];
  if (!Array.isArray(warnings)) return null;
  const messages = warnings.flatMap((warning: unknown) =>
    typeof warning === "object" && warning !== null && "message" in warning ? [String(warning.message)] : [],
  );
  return messages.length === 0 ? null : messages.join(" ");
}
