import type { MonthlyUsage } from "@headway-jobs/client";
import { useClient } from "@headway-jobs/client/react";
import { useEffect, useState } from "react";

/** How much of the month's operations is used; one is used for each change that is applied. */
export function UsageNote() {
  const client = useClient();
  const [usage, setUsage] = useState<MonthlyUsage | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    // Without it the form works as well: a month that is used up is refused with its own sentence.
    client.documents.usage({ signal: stop.signal }).then(setUsage, () => undefined);
    return () => stop.abort();
  }, [client]);
  return (
    <p className="usage-note" data-exhausted={usage?.quota_exhausted ?? false}>
      {usage === null ? "\u00a0" : usageText(usage)}
    </p>
  );
}

function usageText({ monthly_used: used, monthly_limit: limit, resets_at: resetsAt }: MonthlyUsage): string {
  const many = `${used.toLocaleString()} ${used === 1 && limit === null ? "change" : "changes"}`;
  if (limit === null) return `${many} applied this month`;
  const until = new Date(resetsAt).toLocaleDateString(undefined, { day: "numeric", month: "short" });
  return `${used.toLocaleString()} of ${limit.toLocaleString()} changes used this month, renewed ${until}`;
}
