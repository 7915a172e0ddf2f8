import { useState, type FormEvent } from "react";
import { sentenceOf } from "../../job-data/sentence-of.ts";
import { useSubmit } from "../../job-data/use-submit.ts";
import { Problem } from "../../ui/field.tsx";
import type { FormProps } from "../kind-view.ts";
import { documentInputOf, emptyInstruction, isBlankHtml, type SourceDocument } from "./document-input.ts";
import { InstructionField } from "./instruction-field.tsx";
import { SourcePanel } from "./source/source-panel.tsx";
import { UsageNote } from "./usage-note.tsx";

export function DocumentForm({ title, onCreated }: FormProps) {
  const [document, setDocument] = useState<SourceDocument | null>(null);
  const [instruction, setInstruction] = useState({ ...emptyInstruction, message: title });
  const [missing, setMissing] = useState({ document: "", message: "" });
  const { submit, refusal, sending } = useSubmit("document", onCreated);
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    const noDocument = document === null || isBlankHtml(document.html);
    const noMessage = instruction.message.trim() === "";
    setMissing({
      document: noDocument ? "Add a document first: a file, your own text, or the example." : "",
      message: noMessage ? "Describe what should be changed." : "",
    });
    if (!noDocument && !noMessage) submit(documentInputOf(instruction, document));
  };
  const problem = sentenceOf(refusal);
  return (
    <form className="document-form" onSubmit={onSubmit} noValidate>
      <SourcePanel
        document={document}
        problem={missing.document}
        onChange={(changed) => {
          setDocument(changed);
          setMissing((before) => ({ ...before, document: "" }));
        }}
      />
      <InstructionField
        label="What should be changed?"
        instruction={instruction}
        problem={missing.message}
        onChange={(changed) => {
          setInstruction(changed);
          setMissing((before) => ({ ...before, message: "" }));
        }}
      />
      <div className="document-form__send">
        <button className="button button--primary" type="submit" disabled={sending}>
          {sending ? "Submitting…" : "Edit the document"}
        </button>
        <UsageNote />
        <p role="alert">{problem !== "" && <Problem text={problem} />}</p>
      </div>
    </form>
  );
}
