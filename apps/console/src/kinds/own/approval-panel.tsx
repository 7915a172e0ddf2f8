import { type Approval, ClientError, type JobResource } from "@headway-jobs/client";
import { useClient } from "@headway-jobs/client/react";
import { useEffect, useId, useState } from "react";
import { useProblem } from "../../job-data/use-problem.ts";
import { Field, Problem } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { ReviewProps } from "../kind-view.ts";
import { Members } from "./members.tsx";

/** The question that a job waits with, and the two answers. */
export function ApprovalPanel({ job, events, onRefresh }: ReviewProps) {
  const asked = events.findLast(({ type }) => type === "job.awaiting_approval") as
    | { approval_id?: unknown }
    | undefined;
  const askedId = asked?.approval_id;
  const approval = approvalOf(job);
  const isLate = askedId !== undefined && approval?.approval_id !== askedId;
  // The job was read before it asked: its metadata has the question.
  useEffect(() => {
    if (isLate) onRefresh();
  }, [isLate, askedId, onRefresh]);
  if (approval === null || isLate) {
    return (
      <section className="own-approval card" aria-busy="true">
        <p role="status">Reading the question that this job waits with…</p>
      </section>
    );
  }
  return <Question key={approval.approval_id} jobId={job.job_id} approval={approval} />;
}

function Question({ jobId, approval }: { readonly jobId: string; readonly approval: Approval }) {
  const client = useClient();
  const heading = useId();
  const [comment, setComment] = useState("");
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useProblem();
  const decide = (approved: boolean): void => {
    setSending(true);
    setProblem("");
    const decision = { approved, approval_id: approval.approval_id, ...(comment === "" ? {} : { comment }) };
    // When it is taken, the job's next event ends this panel.
    client.jobs.approve(jobId, decision).catch((error: unknown) => {
      setSending(false);
      setProblem(error instanceof ClientError ? error : String(error));
    });
  };
  return (
    <section className="own-approval card" aria-labelledby={heading}>
      <h2 id={heading}>{approval.question}</h2>
      <Members label="Details" members={approval.details} />
      <Field label="Comment (optional)">
        {(control) => (
          <textarea {...control} rows={2} value={comment} onChange={(event) => setComment(event.target.value)} />
        )}
      </Field>
      <div className="own-approval__answers">
        <button type="button" className="button button--primary" disabled={sending} onClick={() => decide(true)}>
          <Icon name="check" /> Approve
        </button>
        <button type="button" className="button" disabled={sending} onClick={() => decide(false)}>
          <Icon name="cross" /> Deny
        </button>
      </div>
      <p role="alert">{problem !== "" && <Problem text={problem} />}</p>
    </section>
  );
}

function approvalOf({ metadata: { approval } }: JobResource): Approval | null {
  return typeof approval === "object" && approval !== null ? (approval as Approval) : null;
}
