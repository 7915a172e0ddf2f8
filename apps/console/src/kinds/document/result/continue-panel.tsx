import { useEffect, useState, type FormEvent } from "react";
import { jobHref } from "../../../app/route.ts";
import { sentenceOf } from "../../../job-data/sentence-of.ts";
import { useSubmit } from "../../../job-data/use-submit.ts";
import { Problem } from "../../../ui/field.tsx";
import type { ResultProps } from "../../kind-view.ts";
import { documentInputOf, emptyInstruction } from "../document-input.ts";
import { InstructionField } from "../instruction-field.tsx";

/** The next instruction on the session's document. */
export function ContinuePanel({
  sessionId,
  draft,
  newerJobId,
  onCreated,
}: Pick<ResultProps, "onCreated"> & {
  readonly sessionId: string;
  /** A message that was taken back, to be written again. */
  readonly draft: string;
  /** Set when the session continued after this job. */
  readonly newerJobId: string | null;
}) {
  const [instruction, setInstruction] = useState(emptyInstruction);
  const [missing, setMissing] = useState("");
  const { submit, refusal, sending } = useSubmit("document", onCreated);
  useEffect(() => {
    if (draft !== "") setInstruction((before) => ({ ...before, message: draft }));
  }, [draft]);
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    const empty = instruction.message.trim() === "";
    setMissing(empty ? "Describe what should be changed next." : "");
    if (!empty) submit(documentInputOf(instruction, { sessionId, html: "", stored: true }));
  };
  const problem = sentenceOf(refusal);
  return (
    <form className="continue card" onSubmit={onSubmit} noValidate aria-label="Continue with this document">
      <h2>Continue with this document</h2>
      {newerJobId !== null && (
        <p className="continue__note">
          There is a later version. The next instruction changes <a href={jobHref(newerJobId)}>the newest version</a>,
          not on the one above.
        </p>
      )}
      <InstructionField
        label="What next?"
        instruction={instruction}
        problem={missing}
        onChange={(changed) => {
          setInstruction(changed);
          setMissing("");
        }}
      />
      <div className="document-form__send">
        <button className="button button--primary" type="submit" disabled={sending}>
          {sending ? "Submitting…" : "Edit the document"}
        </button>
        <p role="alert">{problem !== "" && <Problem text={problem} />}</p>
      </div>
    </form>
  );
}
