import type { JobKind, JobKindResource, JobResource } from "@headway-jobs/client";
import type { FormProps, KindView } from "../kind-view.ts";
import { ApprovalPanel } from "./approval-panel.tsx";
import { OwnForm } from "./own-form.tsx";
import { OwnResult } from "./own-result.tsx";
import { labelOf } from "./schema-fields.ts";

const views = new Map<JobKind, KindView>();

/** What the console shows of a kind that it does not know by name: any job's page, and a form made of the JSON schema of its input. */
export function ownKindView(kind: JobKind): KindView {
  const known = views.get(kind);
  if (known !== undefined) return known;
  const name = labelOf(kind);
  const view: KindView = {
    kind,
    noun: name.toLowerCase(),
    heading: name,
    lead: "",
    titleOf: (job) => titleOf(job, name),
    phaseText: labelOf,
    eventText: () => null,
    Form: (props) => <OwnForm kind={kind} {...props} />,
    Progress: () => null,
    Result: OwnResult,
    Review: ApprovalPanel,
  };
  views.set(kind, view);
  return view;
}

/** The same with the words and the schema that the server gives. */
export function describedView({ kind, title, description, input }: JobKindResource): KindView {
  const Form = (props: FormProps) => <OwnForm kind={kind} schema={input} {...props} />;
  return { ...ownKindView(kind), noun: title.toLowerCase(), heading: title, lead: description, Form };
}

function titleOf({ job_id: jobId, metadata }: JobResource, name: string): string {
  const { title } = metadata;
  return typeof title === "string" && title !== "" ? title : `${name} ${jobId.slice(-6)}`;
}
