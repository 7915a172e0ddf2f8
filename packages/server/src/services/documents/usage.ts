import type { DocumentUsage } from "@headway-jobs/contract";
import type { OperationsUse } from "@headway-jobs/engine";

/** Extra members of a QUOTA failure, from which the edge makes the `X-Usage-*` headers. */
export function quotaExtra(use: OperationsUse): { readonly usage?: Readonly<Record<string, number>> } {
  const { limit, used, resetsAtMs } = use;
  return limit === null ? {} : { usage: { limit, used, remaining: Math.max(0, limit - used), resetsAtMs } };
}

/** An owner's use as results and the `usage` event show it, once `charged` more operations are taken. */
export function shownUsage(use: OperationsUse, charged: number): DocumentUsage {
  return {
    monthly_used: use.used + charged,
    monthly_limit: use.limit,
    monthly_remaining: remaining({ ...use, used: use.used + charged }),
    was_billable: charged > 0,
    subscription_tier: use.tier,
    ops_charged: charged,
  };
}

/** Null for an owner without a limit. */
export function remaining({ used, limit }: OperationsUse): number | null {
  return limit === null ? null : Math.max(0, limit - used);
}
