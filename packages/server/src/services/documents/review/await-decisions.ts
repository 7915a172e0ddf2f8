import type { DocumentChange } from "@headway-jobs/contract";
import type { JobContext } from "@headway-jobs/engine";
import { z } from "zod";

/** Name of the signal that carries votes. */
export const APPROVAL_SIGNAL = "approval";

const signalSchema = z.object({
  votes: z.array(z.object({ change_id: z.string(), approved: z.boolean(), feedback: z.string().nullable() })),
});

export interface Answer {
  readonly approved: boolean;
  readonly feedback: string | null;
}

/**
 * Waits, without holding a worker, until every change of the batch is decided; single votes add up. The first vote on
 * a change counts: later ones are accepted only because they are the same. Throws APPROVAL_TIMEOUT at `untilMs`,
 * however many were decided by then.
 */
export async function awaitDecisions(
  ctx: JobContext,
  batch: readonly DocumentChange[],
  { untilMs, now }: { readonly untilMs: number; readonly now: () => number },
): Promise<ReadonlyMap<string, Answer>> {
  const answers = new Map<string, Answer>();
  const [first] = batch;
  if (first === undefined) return answers;
  const data = { batch_id: first.batch_id, batch_total: first.batch_total };
  while (batch.some(({ change_id: id }) => !answers.has(id))) {
    const { votes } = await ctx.waitFor(APPROVAL_SIGNAL, signalSchema, {
      status: "awaiting_approval",
      timeoutMs: Math.max(0, untilMs - now()),
      data,
    });
    for (const { change_id: id, approved, feedback } of votes) {
      if (!answers.has(id)) answers.set(id, { approved, feedback });
    }
  }
  return answers;
}
