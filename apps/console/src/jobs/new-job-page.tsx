import type { JobResource } from "@headway-jobs/client";
import { useMemo, useState } from "react";
import { go, jobHref } from "../app/route.ts";
import { describedView } from "../kinds/own/own-kind.tsx";
import { useKinds } from "../kinds/own/use-kinds.ts";
import type { OfferedKind } from "../kinds/kind-view.ts";
import { isKnownKind, KINDS } from "../kinds/registry.ts";
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
  const offered = useOffered();
  const [chosen, choose] = useState(asked);
  useTitle("Headway");
  const kind = offered.find((one) => one.kind === chosen) ?? offered[0];
  if (kind === undefined) return null;
  const created = (job: JobResource): void => {
    onCreated(job);
    go(jobHref(job.job_id));
  };
  return (
    <div className="new-job">
      {offered.length > 1 && (
        <div className="new-job__kinds" role="group" aria-label="Kind of job">
          {offered.map(({ kind: name, noun }) => (
            <button
              key={name}
              type="button"
              className="button kind"
              aria-pressed={name === kind.kind}
              onClick={() => choose(name)}
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

/** The kinds that the console knows, and the others that the server has. */
function useOffered(): readonly OfferedKind[] {
  const kinds = useKinds();
  return useMemo(() => {
    const others = kinds.filter(({ kind }) => !isKnownKind(kind));
    return [...KINDS, ...others.map(describedView)];
  }, [kinds]);
}
