import { useClient } from "@headway-jobs/client/react";
import { go, newJobHref } from "../app/route.ts";
import { Confirmed } from "../job-data/confirmed.tsx";
import type { KindView } from "../kinds/kind-view.ts";

export function CancelButton({
  jobId,
  kind: { noun, afterCancel = "It cannot be resumed." },
}: {
  readonly jobId: string;
  readonly kind: Pick<KindView, "noun" | "afterCancel">;
}) {
  const client = useClient();
  return (
    <Confirmed
      icon="cross"
      label="Cancel"
      question={`Stop this ${noun}? ${afterCancel}`}
      yes="Stop it"
      no="Keep going"
      isFinal
      onYes={() => client.jobs.cancel(jobId)}
    />
  );
}

export function RemoveButton({
  jobId,
  onRemoved,
}: {
  readonly jobId: string;
  readonly onRemoved: (jobId: string) => void;
}) {
  const client = useClient();
  const remove = async (): Promise<void> => {
    await client.jobs.remove(jobId);
    onRemoved(jobId);
    go(newJobHref());
  };
  return (
    <Confirmed
      icon="trash"
      label="Delete"
      question="Delete this job and its files?"
      yes="Delete"
      no="Keep"
      isFinal
      onYes={remove}
    />
  );
}
