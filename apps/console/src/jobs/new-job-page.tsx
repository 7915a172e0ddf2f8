import type { JobResource } from "@headway-jobs/client";
import { useState } from "react";
import { go, jobHref } from "../app/route.ts";
import { KINDS } from "../kinds/registry.ts";
import { useTitle } from "./use-title.ts";

export function NewJobPage({
  topic,
  kind: asked,
  onCreated,
}: {
  readonly topic: string;
  readonly kind: string;
  readonly onCreated: (job: JobResource) => void;
}) {
  const [chosen, choose] = useState(() =>
    Math.max(
      0,
      KINDS.findIndex(({ kind }) => kind === asked),
    ),
  );
  useTitle("Headway");
  const kind = KINDS[chosen];
  if (kind === undefined) return null;
  const created = (job: JobResource): void => {
    onCreated(job);
    go(jobHref(job.job_id));
  };
  return (
    <div className="new-job">
      {KINDS.length > 1 && (
        <div className="new-job__kinds" role="group" aria-label="Kind of job">
          {KINDS.map(({ kind: name, noun }, index) => (
            <button
              key={name}
              type="button"
              className="button kind"
              aria-pressed={index === chosen}
              onClick={() => choose(index)}
            >
              {noun}
            </button>
          ))}
        </div>
      )}
      <header className="new-job__head">
        <h1>{kind.heading}</h1>
        <p>{kind.lead}</p>
      </header>
      <kind.Form key={kind.kind} title={topic} onCreated={created} />
    </div>
  );
}
