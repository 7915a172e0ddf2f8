import { HeadwayError } from "@headway-jobs/contract";
import type { Queryable } from "../db/port.ts";
import type { CompletionEffects } from "../api/workflow.ts";
import { changeNamedDocument } from "../accounts/owner-documents.ts";
import { chargeOperations } from "../accounts/operations.ts";

/** A completion's effects cannot be had, for the reason in `cause`: neither they nor the completion are recorded. */
export class CompletionRefused extends Error {
  constructor(reason: unknown) {
    super("The job's completion was refused.", { cause: reason });
  }
}

/**
 * Applies, in the transaction that completes a job, the changes that its workflow has asked for. Throws CompletionRefused; failures of
 * the store itself come through as they are.
 */
export async function applyEffects(
  tx: Queryable,
  owner: string,
  { operations = 0, document }: CompletionEffects,
  nowMs: number,
): Promise<void> {
  if (operations > 0 && !(await chargeOperations(tx, owner, operations, nowMs))) {
    throw refused("QUOTA", "The owner's operations of this month do not cover this.");
  }
  if (document === undefined) return;
  const { collection, name, change } = document;
  const changed = await changeNamedDocument(tx, { owner, collection, name }, refusing(change), nowMs);
  if (changed === null) throw refused("NOT_FOUND", "What the job was to change does not exist any more.");
}

function refused(code: "QUOTA" | "NOT_FOUND", message: string): CompletionRefused {
  return new CompletionRefused(new HeadwayError(code, message));
}

type Change = NonNullable<CompletionEffects["document"]>["change"];

function refusing(change: Change): Change {
  return (document) => {
    try {
      return change(document);
    } catch (error) {
      throw new CompletionRefused(error);
    }
  };
}
