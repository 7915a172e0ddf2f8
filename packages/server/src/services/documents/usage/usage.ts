import { type DocumentUsage, HeadwayError } from "@headway/contract";
import type { Engine, OperationsUse } from "@headway/engine";

/** Refuses, before a job exists, a request of an owner who has no operation left. */
export async function requireOperations(operations: Engine["operations"], owner: string): Promise<void> {
  const use = await operations.use(owner);
  if (use.limit === null || use.used < use.limit) return;
  const until = new Date(use.resetsAtMs).toISOString().slice(0, 10);
  const message = `All ${use.limit} operations of this month are used; the next period begins on ${until}.`;
  throw new HeadwayError("QUOTA", message, { extra: quotaExtra(use) });
}

/** What a QUOTA failure carries; the edge makes the `X-Usage-*` headers of it. */
export function quotaExtra(use: OperationsUse): { readonly usage?: Readonly<Record<string, number>> } {
  const { limit, used, resetsAtMs } = use;
  return limit === null ? {} : { usage: { limit, used, remaining: Math.max(0, limit - used), resetsAtMs } };
}

/** An owner's use as results and the `usage` event show it, after `charged` operations were taken. */
export function shownUsage(use: OperationsUse, charged: number): DocumentUsage {
  return {
    monthly_used: use.used,
    monthly_limit: use.limit,
    monthly_remaining: remaining(use),
    was_billable: charged > 0,
    subscription_tier: use.tier,
    ops_charged: charged,
  };
}

/** Null for an owner without a limit. */
export function remaining({ used, limit }: OperationsUse): number | null {
  return limit === null ? null : Math.max(0, limit - used);
}
