import type { DocumentInput } from "@headway-jobs/contract";
import type { Workflow } from "@headway-jobs/engine";
import type { DocumentPorts } from "./ports.ts";
import { applyApproved } from "./steps/apply-approved.ts";
import { editAndReview } from "./steps/edit-and-review.ts";
import { openDocument } from "./steps/open-document.ts";

/**
 * Opens the session's document, edits it by the message, waits for decisions where the approval mode asks for them,
 * and makes one new version of what is approved.
 */
export function documentWorkflow(
  ports: DocumentPorts,
  settings: { readonly approvalTimeoutMs: number },
): Workflow<DocumentInput> {
  return async (ctx, input) => {
    const opened = await openDocument(ctx, ports, input);
    const review = await editAndReview(ctx, ports, settings, { input, opened });
    return applyApproved(ctx, ports, { input, opened, review });
  };
}
