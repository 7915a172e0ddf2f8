import type { JobResource } from "@headway-jobs/client";
import { madeWith } from "@headway-jobs/client/made-with";

/** Which models and programs made a result, and what this machine's exam found for them. */
export function MadeWith({ job }: { readonly job: JobResource }) {
  const makers = madeWith(job);
  if (makers.length === 0) return null;
  return <p className="job__makers">{`Made with ${makers.join(", ")}.`}</p>;
}
