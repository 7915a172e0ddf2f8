import type { LocalModelsResource } from "@headway-jobs/client";
import { useCallback, useEffect, useState } from "react";
import { hasEnded, type Notice } from "../job-data/job-view.ts";
import type { FetchState } from "./fetch-state.ts";

/** A job that fetches models, as the page follows it. */
export interface Fetch {
  readonly jobId: string;
  readonly names: readonly string[];
  /** Null until its log comes. */
  readonly state: FetchState | null;
}

export interface Fetches {
  readonly all: readonly Fetch[];
  readonly onState: (jobId: string, state: FetchState) => void;
  /** Follows a job that this page has begun, also when it ends before the list of models is read again. What earlier ones said of its models is over. */
  readonly begin: (jobId: string, names: readonly string[]) => void;
  readonly forget: (names: readonly string[]) => void;
}

/** The downloads that the page of models follows: those that the server names, and those that the page has begun. */
export function useFetches(list: LocalModelsResource | null): Fetches {
  const [all, setAll] = useState<readonly Fetch[]>([]);
  useEffect(() => {
    const named = Map.groupBy(
      (list?.models ?? []).filter((one) => one.job_id !== null),
      (one) => String(one.job_id),
    );
    setAll((before) => {
      const added = [...named].filter(([jobId]) => !before.some((one) => one.jobId === jobId));
      if (added.length === 0) return before;
      return [
        ...before,
        ...added.map(([jobId, models]) => ({ jobId, names: models.map(({ name }) => name), state: null })),
      ];
    });
  }, [list]);
  const onState = useCallback((jobId: string, state: FetchState) => {
    setAll((before) => before.map((one) => (one.jobId === jobId ? { ...one, state } : one)));
  }, []);
  const forget = useCallback((names: readonly string[]) => setAll((before) => withoutEnded(before, names)), []);
  const begin = useCallback((jobId: string, names: readonly string[]) => {
    setAll((before) => {
      const others = withoutEnded(before, names);
      return others.some((one) => one.jobId === jobId) ? others : [...others, { jobId, names, state: null }];
    });
  }, []);
  return { all, onState, begin, forget };
}

function withoutEnded(all: readonly Fetch[], names: readonly string[]): readonly Fetch[] {
  return all.filter((one) => !isOver(one) || !one.names.some((name) => names.includes(name)));
}

export const isOver = ({ state }: Fetch): boolean => state !== null && hasEnded(state.view);

/** The download that a model waits for, or that fetches it now. */
export function runningFetch({ all }: Fetches, name: string): Fetch | null {
  const found = all.findLast((one) => one.names.includes(name) && !isOver(one));
  return found === undefined || found.state?.installed.includes(name) === true ? null : found;
}

/** Why the newest download that should have brought a model has failed, if this model is the one at which it stopped. */
export function failureOf({ all }: Fetches, name: string): Notice | null {
  const newest = all.findLast((one) => one.names.includes(name));
  const state = newest?.state ?? null;
  if (newest === undefined || state === null) return null;
  const { installed, view } = state;
  return newest.names.find((one) => !installed.includes(one)) === name ? view.failure : null;
}
