import type { JobKind, JobKindResource, JobResource } from "@headway-jobs/client";
import type { FormProps, KindView, OfferedKind } from "../kind-view.ts";
import { ApprovalPanel } from "./approval-panel.tsx";
import { OwnForm } from "./own-form.tsx";
import { OwnResult } from "./own-result.tsx";
import { labelOf } from "./schema-fields.ts";

/** How the console shows jobs of a kind that it does not know by name. */
export function ownKindView(kind: JobKind): KindView {
  const name = labelOf(kind);
  return {
    kind,
    noun: name.toLowerCase(),
    titleOf: (job) => titleOf(job, name),
    phaseText: labelOf,
    Result: OwnResult,
    Review: ApprovalPanel,
  };
}

/** The same with the words that the server gives, and a form made of the JSON schema of its input. */
export function describedView({ kind, title, description, input }: JobKindResource): OfferedKind {
  const Form = ({ onCreated }: FormProps) => <OwnForm kind={kind} schema={input} onCreated={onCreated} />;
  return { ...ownKindView(kind), noun: title.toLowerCase(), heading: title, lead: description, Form };
}

function titleOf({ job_id: jobId, metadata }: JobResource, name: string): string {
  const { title } = metadata;
  return typeof title === "string" && title !== "" ? title : `${name} ${jobId.slice(-6)}`;
}
