import { useMemo } from "react";
import type { ProgressProps } from "../kind-view.ts";
import { statementsOf } from "./statements.ts";

/** Messages of the editor while it works. */
export function DocumentProgress({ events }: ProgressProps) {
  const statements = useMemo(() => statementsOf(events), [events]);
  return (
    <ol className="statements" role="log" aria-label="Messages of the editor">
      {statements.map(({ seq, text }) => (
        <li key={seq}>{text}</li>
      ))}
    </ol>
  );
}
