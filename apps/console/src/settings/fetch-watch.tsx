import { useJob } from "@headway-jobs/client/react";
import { useEffect, useMemo } from "react";
import { fetchState, type FetchState } from "./fetch-state.ts";

/** Follows one job that fetches models, and passes on how far it is. Shows nothing itself. */
export function FetchWatch({
  jobId,
  onState,
}: {
  readonly jobId: string;
  readonly onState: (jobId: string, state: FetchState) => void;
}) {
  const { events } = useJob(jobId);
  const state = useMemo(() => fetchState(events), [events]);
  useEffect(() => onState(jobId, state), [jobId, state, onState]);
  return null;
}
