import { ClientError } from "@headway-jobs/client";
import { useClient } from "@headway-jobs/client/react";
import { useState } from "react";
import { go, newJobHref } from "../app/route.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { useProblem } from "../job-data/use-problem.ts";

export function CancelButton({ jobId, noun }: { readonly jobId: string; readonly noun: string }) {
  const client = useClient();
  return (
    <Confirmed
      icon="cross"
      label="Cancel"
      question={`Stop this ${noun}? It cannot be resumed.`}
      yes="Stop it"
      no="Keep going"
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
      onYes={remove}
    />
  );
}

interface ConfirmedProps {
  readonly icon: IconName;
  readonly label: string;
  readonly question: string;
  readonly yes: string;
  readonly no: string;
  readonly onYes: () => Promise<unknown>;
}

/** A button for what cannot be undone: it asks once, in its own place. */
function Confirmed({ icon, label, question, yes, no, onYes }: ConfirmedProps) {
  const [state, setState] = useState<"idle" | "asking" | "doing">("idle");
  const [problem, setProblem] = useProblem();
  const act = (): void => {
    setState("doing");
    setProblem("");
    onYes().catch((error: unknown) => {
      setProblem(error instanceof ClientError ? error : "The action failed.");
      setState("idle");
    });
  };
  return (
    <div className="confirmed">
      {state === "idle" ? (
        <button type="button" className="button button--quiet" onClick={() => setState("asking")}>
          <Icon name={icon} /> {label}
        </button>
      ) : (
        <div className="confirmed__question" role="group" aria-label={question}>
          <span>{question}</span>
          <button type="button" className="button button--danger" autoFocus disabled={state === "doing"} onClick={act}>
            {yes}
          </button>
          <button type="button" className="button" disabled={state === "doing"} onClick={() => setState("idle")}>
            {no}
          </button>
        </div>
      )}
      {problem !== "" && (
        <p className="confirmed__problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
